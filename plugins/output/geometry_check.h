// output.geometry: the head measured again on the finished file, against the spec's bands.
#ifndef CERTPHOTO_OUTPUT_GEOMETRY_CHECK_H
#define CERTPHOTO_OUTPUT_GEOMETRY_CHECK_H

#include "certphoto/bands.hpp"

namespace certphoto::output {

struct OutputGeometry {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "output.geometry";
  static constexpr auto summary =
      "Crown, eye line, face and centring of the finished file, measured again on it";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kHeadOutline, cph::fact::kSourceInfo);
  static constexpr auto rules = std::array{cph::rule("head.in_frame")};
  // One a band, in the order of cph::BandId; the code is the band's name in the spec.
  static constexpr auto notes = std::array{
      cph::note("crown_top", "成品头顶距上边 {value} 像素，要求 {range}",
                "finished photo: crown {value} px below the top, {range} asked for"),
      cph::note("eye_top", "成品眼睛距上边 {value} 像素，要求 {range}",
                "finished photo: eyes {value} px below the top, {range} asked for"),
      cph::note("eye_bottom", "成品眼睛距下边 {value} 像素，要求 {range}",
                "finished photo: eyes {value} px above the bottom, {range} asked for"),
      cph::note("chin_bottom", "成品下巴距下边 {value} 像素，要求 {range}",
                "finished photo: chin {value} px above the bottom, {range} asked for"),
      cph::note("face_width", "成品脸宽 {value} 像素，要求 {range}",
                "finished photo: face {value} px wide, {range} asked for"),
      cph::note("head_width", "成品头宽 {value} 像素，要求 {range}",
                "finished photo: head {value} px wide, {range} asked for"),
      cph::note("head_height", "成品头高 {value} 像素，要求 {range}",
                "finished photo: head {value} px high, {range} asked for"),
      cph::note("centre_x", "成品头部中心距左边 {value} 像素，要求 {range}",
                "finished photo: head's middle {value} px from the left, {range} asked for"),
      cph::note("no_bands", "该规格没有头像尺寸要求", "the spec states no geometry"),
  };

  void run(cph::Call& call) const;
};

// What a band measures, drawn on the page.
[[nodiscard]] cph::Region EvidenceOf(std::size_t band, const cph::HeadOutline& head, double width,
                                     double height);

}  // namespace certphoto::output

#endif
