// Fields that several of our files share: texts in two languages, ids, severities.
#ifndef CERTPHOTO_ENGINE_CONFIG_FIELDS_H
#define CERTPHOTO_ENGINE_CONFIG_FIELDS_H

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bilingual.h"
#include "engine/config/yaml.h"

namespace certphoto {

// A required map {zh: , en: }, both of them not empty. Reports what is missing.
[[nodiscard]] Bilingual RequiredBilingual(YamlMap& map, std::string_view key);

// Lower-case letters, digits and '_' in parts separated by dots ("cn.edu.grad", "head.in_frame"), at most 64
// characters: safe as a file name and as a column name.
[[nodiscard]] bool IsId(std::string_view text);

// Reports unless the value is text and IsId.
[[nodiscard]] std::optional<std::string> ReadId(const YamlValue& value);
[[nodiscard]] std::optional<std::string> RequiredId(YamlMap& map, std::string_view key);

}  // namespace certphoto

#endif
