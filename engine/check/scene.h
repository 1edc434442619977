// A made-up photo with a made-up person, and the facts that analyzers would have found in it.
#ifndef CERTPHOTO_ENGINE_CHECK_SCENE_H
#define CERTPHOTO_ENGINE_CHECK_SCENE_H

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "certphoto/abi/image.h"
#include "certphoto/abi/tensor.h"
#include "engine/check/guarded.h"

namespace certphoto::check {

enum class Content { kPortrait, kBlack, kWhite, kNoise };

struct SceneRequest {
  int width = 300, height = 400;
  int padding_bytes = 0;  // behind each row
  std::uint8_t padding_fill = 0;
  Content content = Content::kPortrait;
  bool face = true;  // false: no face, no person: only what the engine itself gives
  std::uint64_t seed = 1;
};

// An input in guarded memory. host_handle points to the FakeHost's book-keeping.
struct SceneImage {
  std::unique_ptr<Guarded> memory;
  cph_image raw{};
};
struct SceneTensor {
  std::unique_ptr<Guarded> memory;
  cph_tensor raw{};
};

// A finished photo of a renderer's job.
struct SceneItem {
  std::map<std::string, std::string, std::less<>> texts;
  std::vector<std::uint8_t> file;
  bool is_picture = true;  // false: the file is torn; else it shows `source.image/1`
};

struct Scene {
  SceneRequest request;
  std::map<std::string, std::unique_ptr<SceneImage>, std::less<>> images;
  std::map<std::string, std::unique_ptr<SceneTensor>, std::less<>> tensors;
  std::vector<SceneItem> items;
};

// All published facts of docs/facts.md, sealed against writing.
[[nodiscard]] Scene MakeScene(const SceneRequest& request);

// Gives a scene the items of a renderer's job; none when nobody is on it.
void AddItems(Scene& scene);

}  // namespace certphoto::check

#endif
