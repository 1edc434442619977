// Embeddings by file, as many as are allowed, the longest unused forgotten first. For match/ only.
#ifndef CERTPHOTO_ENGINE_MATCH_FACE_CACHE_H
#define CERTPHOTO_ENGINE_MATCH_FACE_CACHE_H

#include <filesystem>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace certphoto {

// What looking at one photo gave: an embedding of unit length, or the reason why there is none.
struct Face {
  std::vector<float> embedding;
  std::string reason;
  bool failed = false;
  double yaw_deg = 0, pitch_deg = 0;
};

// Not thread-safe.
class FaceCache {
 public:
  explicit FaceCache(std::size_t capacity) : capacity_(capacity) {}

  // Null when unknown. Valid until Shrink or Put of the same file.
  [[nodiscard]] const Face* Find(const std::filesystem::path& file) {
    const auto it = index_.find(file.native());
    if (it == index_.end()) return nullptr;
    order_.splice(order_.begin(), order_, it->second);
    return &it->second->second;
  }
  void Put(const std::filesystem::path& file, Face face) {
    if (const auto it = index_.find(file.native()); it != index_.end()) {
      it->second->second = std::move(face);
      return;
    }
    order_.emplace_front(file.native(), std::move(face));
    index_.emplace(file.native(), order_.begin());
  }
  // Forgets what is over the capacity: between blocks, never while a block's faces are needed.
  void Shrink() {
    while (order_.size() > capacity_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
  }
  [[nodiscard]] std::size_t size() const { return order_.size(); }

 private:
  using Entry = std::pair<std::string, Face>;
  std::size_t capacity_;
  std::list<Entry> order_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> index_;
};

}  // namespace certphoto

#endif
