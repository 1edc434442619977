// glasses.frame: the frame does not cross an eye.
#ifndef CERTPHOTO_PLUGINS_GLASSES_FRAME_H
#define CERTPHOTO_PLUGINS_GLASSES_FRAME_H

#include <span>

#include "certphoto/facts.hpp"
#include "certphoto/level_frame.hpp"
#include "look.h"
#include "zones.h"

namespace certphoto::glasses {

inline constexpr int kFramePatchSide = 48;

// From the pixels of the network's patch to source px: one unit around the eye, the right one mirrored
// (scripts/train/patches/patches.py).
[[nodiscard]] cph::Affine frame_square(std::span<const float> mesh, Side side);

struct Frame {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "glasses.frame";
  static constexpr auto summary = "No rim over the open part of an eye, by a small network";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh, kLook);
  static constexpr auto models = cph::list("glasses.frame");
  static constexpr auto kThresholds = cph::list("frame_review_score", "frame_max_score");
  static constexpr std::array rules{cph::rule("glasses.frame", kThresholds)};
  static constexpr std::array notes{
      cph::note("frame_left_eye", "镜框遮住了照片左侧的眼睛",
                "the frame covers part of the eye on the left of the photo"),
      cph::note("frame_right_eye", "镜框遮住了照片右侧的眼睛",
                "the frame covers part of the eye on the right of the photo"),
      cph::note("frame_both_eyes", "镜框遮住了双眼", "the frame covers part of both eyes"),
      cph::note("maybe_frame", "镜框好像遮住了眼睛，需要人工确认",
                "the frame seems to cover part of an eye; a person will look"),
      cph::note("clear", "镜框没有遮住眼睛", "the frame leaves the eyes free"),
      cph::note("no_glasses", "没有戴眼镜", "no glasses are worn"),
  };

  explicit Frame(cph::Setup& setup) : model_(setup.model("glasses.frame")) {}
  void run(cph::Call& call) const;

 private:
  cph::Model model_;
};

}  // namespace certphoto::glasses

#endif
