#include "engine/server/tokens.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "engine/base/sha256.h"
#include "engine/config/yaml.h"

namespace certphoto {
namespace {

using std::chrono::system_clock;

constexpr std::size_t kMaxTokenBytes = 512;

// "2027-01-31" (its first instant) or "2027-01-31T18:00:00Z".
std::optional<system_clock::time_point> ParseTime(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, end = 0;
  const bool date = std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && end == 10;
  if (!date) return std::nullopt;
  if (text.size() > 10) {
    end = 0;
    if (std::sscanf(text.c_str() + 10, "T%2d:%2d:%2dZ%n", &hour, &minute, &second, &end) != 3 ||
        text.size() != 20 || end != 10)
      return std::nullopt;
  }
  const std::chrono::year_month_day ymd{std::chrono::year(year),
                                        std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
  if (!ymd.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(ymd) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

bool IsHash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// A method's name, or "PhotoService.*" for all of a service; empty and reported when it is neither.
std::vector<std::string> ReadMethods(const YamlValue& value) {
  const auto text = value.Text();
  if (!text) return {};
  std::vector<std::string> methods, known = MethodNames();
  for (const auto& method : MethodNames()) {
    const auto all = method.substr(0, method.find('.')) + ".*";
    if (*text == method || *text == all) methods.push_back(method);
    known.push_back(all);
  }
  if (methods.empty()) value.Problem("there is no method " + Quoted(*text) + DidYouMean(*text, known));
  return methods;
}

}  // namespace

struct TokenReader {
  static std::optional<TokenList::Entry> Read(const YamlValue& value, std::set<std::string>& ids) {
    auto map = value.Map();
    if (!map) return std::nullopt;
    TokenList::Entry entry;
    if (const auto id = map->RequiredText("id")) entry.id = *id;
    if (!entry.id.empty() &&
        (entry.id.size() > 64 ||
         entry.id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") !=
             std::string::npos))
      map->Problem("id: at most 64 letters, digits, '_', '-' and '.', not " + Quoted(entry.id));
    if (!entry.id.empty() && !ids.insert(entry.id).second)
      map->Problem("id: " + Quoted(entry.id) + " is there twice");
    if (const auto hash = map->RequiredText("sha256")) {
      entry.sha256 = *hash;
      if (!IsHash(*hash))
        map->Problem("sha256: 64 digits of lower-case hexadecimal: printf %s TOKEN | sha256sum");
    }
    if (const auto expires = map->OptionalText("expires")) {
      if (const auto time = ParseTime(*expires)) {
        entry.expires = *time;
      } else {
        map->Problem("expires: a UTC time like 2027-01-31 or 2027-01-31T18:00:00Z, not " + Quoted(*expires));
      }
    }
    if (map->Require("allow"))
      for (const auto& method : map->OptionalList("allow"))
        for (auto& name : ReadMethods(method)) entry.allowed.push_back(std::move(name));
    map->FinishKeys();
    return entry;
  }

  static Result<TokenList> ReadAll(std::optional<YamlMap> root, Diagnostics& problems) {
    if (!root) return problems.ToError();
    TokenList list;
    std::set<std::string> ids;
    root->ExpectSchema("certphoto/tokens/1");
    for (const auto& value : root->OptionalList("tokens"))
      if (auto entry = Read(value, ids)) list.entries_.push_back(std::move(*entry));
    root->FinishKeys();
    if (!problems.empty()) return problems.ToError();
    return list;
  }
};

const std::vector<std::string>& MethodNames() {
  static const std::vector<std::string> names{
      "PhotoService.Process",     "PhotoService.ProcessStream",   "MatchService.Match",
      "SheetService.Render",      "CatalogService.ListPipelines", "CatalogService.ListSpecs",
      "CatalogService.ListRules", "CatalogService.ListPlugins",   "CatalogService.ListPapers"};
  return names;
}

Result<TokenList> TokenList::Load(const std::filesystem::path& file) {
  Diagnostics problems;
  return TokenReader::ReadAll(LoadYamlFile(file, problems), problems);
}

Result<TokenList> TokenList::LoadText(std::string_view text, const std::string& name) {
  Diagnostics problems;
  return TokenReader::ReadAll(LoadYamlText(text, name, problems), problems);
}

TokenList::Found TokenList::Ask(std::string_view token, std::string_view method,
                                system_clock::time_point now) const {
  Found found;
  if (token.empty() || token.size() > kMaxTokenBytes) return found;
  const auto hash = Sha256Hex({reinterpret_cast<const std::uint8_t*>(token.data()), token.size()});
  const Entry* match = nullptr;
  for (const auto& entry : entries_)
    if (CRYPTO_memcmp(entry.sha256.data(), hash.data(), hash.size()) == 0) match = &entry;
  if (match == nullptr) return found;
  found.id = match->id;
  if (now >= match->expires) {
    found.answer = TokenAnswer::kExpired;
  } else if (std::find(match->allowed.begin(), match->allowed.end(), method) == match->allowed.end()) {
    found.answer = TokenAnswer::kNotAllowed;
  } else {
    found.answer = TokenAnswer::kAllowed;
  }
  return found;
}

}  // namespace certphoto
