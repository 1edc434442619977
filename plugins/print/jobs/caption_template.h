// What is printed about a person, as a template over the fields of the roster: "{name} {number|mask}".
#ifndef CERTPHOTO_PRINT_JOBS_CAPTION_TEMPLATE_H
#define CERTPHOTO_PRINT_JOBS_CAPTION_TEMPLATE_H

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace certphoto::print {

// A field's text by its key; empty when the person has none.
using FieldReader = std::function<std::optional<std::string_view>(const char* key)>;

class CaptionTemplate {
 public:
  // Text with fields in braces: any key of the roster, "|mask" hides it from strangers ("name" keeps first
  // and last character, any other field its last four). "{{" is a brace. Throws std::invalid_argument naming
  // what is wrong.
  [[nodiscard]] static CaptionTemplate Parse(const std::string& text);

  [[nodiscard]] bool empty() const { return parts_.empty(); }
  // Clean text of one line (clean_text.h). Fields a person lacks are left out.
  [[nodiscard]] std::string Fill(const FieldReader& fields) const;
  // The keys it reads, each once, in order.
  [[nodiscard]] std::vector<std::string> Keys() const;

 private:
  struct Part {
    std::string text;  // literal, or the key
    bool field = false, masked = false;
  };
  std::vector<Part> parts_;
};

// A field as it may be shown: cleaned, and masked as above.
[[nodiscard]] std::string ShownField(const std::string& key, std::string_view value, bool masked);

}  // namespace certphoto::print

#endif
