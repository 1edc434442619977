#include "engine/batch/file_items.h"

#include "engine/batch/runner.h"

namespace certphoto {

const std::string* FileItems::Text(std::uint64_t item, std::string_view key) const {
  const auto& texts = items_[item].texts;
  const auto it = texts.find(key);
  return it == texts.end() ? nullptr : &it->second;
}

Result<std::vector<std::uint8_t>> FileItems::Bytes(std::uint64_t item) {
  return ReadFileBytes(items_[item].file, max_file_bytes_);
}

}  // namespace certphoto
