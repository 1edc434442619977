#include "engine/inference/model_list.h"

#include <algorithm>

#include "engine/base/sha256.h"

namespace certphoto {
namespace {

ModelTensor ReadTensor(const YamlValue& value) {
  ModelTensor tensor;
  auto map = value.Map();
  if (!map) return tensor;
  tensor.name = map->RequiredText("name").value_or("");
  if (auto shape = map->Require("shape"))
    for (const auto& extent : shape->List()) tensor.shape.push_back(extent.Integer().value_or(0));
  return tensor;  // layout, normalisation, meaning: for people
}

ModelEntry ReadEntry(YamlMap& map) {
  ModelEntry entry;
  entry.id = map.RequiredText("id").value_or("");
  entry.purpose = map.RequiredText("purpose").value_or("");
  entry.file = map.RequiredText("file").value_or("");
  entry.sha256 = map.RequiredText("sha256").value_or("");
  entry.licence = map.RequiredText("licence").value_or("");
  entry.licence_source = map.OptionalText("licence_source").value_or("");
  entry.package = map.OptionalText("package").value_or("");
  entry.version = map.OptionalText("version").value_or("");
  entry.is_default = map.OptionalBoolean("default").value_or(true);
  if (auto input = map.Require("input")) entry.input = ReadTensor(*input);
  if (auto outputs = map.Require("outputs"))
    for (const auto& output : outputs->List()) entry.outputs.push_back(ReadTensor(output));
  if (entry.file.find('/') != std::string::npos || entry.file.find("..") != std::string::npos)
    map.Problem("model '" + entry.id + "': 'file' must be a plain file name, is '" + entry.file + "'");
  return entry;
}

}  // namespace

ModelList ModelList::Load(const std::filesystem::path& list, std::filesystem::path folder,
                          Diagnostics& problems) {
  ModelList models;
  models.Add(list, folder, problems);
  return models;
}

void ModelList::Add(const std::filesystem::path& list, const std::filesystem::path& folder,
                    Diagnostics& problems) {
  auto root = LoadYamlFile(list, problems);
  if (!root) return;
  root->ExpectSchema("certphoto/models/1");
  auto entries = root->Require("models");
  if (!entries) return;
  for (const auto& value : entries->List()) {
    auto map = value.Map();
    if (!map) continue;
    auto entry = ReadEntry(*map);
    entry.folder = folder;
    if (Find(entry.id) != nullptr) map->Problem("model id '" + entry.id + "' is there twice");
    entries_.push_back(std::move(entry));
  }
}

const ModelEntry* ModelList::Find(std::string_view id) const {
  const auto it = std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.id == id; });
  return it == entries_.end() ? nullptr : &*it;
}

Status ModelList::Verify(const ModelEntry& entry) const {
  const auto sum = Sha256OfFile(PathOf(entry));
  if (!sum)
    return Error{ErrorCode::kNotFound, "model '" + entry.id + "' is not installed: no file " +
                                           PathOf(entry).string() + "; run scripts/setup"};
  if (*sum != entry.sha256)
    return Error{ErrorCode::kInvalid, "model '" + entry.id + "': " + PathOf(entry).string() + " has sha256 " +
                                          *sum + ", models.yaml says " + entry.sha256 +
                                          "; run scripts/setup again"};
  return {};
}

}  // namespace certphoto
