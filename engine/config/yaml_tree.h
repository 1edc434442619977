// The parsed document behind YamlValue. For config/ only.
#ifndef CERTPHOTO_ENGINE_CONFIG_YAML_TREE_H
#define CERTPHOTO_ENGINE_CONFIG_YAML_TREE_H

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/diagnostics.h"

namespace certphoto {

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Entry {
    std::string key;
    int line = 0, column = 0;
    YamlNode* value = nullptr;
  };

  Kind kind = Kind::kNull;
  bool quoted = false;
  int line = 0, column = 0;
  std::string scalar;
  std::vector<YamlNode*> list;
  std::vector<Entry> map;
};

// Parses one document. Null when the text is no YAML at all; `problems` says why. The node owns nothing below
// it: the returned pointer keeps the whole document alive (aliasing shared_ptr), so copies of it do for every
// node.
[[nodiscard]] std::shared_ptr<const YamlNode> ParseYaml(std::string_view text, const std::string& file,
                                                        Diagnostics& problems);

}  // namespace certphoto

#endif
