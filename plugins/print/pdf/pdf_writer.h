// The bytes of a PDF file: objects, streams and the cross-reference table, written as they arise.
#ifndef CERTPHOTO_PRINT_PDF_PDF_WRITER_H
#define CERTPHOTO_PRINT_PDF_PDF_WRITER_H

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/cat.h"

namespace certphoto::print {

using ByteSink = std::function<void(std::span<const std::uint8_t>)>;

// Keeps of each object its place and nothing else. PDF 1.6, which is what PDF/X-4 is made of.
class PdfWriter {
 public:
  // `sink` gets every byte once, in order; what it throws passes through.
  explicit PdfWriter(ByteSink sink);

  // A number for an object that is written later, or refers to others before it is known.
  [[nodiscard]] int Reserve();
  void Object(int number, std::string_view body);
  // `entries` are those of the stream's dictionary but for its length and, when deflated, its filter.
  void Stream(int number, std::string_view entries, std::span<const std::uint8_t> bytes);
  void Deflated(int number, std::string_view entries, std::span<const std::uint8_t> bytes);
  // Ends the file. Every reserved object must have been written.
  void Finish(int catalog, int info);

  [[nodiscard]] std::size_t objects() const { return offsets_.size(); }

 private:
  void Write(std::string_view text);
  void Write(std::span<const std::uint8_t> bytes);
  void Begin(int number);
  [[nodiscard]] std::string FileId() const;

  ByteSink sink_;
  std::uint64_t written_ = 0;
  std::uint64_t hash_[2];
  std::vector<std::uint64_t> offsets_;  // of object number index + 1; 0: not yet written
};

// "12.3457": a number as PDF wants it, at most `decimals`, without an exponent.
[[nodiscard]] std::string PdfNumber(double value, int decimals = 4);
// A text string: literal when ASCII, UTF-16 with a byte order mark otherwise.
[[nodiscard]] std::string PdfText(std::string_view utf8);
[[nodiscard]] std::vector<std::uint8_t> Deflate(std::span<const std::uint8_t> bytes);

}  // namespace certphoto::print

#endif
