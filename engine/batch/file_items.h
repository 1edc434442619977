// The photos of a print job in files.
#ifndef CERTPHOTO_ENGINE_BATCH_FILE_ITEMS_H
#define CERTPHOTO_ENGINE_BATCH_FILE_ITEMS_H

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/pipeline/renderer_run.h"

namespace certphoto {

struct FileItem {
  std::filesystem::path file;
  std::map<std::string, std::string, std::less<>> texts;  // name, number, any column of the roster
};

// Reads each file anew whenever it is asked for.
class FileItems : public RendererItems {
 public:
  FileItems(std::vector<FileItem> items, std::uint64_t max_file_bytes)
      : items_(std::move(items)), max_file_bytes_(max_file_bytes) {}
  [[nodiscard]] std::uint64_t size() const override { return items_.size(); }
  [[nodiscard]] const std::string* Text(std::uint64_t item, std::string_view key) const override;
  [[nodiscard]] Result<std::vector<std::uint8_t>> Bytes(std::uint64_t item) override;

 private:
  std::vector<FileItem> items_;
  std::uint64_t max_file_bytes_;
};

}  // namespace certphoto

#endif
