// The points of face.mesh/1 by name. MediaPipe numbers 468 points; these are the ones that measurements use.
// "Left" and "right" are the picture's: the picture's left eye is the subject's right one.
#ifndef CERTPHOTO_MESH_POINTS_HPP
#define CERTPHOTO_MESH_POINTS_HPP

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "certphoto/geometry.hpp"

namespace cph::mesh {

inline constexpr std::size_t kPoints = 468;

inline constexpr std::size_t kForeheadTop = 10;  // top of the oval: about the hairline, not the crown
inline constexpr std::size_t kGlabella = 9;      // between the brows
inline constexpr std::size_t kNasion = 168;      // the bridge between the eyes
inline constexpr std::size_t kNoseTip = 1;
inline constexpr std::size_t kNoseBottom = 2;
inline constexpr std::size_t kChin = 152;
inline constexpr std::size_t kUpperLipInner = 13;
inline constexpr std::size_t kLowerLipInner = 14;
inline constexpr std::size_t kMouthLeft = 61;
inline constexpr std::size_t kMouthRight = 291;
inline constexpr std::size_t kCheekLeft = 50;  // middle of the cheek
inline constexpr std::size_t kCheekRight = 280;
inline constexpr std::size_t kSideLeft = 234;  // the oval in front of the ear
inline constexpr std::size_t kSideRight = 454;

// One eye: the corners, and the lids from the outer to the inner corner, corners left out.
struct Eye {
  std::size_t outer, inner;
  std::array<std::size_t, 7> upper, lower;
};
inline constexpr Eye kLeftEye{
    33, 133, {246, 161, 160, 159, 158, 157, 173}, {7, 163, 144, 145, 153, 154, 155}};
inline constexpr Eye kRightEye{
    263, 362, {466, 388, 387, 386, 385, 384, 398}, {249, 390, 373, 374, 380, 381, 382}};

// Upper and lower edge of a brow, from the temple to the nose.
struct Brow {
  std::array<std::size_t, 5> upper, lower;
};
inline constexpr Brow kLeftBrow{{70, 63, 105, 66, 107}, {46, 53, 52, 65, 55}};
inline constexpr Brow kRightBrow{{300, 293, 334, 296, 336}, {276, 283, 282, 295, 285}};

// Closed outlines, from the picture's left corner over the top.
inline constexpr std::array<std::size_t, 20> kInnerLips{78,  191, 80,  81,  82,  13, 312, 311, 310, 415,
                                                        308, 324, 318, 402, 317, 14, 87,  178, 88,  95};
inline constexpr std::array<std::size_t, 20> kOuterLips{61,  185, 40,  39,  37,  0,  267, 269, 270, 409,
                                                        291, 375, 321, 405, 314, 17, 84,  181, 91,  146};
// From the top of the forehead over the picture's right side and the chin.
inline constexpr std::array<std::size_t, 36> kOval{
    10,  338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58,  132, 93,  234, 127, 162, 21,  54,  103, 67,  109};

// A point of a mesh, f32 [468, 3].
[[nodiscard]] inline Point at(std::span<const float> mesh, std::size_t index) {
  return {mesh[3 * index], mesh[3 * index + 1]};
}

template <std::size_t N>
[[nodiscard]] std::vector<Point> all(std::span<const float> mesh, const std::array<std::size_t, N>& indices) {
  std::vector<Point> out;
  out.reserve(N);
  for (const auto index : indices) out.push_back(at(mesh, index));
  return out;
}

// The eye's outline: outer corner, upper lid, inner corner, lower lid.
[[nodiscard]] inline std::vector<Point> outline(std::span<const float> mesh, const Eye& eye) {
  std::vector<Point> out{at(mesh, eye.outer)};
  for (const auto index : eye.upper) out.push_back(at(mesh, index));
  out.push_back(at(mesh, eye.inner));
  for (auto index = eye.lower.rbegin(); index != eye.lower.rend(); ++index) out.push_back(at(mesh, *index));
  return out;
}

[[nodiscard]] inline Point centre(std::span<const float> mesh, const Eye& eye) {
  return middle(at(mesh, eye.outer), at(mesh, eye.inner));
}

// Between the eye centres.
[[nodiscard]] inline Point eye_middle(std::span<const float> mesh) {
  return middle(centre(mesh, kLeftEye), centre(mesh, kRightEye));
}

// Distance between the eye centres ("IED"), in the mesh's unit.
[[nodiscard]] inline double inter_eye(std::span<const float> mesh) {
  return distance(centre(mesh, kLeftEye), centre(mesh, kRightEye));
}

// T of ISO/IEC 29794-5: from the middle of the eyes to the chin.
[[nodiscard]] inline double eye_to_chin(std::span<const float> mesh) {
  return distance(eye_middle(mesh), at(mesh, kChin));
}

// Direction of the eye line, radians, positive clockwise.
[[nodiscard]] inline double eye_line(std::span<const float> mesh) {
  return direction(centre(mesh, kLeftEye), centre(mesh, kRightEye));
}

}  // namespace cph::mesh

#endif
