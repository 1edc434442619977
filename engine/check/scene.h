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

struct Scene {
  SceneRequest request;
  std::map<std::string, std::unique_ptr<SceneImage>, std::less<>> images;
  std::map<std::string, std::unique_ptr<SceneTensor>, std::less<>> tensors;
};

// All published facts of docs/facts.md, sealed against writing.
[[nodiscard]] Scene MakeScene(const SceneRequest& request);

}  // namespace certphoto::check

#endif
