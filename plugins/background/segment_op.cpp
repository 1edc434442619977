#include "segment_op.h"

#include <algorithm>

namespace background {

namespace {
constexpr int kNetworkSide = 256;

// A network that gave no number says "wall".
std::uint8_t to_byte(float probability) {
  return probability > 0 ? static_cast<std::uint8_t>(std::min(probability, 1.0F) * 255 + 0.5F)
                         : std::uint8_t{0};
}
}  // namespace

void Segment::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  // The whole photo is stretched to the network's square: docs/cutout.md has the comparison with
  // letterboxing.
  cph::Affine stretch;
  stretch.xx = double(photo.width()) / kNetworkSide;
  stretch.yy = double(photo.height()) / kNetworkSide;
  auto input = call.make_tensor<float>({1, kNetworkSide, kNetworkSide, 3});
  cph::Sampling how;
  how.gain = {1 / 255.0F, 1 / 255.0F, 1 / 255.0F};
  cph::sample(photo, stretch, kNetworkSide, kNetworkSide, how, input.values<float>());
  call.throw_if_cancelled();
  const auto [probability] = network_.run<1>(call, input);
  const auto values = probability.view().values<float>();
  if (values.size() != std::size_t(kNetworkSide) * kNetworkSide)
    throw cph::Error(CPH_E_INTERNAL, "person.segmentation gave an output of the wrong size");

  cph::Image mask = call.make_image(CPH_FORMAT_GRAY8, kNetworkSide, kNetworkSide);
  // One scale has to do for both axes (abi/image.h); readers take the mask as covering the whole photo.
  cph_placement placement = photo.placement();
  placement.scale *= double(kNetworkSide) / std::max(photo.width(), photo.height());
  mask.set_placement(placement);
  for (int y = 0; y < kNetworkSide; ++y) {
    auto* row = mask.row(y);
    for (int x = 0; x < kNetworkSide; ++x)
      row[x] = to_byte(values[std::size_t(y) * kNetworkSide + std::size_t(x)]);
  }
  call.put(cph::fact::kPersonMask, std::move(mask));
}

}  // namespace background
