// configs/models.yaml as the engine reads it: which networks there are, which file holds each, what it must
// hash to.
#ifndef CERTPHOTO_ENGINE_INFERENCE_MODEL_LIST_H
#define CERTPHOTO_ENGINE_INFERENCE_MODEL_LIST_H

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/config/yaml.h"

namespace certphoto {

struct ModelTensor {
  std::string name;
  std::vector<std::int64_t> shape;
};

struct ModelEntry {
  std::string id;
  std::string purpose;
  std::string file;  // below `folder`
  std::filesystem::path folder;
  std::string sha256;  // of that file, lower-case hex
  std::string licence;
  std::string licence_source;
  std::string package;
  std::string version;
  bool is_default = true;  // fetched by a plain set-up
  ModelTensor input;
  std::vector<ModelTensor> outputs;
};

class ModelList {
 public:
  // `list` is models.yaml; the files lie in `folder`, which need not exist yet.
  [[nodiscard]] static ModelList Load(const std::filesystem::path& list, std::filesystem::path folder,
                                      Diagnostics& problems);

  // Adds what another list names, its files in another folder; an id that is there already is a problem.
  void Add(const std::filesystem::path& list, const std::filesystem::path& folder, Diagnostics& problems);

  [[nodiscard]] const ModelEntry* Find(std::string_view id) const;
  [[nodiscard]] const std::vector<ModelEntry>& all() const { return entries_; }
  [[nodiscard]] std::filesystem::path PathOf(const ModelEntry& entry) const {
    return entry.folder / entry.file;
  }
  // kNotFound when the file is missing, kInvalid when its checksum is another one.
  [[nodiscard]] Status Verify(const ModelEntry& entry) const;

 private:
  std::vector<ModelEntry> entries_;
};

}  // namespace certphoto

#endif
