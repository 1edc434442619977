// head.covering and head.covering_exempt: hats, caps, scarves, headphones, and who may wear them.
#ifndef CERTPHOTO_PLUGINS_COVERINGS_COVERING_H
#define CERTPHOTO_PLUGINS_COVERINGS_COVERING_H

#include "certphoto/facts.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::coverings {

// What the caller says when somebody covers the head for a reason that the rules allow: "religious",
// "medical" or "cultural". Any other non-empty text counts alike: a person judges it.
inline constexpr auto kExemption = "certphoto.coverings.exemption";

struct HeadCovering {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "head.covering";
  static constexpr auto summary = "Share of the head above the brows under a hat, a scarf or anything else";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame,
                                          cph::fact::kFaceMesh, cph::fact::kFacePose);
  static constexpr auto kThresholds = cph::list("share_review", "share_max", "ears_review_share");
  static constexpr std::array rules{cph::rule("head.covering", kThresholds)};
  static constexpr std::array notes{
      cph::note("covered", "头上戴着帽子、头巾或其他东西",
                "a hat, a scarf or something else covers the head"),
      cph::note("maybe_covered", "头上好像戴着东西，需要人工确认",
                "something seems to cover the head; a person will look"),
      cph::note("ears_covered", "两耳处好像戴着耳机或有遮挡，需要人工确认",
                "headphones or something else seem to cover both ears; a person will look"),
      cph::note("exempt", "已申请佩戴头部覆盖物的例外", "an exemption for a head covering was asked for"),
      cph::note("free", "头部没有覆盖物", "nothing covers the head"),
  };
  void run(cph::Call& call) const;
};

struct CoveringExempt {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "head.covering_exempt";
  static constexpr auto summary =
      "With an exemption for a head covering: the face is free, and a person decides";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame, cph::fact::kFaceMesh);
  static constexpr auto kThresholds = cph::list("face_occluded_max_share");
  static constexpr std::array rules{cph::rule("head.covering_exempt", kThresholds)};
  static constexpr std::array notes{
      cph::note("not_asked", "没有申请例外", "no exemption was asked for"),
      cph::note("person_decides", "申请了例外，由工作人员核实原因",
                "an exemption was asked for; a member of staff confirms the reason"),
      cph::note("face_covered", "头部覆盖物遮住了脸", "the head covering hides part of the face"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::coverings

#endif
