// Which person's photo goes into which cell of which sheet.
#ifndef CERTPHOTO_PRINT_JOBS_IMPOSITION_H
#define CERTPHOTO_PRINT_JOBS_IMPOSITION_H

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "layout/order_packing.h"

namespace certphoto::print {

enum class Grouping {
  kPerson,  // every person's photos on sheets of their own
  kGroup,   // the photos of a class or school on sheets of their own
  kAll      // everybody ganged
};

enum class SheetOrder {
  kSheet,  // people follow one another on a sheet, row by row
  kStack   // people follow one another through the stack: cut as one pile, the piles laid on one another are
           // in order
};

// Copies of each size, by index of the request's sizes.
using Demand = std::vector<int>;

struct ImpositionRequest {
  std::vector<Size> sizes;  // trimmed cells, upright
  Rect area;
  Micrometres gap = 0;
  Turning turning = Turning::kAuto;
  std::vector<Demand> demands;           // the different ones
  std::vector<std::uint32_t> demand_of;  // of each item: index of demands
  std::vector<std::uint32_t> group_of;   // of each item; equal neighbours are one group. Empty: all one
  Grouping grouping = Grouping::kPerson;
  SheetOrder order = SheetOrder::kSheet;
  int stack_sheets = 50;  // most that are cut at once
};

// Equal sheets, printed one after another and cut together.
using SheetPattern = std::shared_ptr<const std::vector<Cell>>;

struct SheetPlan {
  std::uint32_t number = 0;  // from 1
  SheetPattern pattern;
  std::vector<std::optional<std::uint64_t>> items;  // of each cell; none: the cell stays empty
};

// Plans sheet after sheet; keeps eight bytes an item.
class Imposition {
 public:
  // Throws std::invalid_argument for a size that does not fit on the sheet.
  explicit Imposition(ImpositionRequest request);

  [[nodiscard]] std::uint32_t sheets() const { return sheets_; }
  // The next sheet; empty after the last.
  [[nodiscard]] std::optional<SheetPlan> Next();

 private:
  struct Batch {
    std::uint64_t first = 0, last = 0;  // items, last one past the end
    std::shared_ptr<const std::vector<SheetRun>> runs;
  };
  // What is being printed of a batch.
  struct Progress {
    std::size_t run = 0;
    int sheet = 0;                                 // of the run
    std::vector<std::uint64_t> placed;             // pieces of each size before this run
    std::vector<std::vector<std::uint64_t>> ends;  // of each size: pieces up to and with each item
  };

  [[nodiscard]] bool SameBatch(std::uint64_t a, std::uint64_t b) const;
  std::shared_ptr<const std::vector<SheetRun>> Pack(const Demand& demand);
  void Begin(const Batch& batch);
  [[nodiscard]] std::optional<std::uint64_t> ItemOf(const Batch& batch, int size, std::uint64_t piece) const;

  ImpositionRequest request_;
  std::map<Demand, std::shared_ptr<const std::vector<SheetRun>>> packed_;
  std::map<const SheetRun*, SheetPattern> patterns_;
  std::vector<Batch> batches_;
  std::size_t batch_ = 0;
  Progress progress_;
  std::uint32_t sheets_ = 0, number_ = 0;
};

}  // namespace certphoto::print

#endif
