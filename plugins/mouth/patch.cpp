#include "patch.h"

#include <vector>

#include "certphoto/colour.hpp"
#include "certphoto/sampling.hpp"
#include "lips.h"

namespace certphoto::mouth {

void MouthPatch::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  auto patch = call.make_tensor<float>({kPatchHeight, kPatchWidth, 3});
  const auto values = patch.values<float>();
  cph::sample(photo, cph::compose(patch_to_source(mesh), cph::source_to_image(photo)), kPatchWidth,
              kPatchHeight, {}, values);
  for (std::size_t i = 0; i < values.size(); i += 3) {
    const cph::Lab lab = cph::lab_of_mean(values[i], values[i + 1], values[i + 2]);
    values[i] = float(lab.L);
    values[i + 1] = float(lab.a);
    values[i + 2] = float(lab.b);
  }
  call.put(cph::fact::kMouthPatch, std::move(patch));
}

}  // namespace certphoto::mouth
