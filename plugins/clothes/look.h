// clothes.look: what kind of clothes are worn, by a small network; and the two rules about it.
#ifndef CERTPHOTO_PLUGINS_CLOTHES_LOOK_H
#define CERTPHOTO_PLUGINS_CLOTHES_LOOK_H

#include <span>

#include "certphoto/facts.hpp"
#include "certphoto/level_frame.hpp"

namespace certphoto::clothes {

// f32 [4]: probability of bare shoulders, of a large fur collar, of a busy pattern; then the share of the
// network's patch, below the chin, that lies in the photo.
inline constexpr auto kLook = "clothes.look/1";

inline constexpr int kTorsoSide = 96;

// From the pixels of the network's patch to source px: 4.8 units around chin and shoulders
// (scripts/train/patches/patches.py).
[[nodiscard]] cph::Affine torso_square(std::span<const float> mesh);

// The part of the patch below the chin that lies in the photo: its share, and its corners in source px.
struct Seen {
  double share = 0;
  std::vector<cph::Point> corners;
};
[[nodiscard]] Seen torso_in_photo(const cph::ImageView& photo, std::span<const float> mesh);

struct ClothesLook {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "clothes.look";
  static constexpr auto summary = "Bare shoulders, a large fur collar, a busy pattern, as probabilities";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh, cph::fact::kPersonMatte);
  static constexpr auto gives = cph::list(kLook);
  static constexpr auto models = cph::list("clothes.torso");

  explicit ClothesLook(cph::Setup& setup) : model_(setup.model("clothes.torso")) {}
  void run(cph::Call& call) const;

 private:
  cph::Model model_;
};

struct ClothesStyle {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "clothes.style";
  static constexpr auto summary = "No bare shoulders, no large fur collar";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh, kLook);
  static constexpr auto kThresholds =
      cph::list("bare_shoulders_review_score", "bare_shoulders_max_score", "fur_collar_review_score");
  static constexpr std::array rules{cph::rule("clothes.style", kThresholds)};
  static constexpr std::array notes{
      cph::note("bare_shoulders", "肩膀裸露，请换有袖的衣服",
                "the shoulders are bare; wear a top with sleeves"),
      cph::note("maybe_bare_shoulders", "衣服好像是无袖或吊带，需要人工确认",
                "the top seems to be sleeveless or to have straps; a person will look"),
      cph::note("maybe_fur_collar", "衣服好像有大毛领，需要人工确认",
                "the coat seems to have a large fur collar; a person will look"),
      cph::note("no_shoulders", "照片里看不到肩膀和衣服", "shoulders and clothes are not in the photo"),
      cph::note("sleeves", "没有看到裸露的肩膀或毛领", "no bare shoulders and no fur collar are seen"),
  };
  void run(cph::Call& call) const;
};

struct ClothesPattern {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "clothes.pattern";
  static constexpr auto summary = "No busy pattern, no stripes";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh, kLook);
  static constexpr auto kThresholds = cph::list("pattern_review_score");
  static constexpr std::array rules{cph::rule("clothes.pattern", kThresholds)};
  static constexpr std::array notes{
      cph::note("maybe_pattern", "衣服上好像有复杂的图案或条纹，需要人工确认",
                "the clothes seem to have a busy pattern or stripes; a person will look"),
      cph::note("no_shoulders", "照片里看不到肩膀和衣服", "shoulders and clothes are not in the photo"),
      cph::note("plain", "衣服没有复杂图案", "the clothes are plain"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::clothes

#endif
