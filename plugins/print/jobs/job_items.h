// The items of a renderer's job: decoded, described, judged and their texts set, each when it is needed.
#ifndef CERTPHOTO_PRINT_JOBS_JOB_ITEMS_H
#define CERTPHOTO_PRINT_JOBS_JOB_ITEMS_H

#include <list>
#include <map>
#include <vector>

#include "certphoto/renderer.hpp"
#include "jobs/people.h"
#include "jobs/pictures.h"
#include "jobs/sheet_settings.h"
#include "suitability/suitability.h"
#include "text/typesetter.h"

namespace certphoto::print {

inline constexpr cph_rule_use kPhotoRule = cph::rule("print.photo");
inline constexpr cph_rule_use kCaptionRule = cph::rule("print.caption");
inline constexpr cph_note kUnreadableNote =
    cph::note("unreadable", "照片文件无法读取，版面上留空",
              "the photo cannot be read; its places on the sheet stay empty");
inline constexpr cph_note kMissingGlyphNote = cph::note("missing_glyph", "没有字体能印出这些字：{characters}",
                                                        "no font has these characters: {characters}");
inline constexpr cph_note kCutTextNote = cph::note("cut_text", "文字过长，缩到 {size} 磅仍放不下，已截断",
                                                   "the text is too long even at {size} pt and was cut");

// Keeps the last few pictures (64 MiB) and the descriptions of the last few hundred people; findings on an
// item are reported when it is first seen. References into it stay good as long as their shared pointers.
class JobItems : public People, public Pictures {
 public:
  // `ordered`: the sizes (indices of `shapes`) that an item has copies of.
  using OrderedSizes = std::function<std::vector<int>(std::uint64_t item)>;
  JobItems(cph::Job& job, const SheetSettings& settings, const std::vector<CellShape>& shapes,
           Typesetter& typesetter, const SuitabilityLimits& limits, OrderedSizes ordered);

  std::shared_ptr<const Person> Get(std::uint64_t item) override;
  std::shared_ptr<const Pixels> Decoded(std::uint64_t item) override;
  std::vector<std::uint8_t> PassThroughJpeg(std::uint64_t item) override;

  // The different background colours seen, to the nearest eight levels; at most 64.
  [[nodiscard]] const std::vector<Rgb>& backgrounds() const { return backgrounds_; }

 private:
  std::shared_ptr<const Person> Describe(std::uint64_t item);
  void SetTexts(std::uint64_t item, Person& person);
  std::shared_ptr<const ShapedLine> SetLine(std::uint64_t item, const CaptionTemplate& line, double size,
                                            double least, Micrometres width);
  void Judge(std::uint64_t item, const Pixels& picture);
  void NoteBackground(const Rgb& colour);
  void ReportTexts(std::uint64_t item, const Person& person);
  [[nodiscard]] bool ShowsSrgb(const std::vector<std::uint8_t>& icc);

  cph::Job& job_;
  const SheetSettings& settings_;
  const std::vector<CellShape>& shapes_;
  Typesetter& typesetter_;
  SuitabilityLimits limits_;
  OrderedSizes ordered_;
  std::vector<bool> reported_;
  std::list<std::pair<std::uint64_t, std::shared_ptr<const Pixels>>> pictures_;  // the latest first
  std::list<std::pair<std::uint64_t, std::shared_ptr<const Person>>> people_;
  std::map<std::string, bool> profiles_;  // by their bytes: shows like sRGB
  std::vector<Rgb> backgrounds_;
};

}  // namespace certphoto::print

#endif
