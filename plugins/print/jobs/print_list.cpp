#include "jobs/print_list.h"

#include <charconv>
#include <stdexcept>
#include <string>

namespace certphoto::print {
namespace {

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

[[noreturn]] void Wrong(std::string_view part, const std::string& what) {
  throw std::invalid_argument("prints \"" + std::string(part.substr(0, 60)) + "\": " + what +
                              "; write 33x48:8 or 33x48/30x40:8, in millimetres");
}

Micrometres ReadMm(std::string_view text, std::string_view part) {
  text = Trimmed(text);
  if (text.ends_with("mm")) text = Trimmed(text.substr(0, text.size() - 2));
  double mm = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), mm, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size())
    Wrong(part, "`" + std::string(text) + "` is no number");
  if (!(mm >= kSmallestPrintMm && mm <= kLargestPrintMm)) Wrong(part, "a side has 10 to 500 mm");
  return FromMm(mm);
}

Size ReadSize(std::string_view text, std::string_view part) {
  const auto by = text.find('x');
  if (by == std::string_view::npos) Wrong(part, "a size is written WIDTHxHEIGHT");
  return {ReadMm(text.substr(0, by), part), ReadMm(text.substr(by + 1), part)};
}

OrderedPrint ReadPart(std::string_view part) {
  const auto colon = part.rfind(':');
  if (colon == std::string_view::npos) Wrong(part, "the number of copies is missing");
  const auto copies = Trimmed(part.substr(colon + 1));
  OrderedPrint print;
  const auto [end, error] = std::from_chars(copies.data(), copies.data() + copies.size(), print.copies);
  if (error != std::errc{} || end != copies.data() + copies.size() || print.copies < 1 ||
      print.copies > kMostCopies)
    Wrong(part, "copies are 1 to 1000");
  auto size = part.substr(0, colon);
  if (const auto slash = size.find('/'); slash != std::string_view::npos) {
    print.size.window = ReadSize(size.substr(slash + 1), part);
    size = size.substr(0, slash);
  }
  print.size.photo = ReadSize(size, part);
  if (print.size.window && (print.size.window->width > print.size.photo.width ||
                            print.size.window->height > print.size.photo.height))
    Wrong(part, "the window is larger than the photo");
  return print;
}

}  // namespace

std::vector<OrderedPrint> ParsePrintList(std::string_view text) {
  std::vector<OrderedPrint> prints;
  while (!Trimmed(text).empty()) {
    const auto comma = text.find(',');
    prints.push_back(ReadPart(Trimmed(text.substr(0, comma))));
    if (prints.size() > kMaxSizes) throw std::invalid_argument("a person orders at most 16 sizes");
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return prints;
}

}  // namespace certphoto::print
