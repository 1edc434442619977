// What a file's EXIF fields say about the camera and the programs it went through.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_CAMERA_DATA_H
#define CERTPHOTO_PLUGINS_PROVENANCE_CAMERA_DATA_H

#include <string>
#include <string_view>

#include "certphoto/facts.hpp"

namespace certphoto::provenance {

struct CameraData {
  std::string make, model, software, lens, taken, taken_offset, comment;

  // From source.exif/1; everything empty without it.
  [[nodiscard]] static CameraData of(const cph::Call& call);
  [[nodiscard]] static CameraData parse(std::string_view lines);

  [[nodiscard]] bool names_camera() const { return !make.empty() || !model.empty(); }
};

// The program in `software` that edits pictures ("Adobe Photoshop 24.0" gives "Photoshop"); empty when none
// is known. Phones put their system's version there ("16.1.1", "S918BXXU1AWBD"), which names no editor.
[[nodiscard]] std::string_view editor_in(std::string_view software);

enum class CameraSide { kUnknown, kRear, kFront };

// By the name of the lens: "iPhone 13 front camera 2.71mm f/2.2", "iPhone 15 back dual wide camera 5.96mm
// f/1.6", "前置". Most other phones name no lens.
[[nodiscard]] CameraSide side_of(const CameraData& data);

// The system says it took the picture off the screen: iOS writes the comment "Screenshot", Android a program
// of that name.
[[nodiscard]] bool is_screenshot(const CameraData& data);

}  // namespace certphoto::provenance

#endif
