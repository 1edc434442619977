// person.regions: a label map of the head and shoulders, by a small network of our own.
#ifndef CERTPHOTO_PLUGINS_REGIONS_REGIONS_H
#define CERTPHOTO_PLUGINS_REGIONS_REGIONS_H

#include <span>

#include "certphoto/facts.hpp"
#include "certphoto/geometry.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::regions {

inline constexpr int kInputSide = 2 * cph::kRegionsSide;
inline constexpr std::size_t kInputs = 12;  // channels after folding

// From the pixels of the network's input to source px: level with the eyes, kRegionsReach units wide and
// high. One unit is the distance between the eyes, at least 0.48 of the way from the eyes to the chin: seen
// from the side the eyes come together and the head does not.
[[nodiscard]] cph::Affine input_to_source(std::span<const float> mesh);

// `rgb`: kInputSide x kInputSide x 3, to kInputs x kRegionsSide x kRegionsSide: channel (2 dy + dx) 3 + c
// holds the pixels of row parity dy and column parity dx.
void fold(std::span<const float> rgb, std::span<float> out);

struct PersonRegions {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "person.regions";
  static constexpr auto summary =
      "Skin, hair, clothes, brows, eyes, lips, coverings and glasses as probabilities on a levelled map";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto gives = cph::list(cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame);
  static constexpr auto models = cph::list("person.regions");

  explicit PersonRegions(cph::Setup& setup) : model_(setup.model("person.regions")) {}
  void run(cph::Call& call) const;

 private:
  cph::Model model_;
};

}  // namespace certphoto::regions

#endif
