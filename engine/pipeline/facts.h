// The facts of one picture: put once, read many times, dropped with the photo.
#ifndef CERTPHOTO_ENGINE_PIPELINE_FACTS_H
#define CERTPHOTO_ENGINE_PIPELINE_FACTS_H

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "engine/imaging/image.h"

namespace certphoto {

struct Fact {
  ImageRef image;
  TensorRef tensor;
};

// The ids the engine itself gives and reads; everything else is between plugins.
namespace engine_fact {
inline constexpr std::string_view kSourceImage = "source.image/1";
inline constexpr std::string_view kSourceInfo = "source.info/1";
inline constexpr std::string_view kSourceFile = "source.file/1";
inline constexpr std::string_view kSourceExif = "source.exif/1";
inline constexpr std::string_view kPhotoImage = "photo.image/1";
inline constexpr std::string_view kPhotoGeometry = "photo.geometry/1";
inline constexpr std::string_view kPersonMatte = "person.matte/1";
inline constexpr std::string_view kExportFile = "export.file/1";
}  // namespace engine_fact

// Used by one thread at a time.
class FactStore {
 public:
  // Null when absent. The pointer lives until Put of the same id or the store's end.
  [[nodiscard]] const Fact* Find(std::string_view id) const {
    const auto it = facts_.find(id);
    return it == facts_.end() ? nullptr : &it->second;
  }
  void Put(std::string_view id, Fact fact) { facts_.insert_or_assign(std::string(id), std::move(fact)); }
  void Clear() { facts_.clear(); }

 private:
  std::map<std::string, Fact, std::less<>> facts_;
};

}  // namespace certphoto

#endif
