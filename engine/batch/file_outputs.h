// The documents of a renderer as files beside one another, named after the one that was asked for.
#ifndef CERTPHOTO_ENGINE_BATCH_FILE_OUTPUTS_H
#define CERTPHOTO_ENGINE_BATCH_FILE_OUTPUTS_H

#include <filesystem>
#include <map>
#include <vector>

#include "engine/base/atomic_file.h"
#include "engine/pipeline/renderer_outputs.h"

namespace certphoto {

// With `place` "out/sheets.png": output "sheet" is out/sheets.png, or sheets-001.png when it is numbered; any
// other role is part of the name: sheets-preview-001.png, sheets-list.csv. A file appears when it is closed,
// whole; it replaces one of the same name.
class FileOutputs : public RendererOutputs {
 public:
  // `main_roles`: what the place itself stands for ("document", "sheet").
  FileOutputs(std::filesystem::path place, std::vector<std::string> main_roles)
      : place_(std::move(place)), main_roles_(std::move(main_roles)) {}

  [[nodiscard]] Result<std::uint32_t> Open(std::string_view role, std::uint32_t number,
                                           std::string_view extension) override;
  [[nodiscard]] Status Write(std::uint32_t output, std::span<const std::uint8_t> bytes) override;
  [[nodiscard]] Status Close(std::uint32_t output) override;

  // The files that are done, in order.
  [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return done_; }
  // Takes back what was done: for a job that failed half-way.
  void Remove();

 private:
  struct Output {
    AtomicFile file;
    std::filesystem::path place;
  };
  [[nodiscard]] std::filesystem::path PlaceOf(std::string_view role, std::uint32_t number,
                                              std::string_view extension) const;

  std::filesystem::path place_;
  std::vector<std::string> main_roles_;
  std::map<std::uint32_t, Output> open_;
  std::uint32_t next_ = 0;
  std::vector<std::filesystem::path> done_;
};

}  // namespace certphoto

#endif
