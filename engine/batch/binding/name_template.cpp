#include "engine/batch/binding/name_template.h"

#include "engine/config/diagnostics.h"

namespace certphoto {
namespace {

constexpr std::size_t kMaxReadings = 64;
constexpr int kMaxSteps = 20'000;  // so that no name can keep us busy

}  // namespace

Result<NameTemplate> NameTemplate::Parse(std::string_view text) {
  NameTemplate out;
  const auto wrong = [&](const char* what) {
    return Error{ErrorCode::kInvalid, "the template " + Quoted(text) + " " + what};
  };
  if (text.empty()) return wrong("is empty");
  out.has_folders_ = text.find('/') != std::string_view::npos;
  while (!text.empty()) {
    const auto brace = text.find_first_of("{}");
    if (brace != 0) out.parts_.push_back({false, std::string(text.substr(0, brace))});
    if (brace == std::string_view::npos) break;
    if (text[brace] == '}') return wrong("closes a brace that was never opened");
    const auto close = text.find('}', brace);
    if (close == std::string_view::npos) return wrong("has a brace that is not closed");
    const auto name = text.substr(brace + 1, close - brace - 1);
    if (name.empty() || name.find('{') != std::string_view::npos) return wrong("has an empty field");
    out.parts_.push_back({true, std::string(name)});
    text.remove_prefix(close + 1);
  }
  return out;
}

std::vector<std::string> NameTemplate::Fields() const {
  std::vector<std::string> out;
  for (const auto& part : parts_)
    if (part.field) out.push_back(part.text);
  return out;
}

std::vector<NameTemplate::Values> NameTemplate::Read(std::string_view name) const {
  std::vector<Values> found;
  Values values;
  int steps = 0;
  ReadFrom(0, name, values, found, steps);
  return found;
}

void NameTemplate::ReadFrom(std::size_t part, std::string_view rest, Values& values,
                            std::vector<Values>& found, int& steps) const {
  if (++steps > kMaxSteps || found.size() >= kMaxReadings) return;
  if (part == parts_.size()) {
    if (rest.empty()) found.push_back(values);
    return;
  }
  const auto& p = parts_[part];
  if (!p.field) {
    if (rest.starts_with(p.text)) ReadFrom(part + 1, rest.substr(p.text.size()), values, found, steps);
    return;
  }
  // A field reaches to where the next literal begins; the last one takes the rest.
  const bool last = part + 1 == parts_.size();
  for (std::size_t length = last ? rest.size() : 1; length >= 1 && length <= rest.size(); ++length) {
    const auto text = rest.substr(0, length);
    if (text.find('/') != std::string_view::npos) return;
    if (!last && !parts_[part + 1].field && !rest.substr(length).starts_with(parts_[part + 1].text)) continue;
    if (p.text == "*") {
      ReadFrom(part + 1, rest.substr(length), values, found, steps);
      continue;
    }
    const auto [it, fresh] = values.emplace(p.text, text);
    if (!fresh && it->second != text) continue;
    ReadFrom(part + 1, rest.substr(length), values, found, steps);
    if (fresh) values.erase(it);
  }
}

Result<std::string> NameTemplate::Write(
    const std::function<const std::string*(const std::string&)>& value) const {
  std::string out;
  for (const auto& part : parts_) {
    const std::string* text = part.field ? value(part.text) : &part.text;
    if (text == nullptr || text->empty())
      return Error{ErrorCode::kInvalid, "the candidate has no " + part.text};
    out += *text;
  }
  return out;
}

}  // namespace certphoto
