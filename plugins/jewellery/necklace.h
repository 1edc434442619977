// jewellery.necklace: no necklace, chain or pendant.
#ifndef CERTPHOTO_PLUGINS_JEWELLERY_NECKLACE_H
#define CERTPHOTO_PLUGINS_JEWELLERY_NECKLACE_H

#include <span>

#include "certphoto/facts.hpp"
#include "certphoto/level_frame.hpp"

namespace certphoto::jewellery {

inline constexpr int kNeckSide = 96;

// From the pixels of the network's patch to source px: 2.4 units from the chin down
// (scripts/train/patches/patches.py).
[[nodiscard]] cph::Affine neck_square(std::span<const float> mesh);

// The part of it that lies in the photo, as corners in source px; empty when less than a fifth of the patch's
// height does.
[[nodiscard]] std::vector<cph::Point> neck_in_photo(const cph::ImageView& photo, std::span<const float> mesh);

struct Necklace {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "jewellery.necklace";
  static constexpr auto summary = "Chains, beads and pendants at the neck, by a small network";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto models = cph::list("jewellery.neck");
  static constexpr auto kThresholds = cph::list("necklace_review_score", "necklace_max_score");
  static constexpr std::array rules{cph::rule("jewellery.necklace", kThresholds)};
  static constexpr std::array notes{
      cph::note("necklace", "脖子上戴着项链等饰品", "a necklace or other jewellery is worn at the neck"),
      cph::note("maybe_necklace", "脖子上好像戴着项链等饰品，需要人工确认",
                "there seems to be a necklace or other jewellery at the neck; a person will look"),
      cph::note("no_necklace", "没有看到项链", "no necklace is seen"),
      cph::note("no_neck", "照片里看不到脖子", "the neck is not in the photo"),
  };

  explicit Necklace(cph::Setup& setup) : model_(setup.model("jewellery.neck")) {}
  void run(cph::Call& call) const;

 private:
  cph::Model model_;
};

}  // namespace certphoto::jewellery

#endif
