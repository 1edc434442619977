// What only the photos of a run together show: one photo handed in twice, one face under two names, two faces
// under one name.
//
// Embeddings identify people: they live in this object and are never handed out or written.
#ifndef CERTPHOTO_ENGINE_BATCH_BATCH_COMPARE_H
#define CERTPHOTO_ENGINE_BATCH_BATCH_COMPARE_H

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/bilingual.h"
#include "engine/base/result.h"
#include "engine/catalogue/rule.h"
#include "engine/pipeline/result.h"

namespace certphoto {

struct BatchFinding {
  std::string rule;
  Verdict verdict = Verdict::kReview;
  std::string note;  // same_file, same_picture, similar_picture, one_face_two_names, two_faces_one_name
  double value =
      0;  // bits that differ, or cosine of two embeddings: the nearest pair's (two_faces: the farthest)
  std::string unit;
  std::vector<std::filesystem::path> photos;  // sorted; two or more
  Bilingual text;
};

// Used by one thread at a time. Memory: about 2.2 kB a photo; Compare takes time with the square of their
// number (20,000 photos: about 20 s, nearly all for faces).
class BatchCompare {
 public:
  // Limits of the rules source.not_reused and match.identity; kNotFound when one is missing.
  [[nodiscard]] static Result<BatchCompare> Create(const RuleCatalogue& rules);

  // The facts a result has to carry; those nobody gives are done without.
  [[nodiscard]] static std::vector<std::string> NeededFacts();

  // Takes hash and embedding out of `result`. `name`: the candidate whose photo it is said to be; without
  // one, the file's, without folder and extension.
  void Take(const std::filesystem::path& photo, std::string name, PhotoResult& result);
  void Take(const std::filesystem::path& photo, PhotoResult& result) {
    Take(photo, photo.stem().string(), result);
  }

  // In order of the photos' names.
  [[nodiscard]] std::vector<BatchFinding> Compare() const;

 private:
  struct Limits {
    double same_bits = 0, similar_bits = 0, same_face = 0, other_face = 0;
  };
  struct Item {
    std::filesystem::path photo;
    std::string name;
    std::uint64_t bytes = 0;
    std::array<std::uint64_t, 4> hash{};
    bool has_hash = false;
    std::vector<float> embedding;
  };
  struct Pair {
    std::size_t a = 0, b = 0;
    double value = 0;
  };

  explicit BatchCompare(const Limits& limits) : limits_(limits) {}
  void ComparePictures(std::vector<BatchFinding>& out) const;
  void CompareFaces(std::vector<BatchFinding>& out) const;

  Limits limits_;
  std::vector<Item> items_;
};

// One JSON object a line: rule, verdict, note, value, unit, photos, text.
[[nodiscard]] std::string BatchJson(const std::vector<BatchFinding>& findings);

}  // namespace certphoto

#endif
