#include "jobs/imposition.h"

#include <algorithm>
#include <stdexcept>

namespace certphoto::print {

Imposition::Imposition(ImpositionRequest request) : request_(std::move(request)) {
  const auto items = request_.demand_of.size();
  for (std::uint64_t first = 0; first < items;) {
    Demand total(request_.sizes.size(), 0);
    std::uint64_t last = first;
    while (last < items && (last == first || SameBatch(first, last))) {
      const auto& demand = request_.demands[request_.demand_of[last++]];
      for (std::size_t k = 0; k < total.size(); ++k) total[k] += demand[k];
    }
    auto runs = Pack(total);
    for (const auto& run : *runs) sheets_ += static_cast<std::uint32_t>(run.sheets);
    batches_.push_back({first, last, std::move(runs)});
    first = last;
  }
  if (!batches_.empty()) Begin(batches_.front());
}

bool Imposition::SameBatch(std::uint64_t a, std::uint64_t b) const {
  switch (request_.grouping) {
    case Grouping::kPerson:
      return false;
    case Grouping::kGroup:
      return request_.group_of.empty() || request_.group_of[a] == request_.group_of[b];
    case Grouping::kAll:
      return true;
  }
  return false;
}

std::shared_ptr<const std::vector<SheetRun>> Imposition::Pack(const Demand& demand) {
  auto& known = packed_[demand];
  if (!known) {
    known = std::make_shared<const std::vector<SheetRun>>(
        PackOrder({request_.sizes, demand, request_.area, request_.gap, request_.turning}));
    for (const auto& run : *known) patterns_[&run] = std::make_shared<const std::vector<Cell>>(run.cells);
  }
  return known;
}

void Imposition::Begin(const Batch& batch) {
  progress_ = {};
  progress_.placed.assign(request_.sizes.size(), 0);
  progress_.ends.assign(request_.sizes.size(), {});
  for (std::size_t k = 0; k < request_.sizes.size(); ++k) {
    std::uint64_t end = 0;
    for (auto item = batch.first; item < batch.last; ++item) {
      end += static_cast<std::uint64_t>(request_.demands[request_.demand_of[item]][k]);
      progress_.ends[k].push_back(end);
    }
  }
}

std::optional<std::uint64_t> Imposition::ItemOf(const Batch& batch, int size, std::uint64_t piece) const {
  const auto& ends = progress_.ends[static_cast<std::size_t>(size)];
  const auto at = std::upper_bound(ends.begin(), ends.end(), piece);
  if (at == ends.end()) return std::nullopt;
  return batch.first + static_cast<std::uint64_t>(at - ends.begin());
}

std::optional<SheetPlan> Imposition::Next() {
  while (batch_ < batches_.size() && progress_.run >= batches_[batch_].runs->size())
    if (++batch_ < batches_.size()) Begin(batches_[batch_]);
  if (batch_ >= batches_.size()) return std::nullopt;
  const auto& batch = batches_[batch_];
  const auto& run = (*batch.runs)[progress_.run];

  // The stack this sheet is cut in.
  const int stack_first = request_.order == SheetOrder::kStack
                              ? progress_.sheet / request_.stack_sheets * request_.stack_sheets
                              : progress_.sheet;
  const int stack_sheets =
      request_.order == SheetOrder::kStack ? std::min(request_.stack_sheets, run.sheets - stack_first) : 1;
  std::vector<std::uint64_t> on_sheet(request_.sizes.size(), 0), seen(request_.sizes.size(), 0);
  for (const auto& cell : run.cells) ++on_sheet[static_cast<std::size_t>(cell.size)];

  SheetPlan plan;
  plan.number = ++number_;
  plan.pattern = patterns_.at(&run);
  for (const auto& cell : run.cells) {
    const auto k = static_cast<std::size_t>(cell.size);
    const auto before = progress_.placed[k] + static_cast<std::uint64_t>(stack_first) * on_sheet[k];
    const auto in_stack = seen[k]++ * static_cast<std::uint64_t>(stack_sheets) +
                          static_cast<std::uint64_t>(progress_.sheet - stack_first);
    plan.items.push_back(ItemOf(batch, cell.size, before + in_stack));
  }
  if (++progress_.sheet == run.sheets) {
    for (std::size_t k = 0; k < on_sheet.size(); ++k)
      progress_.placed[k] += on_sheet[k] * static_cast<std::uint64_t>(run.sheets);
    ++progress_.run;
    progress_.sheet = 0;
  }
  return plan;
}

}  // namespace certphoto::print
