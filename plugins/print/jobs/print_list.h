// What a person ordered, as text: "33x48:8, 25x35:4" or, with a window, "33x48/30x40:8". Millimetres.
#ifndef CERTPHOTO_PRINT_JOBS_PRINT_LIST_H
#define CERTPHOTO_PRINT_JOBS_PRINT_LIST_H

#include <string_view>
#include <vector>

#include "jobs/sheet_settings.h"

namespace certphoto::print {

struct OrderedPrint {
  PrintSize size;
  int copies = 0;
};

inline constexpr double kSmallestPrintMm = 10, kLargestPrintMm = 500;
inline constexpr int kMostCopies = 1000;  // of one size for one person

// Throws std::invalid_argument naming the part that is wrong.
[[nodiscard]] std::vector<OrderedPrint> ParsePrintList(std::string_view text);

}  // namespace certphoto::print

#endif
