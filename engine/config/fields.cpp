#include "engine/config/fields.h"

namespace certphoto {

Bilingual RequiredBilingual(YamlMap& map, std::string_view key) {
  Bilingual text;
  if (auto both = map.RequiredMap(key)) {
    text.zh = both->RequiredText("zh").value_or("");
    text.en = both->RequiredText("en").value_or("");
    both->FinishKeys();
  }
  return text;
}

bool IsId(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.front() == '.' || text.back() == '.') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (!word && (c != '.' || text[i - 1] == '.')) return false;
  }
  return true;
}

std::optional<std::string> ReadId(const YamlValue& value) {
  auto text = value.Text();
  if (!text || IsId(*text)) return text;
  value.Problem("must be an id such as cn.edu.grad (lower-case letters, digits, '_' and dots), is " +
                Quoted(*text));
  return {};
}

std::optional<std::string> RequiredId(YamlMap& map, std::string_view key) {
  const auto value = map.Require(key);
  return value ? ReadId(*value) : std::nullopt;
}

}  // namespace certphoto
