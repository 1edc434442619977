// Reading the arrays that plugins and host hand each other.
#ifndef CERTPHOTO_ENGINE_PLUGIN_TABLE_ROW_H
#define CERTPHOTO_ENGINE_PLUGIN_TABLE_ROW_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace certphoto {

// Row `index` of an array whose rows are `stride` bytes: shorter or longer than ours when the other side was
// built against another minor version. As the members that both sides know, the rest zero.
template <class T>
[[nodiscard]] T TableRow(const T* table, std::uint32_t stride, std::uint32_t index) {
  T row{};
  std::memcpy(&row, reinterpret_cast<const char*>(table) + std::size_t{stride} * index,
              std::min<std::size_t>(stride, sizeof(T)));
  return row;
}

}  // namespace certphoto

#endif
