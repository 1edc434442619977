// face.single: one face, and it is the candidate's.
#ifndef CERTPHOTO_PLUGINS_FACE_SINGLE_H
#define CERTPHOTO_PLUGINS_FACE_SINGLE_H

#include "certphoto/facts.hpp"

namespace certphoto::face {

struct FaceSingle {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "face.single";
  static constexpr auto summary =
      "Exactly one face in the photo; faces on posters, clothes and screens count";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kFaceBoxes);
  static constexpr auto uses = cph::list(cph::fact::kFaceMeshScore);
  static constexpr auto kThresholds = cph::list("max_faces", "second_face_max_area_ratio");
  static constexpr std::array rules{cph::rule("face.single", kThresholds)};
  static constexpr std::array notes{
      cph::note("no_face", "照片里没有找到人脸", "no face was found in the photo"),
      cph::note(
          "others", "照片里除了你还有 {others} 张人脸（包括海报、衣服图案上的）",
          "besides you there are {others} more faces in the photo, counting posters and prints on clothes"),
      cph::note("maybe_others", "照片里好像还有别的人脸，需要人工确认",
                "there seems to be another face in the photo; a person will look"),
      cph::note("unsure_face", "脸部看不清楚，无法确认是否为正面人脸",
                "the face cannot be seen well enough to be sure of it"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::face

#endif
