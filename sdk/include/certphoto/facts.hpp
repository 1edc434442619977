// The published facts: ids, shapes and typed access. docs/facts.md is the same list for readers.
//
// All coordinates are source pixels (see abi/image.h); "left" and "right" are the picture's unless the name
// says `subject`. A fact never changes meaning: a new shape is a new version.
#ifndef CERTPHOTO_FACTS_HPP
#define CERTPHOTO_FACTS_HPP

#include "certphoto/plugin.hpp"

namespace cph::fact {

// ---- given by the engine
// --------------------------------------------------------------------------------------

// RGB8, sRGB, upright. The analysis picture: the photo decoded to the size the plan needs, scale <= 1, origin
// 0.
inline constexpr auto kSourceImage = "source.image/1";

// f64 [10], see SourceInfo.
inline constexpr auto kSourceInfo = "source.info/1";

// u8 [n]: the bytes of the file as received.
inline constexpr auto kSourceFile = "source.file/1";

// u8 [n], UTF-8: a line "Name=value" for each EXIF field that the file has (Make, Model, Software, LensModel,
// DateTimeOriginal …). Absent when it has none. Personal data: for findings' verdicts, never for logs.
inline constexpr auto kSourceExif = "source.exif/1";

// The picture that transforms pass on; the last one is what `export` writes. RGB8 or RGBA8.
inline constexpr auto kPhotoImage = "photo.image/1";

// ---- face
// -------------------------------------------------------------------------------------------------------

// f32 [n, 17], best face first: x, y, width, height, score 0..1, then six key points x, y:
// subject's right eye, subject's left eye, nose tip, mouth centre, subject's right ear, subject's left ear.
inline constexpr auto kFaceBoxes = "face.boxes/1";

// f32 [468, 3] of the first face: x, y, z (z towards the camera is negative, same unit); MediaPipe's
// numbering.
inline constexpr auto kFaceMesh = "face.mesh/1";

// f32 [1]: how sure the mesh network is that it sees a face, 0..1.
inline constexpr auto kFaceMeshScore = "face.mesh_score/1";

// f32 [2, 76, 3], picture's left eye first: 71 points of the eye region (the first 16 are the lids), then 5
// of the iris (centre first).
inline constexpr auto kFaceEyes = "face.eyes/1";

// f32 [5, 2]: picture's left eye centre, right eye centre, nose tip, left and right mouth corner.
inline constexpr auto kFacePoints = "face.points/1";

// f32 [3] degrees: yaw (+ the face turns to the picture's right), pitch (+ up), roll (+ clockwise in the
// picture).
inline constexpr auto kFacePose = "face.pose/1";

// f32 [5, 2]: crown (top of the hair, on the line from chin through the eyes), chin, left cheek, right cheek
// (widest points of the face between eye and mouth line), eye-line centre. Needs the matte.
inline constexpr auto kHeadOutline = "head.outline/1";

// f32 [2, 4], picture's left eye first, lengths over T (middle of the eyes to the chin): opening of the lids,
// height of the upper lid above the line of the corners, depth of the lower lid below it; then the eye-state
// network's log odds that the eye is open.
inline constexpr auto kEyesState = "eyes.state/1";

// f32 [16, 32, 3]: the mouth in L*, a*, b*, levelled, 1.15 times as wide as from corner to corner, the line
// between the lips in the middle.
inline constexpr auto kMouthPatch = "mouth.patch/1";

// f32 [2]: blur of the face across and along it, as the standard deviation of a Gaussian over the inter-eye
// distance.
inline constexpr auto kFaceBlur = "face.blur/1";

// f32 [512], unit length: the embedding of the first face. Never written to disk.
inline constexpr auto kFaceEmbedding = "face.embedding/1";

// ---- person
// -----------------------------------------------------------------------------------------------------

// GRAY8 at the network's size: probability of person x 255.
inline constexpr auto kPersonMask = "person.mask/1";

// GRAY8 of the size and place of source.image/1: opacity of the person x 255, true hair edges.
inline constexpr auto kPersonMatte = "person.matte/1";

// f32 [1]: confidence of the matte, 0..1.
inline constexpr auto kMatteConfidence = "person.matte_confidence/1";

// ---- product
// ----------------------------------------------------------------------------------------------------

// f64 [8]: crop x, y, width, height in source px; scale (finished px per source px); finished width, height;
// 1 if any part of the crop lies outside the photo.
inline constexpr auto kPhotoGeometry = "photo.geometry/1";

// u8 [n]: the finished file.
inline constexpr auto kExportFile = "export.file/1";

// f64 [5]: JPEG quality 1..100 (0: not JPEG), chroma subsampling (0: 4:4:4, 1: 4:2:0), bytes, dpi, 1 if the
// byte range was met.
inline constexpr auto kExportInfo = "export.info/1";

}  // namespace cph::fact

namespace cph {

// source.info/1.
struct SourceInfo {
  double width_px, height_px;  // as displayed, full resolution
  double file_bytes;
  double format;            // 1 JPEG, 2 PNG, 3 TIFF, 4 WebP, 5 HEIC
  double exif_orientation;  // 1..8; 1 when not stated
  double decode_scale;      // of source.image/1
  double has_icc;           // 1 when a profile other than sRGB was converted
  double dpi;               // 0 when not stated
  double channels;          // of the file: 1 grey, 3 colour, 4 with alpha
  double jpeg_quality;      // estimated from the tables, 0 when not JPEG

  static SourceInfo of(const Call& call) {
    const auto v = call.tensor(fact::kSourceInfo).values<double>();
    return {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]};
  }
};

// One row of face.boxes/1.
struct FaceBox {
  Rect box;
  double score = 0;
  std::array<Point, 6> keypoints;
};

[[nodiscard]] inline std::vector<FaceBox> face_boxes(const TensorView& tensor) {
  std::vector<FaceBox> out;
  if (!tensor) return out;
  const auto v = tensor.values<float>();
  for (std::size_t i = 0; i + 17 <= v.size(); i += 17) {
    FaceBox f;
    f.box = {v[i], v[i + 1], v[i + 2], v[i + 3]};
    f.score = v[i + 4];
    for (std::size_t k = 0; k < 6; ++k) f.keypoints[k] = {v[i + 5 + 2 * k], v[i + 6 + 2 * k]};
    out.push_back(f);
  }
  return out;
}

// head.outline/1.
struct HeadOutline {
  Point crown, chin, left_cheek, right_cheek, eye_centre;

  static HeadOutline of(const TensorView& tensor) {
    const auto v = tensor.values<float>();
    return {{v[0], v[1]}, {v[2], v[3]}, {v[4], v[5]}, {v[6], v[7]}, {v[8], v[9]}};
  }
  [[nodiscard]] double face_width() const {
    return std::hypot(right_cheek.x - left_cheek.x, right_cheek.y - left_cheek.y);
  }
};

// face.mesh/1 and any other [n, 3] of points.
[[nodiscard]] inline Point point3(std::span<const float> v, std::size_t index) {
  return {v[3 * index], v[3 * index + 1]};
}

}  // namespace cph

#endif
