#include "engine/batch/file_outputs.h"

#include <algorithm>
#include <cstdio>

namespace certphoto {

namespace fs = std::filesystem;

fs::path FileOutputs::PlaceOf(std::string_view role, std::uint32_t number, std::string_view extension) const {
  const bool main = std::find(main_roles_.begin(), main_roles_.end(), role) != main_roles_.end();
  // The place keeps the extension it was written with: "a.jpeg" stays "a.jpeg".
  std::string name = place_.stem().string();
  if (!main) name.append("-").append(role);
  if (number > 0) {
    char text[16];
    std::snprintf(text, sizeof text, "-%03u", number);
    name += text;
  }
  name += main ? place_.extension().string() : std::string(".").append(extension);
  return place_.parent_path() / name;
}

Result<std::uint32_t> FileOutputs::Open(std::string_view role, std::uint32_t number,
                                        std::string_view extension) {
  const auto place = PlaceOf(role, number, extension);
  if (!place.parent_path().empty())
    if (auto made = MakeFolder(place.parent_path()); !made) return made.error();
  auto file = AtomicFile::Create(place);
  if (!file) return file.error();
  open_.emplace(next_, Output{std::move(*file), place});
  return next_++;
}

Status FileOutputs::Write(std::uint32_t output, std::span<const std::uint8_t> bytes) {
  return open_.at(output).file.Write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Status FileOutputs::Close(std::uint32_t output) {
  auto closing = open_.extract(output);
  if (auto committed = closing.mapped().file.Commit(); !committed) return committed;
  done_.push_back(closing.mapped().place);
  return {};
}

void FileOutputs::Remove() {
  open_.clear();
  std::error_code ignored;
  for (const auto& file : done_) fs::remove(file, ignored);
  done_.clear();
}

}  // namespace certphoto
