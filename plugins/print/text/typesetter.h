// Sets lines of type with Pango: Chinese, Latin and whatever else a name is written in.
#ifndef CERTPHOTO_PRINT_TEXT_TYPESETTER_H
#define CERTPHOTO_PRINT_TEXT_TYPESETTER_H

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "text/shaped_line.h"

namespace certphoto::print {

// A character no font can print is set as 〓 (U+3013), the printer's mark for missing type, and named in
// ShapedLine::missing. Positions are not rounded to pixels, so a line is the same at every resolution.
// Not thread-safe; the lines it makes are immutable and may outlive it.
class Typesetter {
 public:
  // `family` as fontconfig knows it; other families serve characters it lacks.
  explicit Typesetter(const std::string& family);
  ~Typesetter();
  Typesetter(const Typesetter&) = delete;
  Typesetter& operator=(const Typesetter&) = delete;

  // Whether the family itself is installed.
  [[nodiscard]] bool FamilyInstalled() const;

  // Sets clean text (clean_text.h) at `size_pt`; if it is wider than `max_width_um`, smaller down to
  // `min_size_pt`, and if that is not enough, cut with "…".
  [[nodiscard]] std::shared_ptr<const ShapedLine> Fit(std::string_view text, double size_pt,
                                                      double min_size_pt, double max_width_um);
  // Without a limit.
  [[nodiscard]] std::shared_ptr<const ShapedLine> Set(std::string_view text, double size_pt);

 private:
  struct Pango;
  [[nodiscard]] ShapedLine Shape(const std::string& text, double size_pt, double ellipsize_um);
  std::shared_ptr<const FontFace> Face(void* pango_font);

  std::string family_;
  std::unique_ptr<Pango> pango_;
  std::map<std::pair<const void*, const void*>, std::shared_ptr<const FontFace>> faces_;
};

}  // namespace certphoto::print

#endif
