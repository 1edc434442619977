#include "jobs/caption_template.h"

#include <algorithm>
#include <stdexcept>

#include "text/clean_text.h"

namespace certphoto::print {
namespace {

constexpr std::size_t kMaxTemplateBytes = 500;
constexpr std::size_t kMaxKeyBytes = 60;
constexpr std::string_view kMask = "mask";

[[noreturn]] void Wrong(const std::string& text, const std::string& what) {
  throw std::invalid_argument("caption \"" + text + "\": " + what +
                              "; fields are written {name}, {number|mask}");
}

}  // namespace

CaptionTemplate CaptionTemplate::Parse(const std::string& text) {
  if (text.size() > kMaxTemplateBytes)
    throw std::invalid_argument("a caption's template is longer than 500 bytes");
  CaptionTemplate out;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) out.parts_.push_back({literal, false, false});
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}' && i + 1 < text.size() && text[i + 1] == '}') {
      literal += text[i++];
    } else if (text[i] == '}') {
      Wrong(text, "a `}` without its `{`");
    } else if (text[i] != '{') {
      literal += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '{') {
      literal += text[i++];
    } else {
      const auto end = text.find('}', i);
      if (end == std::string::npos) Wrong(text, "a `{` without its `}`");
      auto key = text.substr(i + 1, end - i - 1);
      const auto bar = key.find('|');
      const bool masked = bar != std::string::npos;
      if (masked && key.substr(bar + 1) != kMask)
        Wrong(text, "only `mask` can stand after a bar, not `" + key.substr(bar + 1) + "`");
      if (masked) key.resize(bar);
      if (key.empty() || key.size() > kMaxKeyBytes) Wrong(text, "a field has a name of 1 to 60 bytes");
      flush();
      out.parts_.push_back({key, true, masked});
      i = end;
    }
  }
  flush();
  return out;
}

std::string CaptionTemplate::Fill(const FieldReader& fields) const {
  std::string out;
  for (const auto& part : parts_) {
    if (!part.field) {
      out += part.text;
    } else if (const auto value = fields(part.text.c_str())) {
      out += ShownField(part.text, *value, part.masked);
    }
  }
  return CleanText(out);
}

std::vector<std::string> CaptionTemplate::Keys() const {
  std::vector<std::string> keys;
  for (const auto& part : parts_)
    if (part.field && std::find(keys.begin(), keys.end(), part.text) == keys.end()) keys.push_back(part.text);
  return keys;
}

std::string ShownField(const std::string& key, std::string_view value, bool masked) {
  const auto clean = CleanText(value);
  if (!masked) return clean;
  return key == "name" ? MaskName(clean) : MaskNumber(clean);
}

}  // namespace certphoto::print
