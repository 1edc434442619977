#include "engine/config/yaml.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <system_error>
#include <utility>

#include "engine/base/utf8.h"
#include "engine/config/yaml_tree.h"

namespace certphoto {
namespace {

std::string NumberText(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc{} ? std::string(buffer, end) : "?";
}

// The whole of `text` as a decimal number; an explicit plus sign is fine, hexadecimal, infinity and NaN are
// not.
template <class T>
std::optional<T> Parse(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

}  // namespace

// ---- YamlValue
// ----------------------------------------------------------------------------------------------------

YamlValue::YamlValue(std::shared_ptr<const YamlNode> node, std::shared_ptr<const std::string> file,
                     std::string path, Diagnostics* problems)
    : node_(std::move(node)), file_(std::move(file)), path_(std::move(path)), problems_(problems) {}

YamlValue YamlValue::ReportingTo(Diagnostics& problems) const {
  return {node_, file_, path_, &problems};
}

Place YamlValue::place() const {
  return {*file_, node_->line, node_->column};
}
bool YamlValue::IsScalar() const {
  return node_->kind == YamlNode::Kind::kScalar;
}
bool YamlValue::IsList() const {
  return node_->kind == YamlNode::Kind::kList;
}
bool YamlValue::IsMap() const {
  return node_->kind == YamlNode::Kind::kMap;
}
bool YamlValue::IsNull() const {
  return node_->kind == YamlNode::Kind::kNull;
}
bool YamlValue::IsQuoted() const {
  return node_->quoted;
}

void YamlValue::Problem(std::string message) const {
  problems_->Add(place(), path_.empty() ? std::move(message) : path_ + ": " + message);
}

std::string YamlValue::Describe() const {
  switch (node_->kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
    case YamlNode::Kind::kScalar:
      break;
  }
  if (node_->quoted) return "the text " + Quoted(node_->scalar) + " (in quotes)";
  return Quoted(node_->scalar);
}

void YamlValue::Expected(const char* what) const {
  Problem(std::string("must be ") + what + ", is " + Describe());
}

std::optional<std::string> YamlValue::Text() const {
  if (IsScalar()) return node_->scalar;
  Expected("text");
  return {};
}

std::optional<double> YamlValue::Number() const {
  if (IsScalar() && !IsQuoted()) {
    const auto value = Parse<double>(node_->scalar);
    if (value && std::isfinite(*value)) return value;
  }
  Expected("a number");
  return {};
}

std::optional<double> YamlValue::Number(double min, double max) const {
  const auto value = Number();
  if (!value || (*value >= min && *value <= max)) return value;
  Problem("is " + NumberText(*value) + ", must be from " + NumberText(min) + " to " + NumberText(max));
  return {};
}

std::optional<std::int64_t> YamlValue::Integer() const {
  if (IsScalar() && !IsQuoted()) {
    if (const auto value = Parse<std::int64_t>(node_->scalar)) return value;
  }
  Expected("a whole number");
  return {};
}

std::optional<std::int64_t> YamlValue::Integer(std::int64_t min, std::int64_t max) const {
  const auto value = Integer();
  if (!value || (*value >= min && *value <= max)) return value;
  Problem("is " + std::to_string(*value) + ", must be from " + std::to_string(min) + " to " +
          std::to_string(max));
  return {};
}

std::optional<bool> YamlValue::Boolean() const {
  if (IsScalar() && !IsQuoted() && (node_->scalar == "true" || node_->scalar == "false"))
    return node_->scalar == "true";
  Expected("true or false");
  return {};
}

std::optional<std::string> YamlValue::Choice(const std::vector<std::string>& allowed) const {
  const auto text = Text();
  if (!text || std::find(allowed.begin(), allowed.end(), *text) != allowed.end()) return text;
  Problem("must be " + JoinOr(allowed) + ", is " + Quoted(*text) + DidYouMean(*text, allowed));
  return {};
}

std::vector<YamlValue> YamlValue::List() const {
  if (!IsList()) {
    Expected("a list");
    return {};
  }
  std::vector<YamlValue> items;
  items.reserve(node_->list.size());
  for (std::size_t i = 0; i < node_->list.size(); ++i) {
    items.push_back({{node_, node_->list[i]}, file_, path_ + "[" + std::to_string(i) + "]", problems_});
  }
  return items;
}

std::optional<YamlMap> YamlValue::Map() const {
  if (!IsMap()) {
    Expected("a map (key: value)");
    return {};
  }
  std::vector<YamlEntry> entries;
  entries.reserve(node_->map.size());
  for (const YamlNode::Entry& entry : node_->map) {
    std::string path = path_.empty() ? entry.key : path_ + "." + entry.key;
    entries.push_back({entry.key,
                       {*file_, entry.line, entry.column},
                       {{node_, entry.value}, file_, Utf8Sanitized(path), problems_}});
  }
  return YamlMap(*this, std::move(entries), problems_);
}

// ---- YamlMap
// ------------------------------------------------------------------------------------------------------

YamlMap::YamlMap(YamlValue self, std::vector<YamlEntry> entries, Diagnostics* problems)
    : self_(std::move(self)), entries_(std::move(entries)), problems_(problems) {}

bool YamlMap::Has(std::string_view key) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const YamlEntry& e) { return e.key == key; });
}

bool YamlMap::WasAsked(std::string_view key) const {
  return std::find(asked_.begin(), asked_.end(), key) != asked_.end();
}

std::optional<YamlValue> YamlMap::Find(std::string_view key) {
  if (!WasAsked(key)) asked_.emplace_back(key);
  for (const YamlEntry& entry : entries_) {
    if (entry.key == key) return entry.value;
  }
  return {};
}

std::optional<YamlValue> YamlMap::Require(std::string_view key) {
  auto found = Find(key);
  if (found) return found;
  std::vector<std::string> unasked;
  for (const YamlEntry& entry : entries_) {
    if (!WasAsked(entry.key)) unasked.push_back(entry.key);
  }
  // One mistake, one message: a misspelt key is reported as such by FinishKeys, not as missing as well.
  std::string candidate = NearMiss(key, unasked);
  if (candidate.empty()) {
    ReportMissing(std::string(key));
  } else {
    missing_.push_back({std::string(key), std::move(candidate)});
  }
  return {};
}

void YamlMap::ReportMissing(const std::string& key) const {
  self_.Problem("key '" + key + "' is missing");
}

std::optional<std::string> YamlMap::RequiredText(std::string_view key) {
  const auto value = Require(key);
  auto text = value ? value->Text() : std::nullopt;
  if (text && text->empty()) {
    value->Problem("must not be empty");
    return {};
  }
  return text;
}
std::optional<std::string> YamlMap::OptionalText(std::string_view key) {
  const auto value = Find(key);
  return value ? value->Text() : std::nullopt;
}
std::optional<double> YamlMap::RequiredNumber(std::string_view key) {
  const auto value = Require(key);
  return value ? value->Number() : std::nullopt;
}
std::optional<double> YamlMap::OptionalNumber(std::string_view key) {
  const auto value = Find(key);
  return value ? value->Number() : std::nullopt;
}
std::optional<double> YamlMap::OptionalNumber(std::string_view key, double min, double max) {
  const auto value = Find(key);
  return value ? value->Number(min, max) : std::nullopt;
}
std::optional<std::int64_t> YamlMap::RequiredInteger(std::string_view key, std::int64_t min,
                                                     std::int64_t max) {
  const auto value = Require(key);
  return value ? value->Integer(min, max) : std::nullopt;
}
std::optional<std::int64_t> YamlMap::OptionalInteger(std::string_view key) {
  const auto value = Find(key);
  return value ? value->Integer() : std::nullopt;
}
std::optional<std::int64_t> YamlMap::OptionalInteger(std::string_view key, std::int64_t min,
                                                     std::int64_t max) {
  const auto value = Find(key);
  return value ? value->Integer(min, max) : std::nullopt;
}
std::optional<bool> YamlMap::OptionalBoolean(std::string_view key) {
  const auto value = Find(key);
  return value ? value->Boolean() : std::nullopt;
}
std::optional<std::string> YamlMap::RequiredChoice(std::string_view key,
                                                   const std::vector<std::string>& allowed) {
  const auto value = Require(key);
  return value ? value->Choice(allowed) : std::nullopt;
}
std::optional<std::string> YamlMap::OptionalChoice(std::string_view key,
                                                   const std::vector<std::string>& allowed) {
  const auto value = Find(key);
  return value ? value->Choice(allowed) : std::nullopt;
}
std::optional<YamlMap> YamlMap::RequiredMap(std::string_view key) {
  const auto value = Require(key);
  return value ? value->Map() : std::nullopt;
}
std::optional<YamlMap> YamlMap::OptionalMap(std::string_view key) {
  const auto value = Find(key);
  return value ? value->Map() : std::nullopt;
}
std::vector<YamlValue> YamlMap::OptionalList(std::string_view key) {
  const auto value = Find(key);
  return value ? value->List() : std::vector<YamlValue>{};
}

void YamlMap::ExpectSchema(std::string_view schema) {
  const auto value = Require("schema");
  if (!value) return;
  const auto text = value->Text();
  if (text && *text != schema) {
    value->Problem("must be '" + std::string(schema) + "', is " + Quoted(*text));
  }
}

const std::vector<YamlEntry>& YamlMap::Entries() {
  for (const YamlEntry& entry : entries_) {
    if (!WasAsked(entry.key)) asked_.push_back(entry.key);
  }
  return entries_;
}

void YamlMap::FinishKeys() {
  std::vector<std::string> explained;  // missing keys that an unknown key turns out to be
  for (const YamlEntry& entry : entries_) {
    if (WasAsked(entry.key)) continue;
    std::vector<std::string> absent;
    for (const std::string& key : asked_) {
      if (!Has(key)) absent.push_back(key);
    }
    const std::string where = self_.path().empty() ? "" : self_.path() + ": ";
    std::string near = NearMiss(entry.key, absent);
    if (near.empty()) near = NearMiss(entry.key, asked_);
    if (!near.empty()) explained.push_back(near);
    problems_->Add(entry.key_place,
                   where + "unknown key " + Quoted(entry.key) +
                       (near.empty() ? "; known here: " + JoinOr(asked_) : "; did you mean '" + near + "'?"));
  }
  for (const Missing& missing : missing_) {
    if (std::find(explained.begin(), explained.end(), missing.key) == explained.end())
      ReportMissing(missing.key);
  }
  missing_.clear();
}

// ---- files
// --------------------------------------------------------------------------------------------------------

std::optional<YamlMap> LoadYamlText(std::string_view text, const std::string& name, Diagnostics& problems) {
  auto root = ParseYaml(text, name, problems);
  if (!root) return {};
  return YamlValue(std::move(root), std::make_shared<const std::string>(name), "", &problems).Map();
}

std::optional<YamlMap> LoadYamlFile(const std::filesystem::path& file, Diagnostics& problems) {
  const std::string name = Utf8Sanitized(file.string());
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    problems.Add({name, 0, 0}, "no such file");
    return {};
  }
  if (!std::filesystem::is_regular_file(status)) {  // a pipe would block, a folder cannot be read
    problems.Add({name, 0, 0}, "is not a file");
    return {};
  }
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  if (!error && size > kMaxYamlBytes) {
    problems.Add({name, 0, 0}, "the file has " + std::to_string(size) + " bytes; at most " +
                                   std::to_string(kMaxYamlBytes) + " are read");
    return {};
  }
  std::ifstream stream(file, std::ios::binary);
  // It may have grown since it was looked at: one byte more than allowed is enough to see that.
  std::string text(kMaxYamlBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (error || !stream.is_open() || stream.bad()) {
    problems.Add({name, 0, 0}, "the file cannot be read");
    return {};
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return LoadYamlText(text, name, problems);
}

std::vector<std::filesystem::path> ListYamlFiles(const std::filesystem::path& folder,
                                                 const std::vector<std::string>& except,
                                                 Diagnostics& problems) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::filesystem::path& path = it->path();
    const std::string name = path.filename().string();
    if (path.extension() == ".yaml" && std::find(except.begin(), except.end(), name) == except.end())
      files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  const Place place{Utf8Sanitized(folder.string()), 0, 0};
  if (error) {
    problems.Add(place, "the folder cannot be read: " + error.message());
  } else if (files.empty()) {
    problems.Add(place, "the folder has no *.yaml file");
  }
  return files;
}

}  // namespace certphoto
