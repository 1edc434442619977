// Names with fields in braces, "{level}/{exam_no}_{name}": written out for delivery, and read backwards to
// bind.
#ifndef CERTPHOTO_ENGINE_BATCH_BINDING_NAME_TEMPLATE_H
#define CERTPHOTO_ENGINE_BATCH_BINDING_NAME_TEMPLATE_H

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace certphoto {

class NameTemplate {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;

  // kInvalid with what is wrong: an open brace, an empty field.
  [[nodiscard]] static Result<NameTemplate> Parse(std::string_view text);

  [[nodiscard]] std::vector<std::string> Fields() const;
  [[nodiscard]] bool HasFolders() const { return has_folders_; }

  // Every way to read `name` as this template, at most 64; a field takes one or more characters other than
  // '/', and "*" takes any without a value. A field named twice must read the same. Empty: the name does not
  // fit.
  [[nodiscard]] std::vector<Values> Read(std::string_view name) const;

  // The name with `value(field)` for each field; kInvalid when one is missing (`value` returns null) or
  // empty.
  [[nodiscard]] Result<std::string> Write(
      const std::function<const std::string*(const std::string&)>& value) const;

 private:
  struct Part {
    bool field = false;
    std::string text;  // literal, or the field's name
  };
  void ReadFrom(std::size_t part, std::string_view rest, Values& values, std::vector<Values>& found,
                int& steps) const;

  std::vector<Part> parts_;
  bool has_folders_ = false;
};

}  // namespace certphoto

#endif
