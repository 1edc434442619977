// source.unretouched: signs that the file went through a retouching program. Sends to a person, never
// refuses.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_UNRETOUCHED_H
#define CERTPHOTO_PLUGINS_PROVENANCE_UNRETOUCHED_H

#include "certphoto/facts.hpp"

namespace certphoto::provenance {

// Probability that a JPEG was compressed before with a coarser quantiser, from the evidence of
// find_double_compression.
[[nodiscard]] double double_compression_probability(double evidence);

struct Unretouched {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "source.unretouched";
  static constexpr auto summary = "Editor named in the file, and compressed twice";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceFile);
  static constexpr auto uses = cph::list(cph::fact::kSourceExif);
  static constexpr auto kThresholds = cph::list("double_compression_review_score", "editor_tags_max");
  static constexpr std::array rules{cph::rule("source.unretouched", kThresholds)};
  static constexpr std::array<const char*, 3> kTwiceChoices{"note", "review", nullptr};
  static constexpr std::array params{
      cph::number("examined_mp", 0.3, 0.05, 100, "MP",
                  "upper part of the picture whose coefficients are read: more is slower"),
      cph::choice("compressed_twice", "note", kTwiceChoices.data(),
                  "what a file compressed twice means: note: it is said, no more, since chat programs and "
                  "studios save again "
                  "without retouching; review: a person looks")};
  static constexpr std::array notes{
      cph::note("editor_named", "文件显示用 {editor} 处理过，请上传原图",
                "the file says that it was edited with {editor}; upload the original"),
      cph::note("compressed_twice", "照片像是打开后另存过的，最好上传相机原图",
                "the photo seems to have been opened and saved again; the camera's original is better"),
      cph::note("not_jpeg", "不是 JPEG 文件，无法看出是否另存过",
                "not a JPEG, so whether it was saved again cannot be told"),
      cph::note("too_smooth", "照片细节太少，无法看出是否另存过",
                "too little detail to tell whether it was saved again"),
  };

  explicit Unretouched(cph::Setup& setup)
      : examined_mp_(setup.number("examined_mp")),
        review_twice_(setup.text("compressed_twice") == "review") {}
  void run(cph::Call& call) const;

 private:
  double examined_mp_;
  bool review_twice_;
};

}  // namespace certphoto::provenance

#endif
