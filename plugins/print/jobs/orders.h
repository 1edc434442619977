// What the people of a job ordered: the sizes, who wants how many of which, and who belongs to whom.
#ifndef CERTPHOTO_PRINT_JOBS_ORDERS_H
#define CERTPHOTO_PRINT_JOBS_ORDERS_H

#include <cstdint>
#include <string>
#include <vector>

#include "certphoto/renderer.hpp"
#include "jobs/sheet_settings.h"

namespace certphoto::print {

struct DefaultOrder {
  PrintSize size;
  int copies = 0;  // 0: a sheet full
  std::string group_key;
};

struct Orders {
  std::vector<CellShape> shapes;         // of the different sizes
  std::vector<Demand> demands;           // the different ones, by index of shapes
  std::vector<std::uint32_t> demand_of;  // of each item
  std::vector<std::string> groups;       // names in order of first appearance; one nameless without a key
  std::vector<std::uint32_t> group_of;   // of each item

  // The sizes (indices of shapes) that an item has copies of.
  [[nodiscard]] std::vector<int> SizesOf(std::uint64_t item) const;
};

// Reads the texts `prints` and the group of every item. Throws std::invalid_argument naming the item.
[[nodiscard]] Orders ReadOrders(const cph::Job& job, const SheetSettings& settings,
                                const DefaultOrder& order);

}  // namespace certphoto::print

#endif
