#include "jobs/orders.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "jobs/print_list.h"
#include "text/clean_text.h"

namespace certphoto::print {
namespace {

class Collector {
 public:
  Collector(const SheetSettings& settings, Orders& orders) : settings_(settings), orders_(orders) {}

  int SizeIndex(const PrintSize& size) {
    for (std::size_t i = 0; i < orders_.shapes.size(); ++i)
      if (orders_.shapes[i].size == size) return static_cast<int>(i);
    if (orders_.shapes.size() == kMaxSizes)
      throw std::invalid_argument("a job has at most 16 different sizes");
    orders_.shapes.push_back(ShapeOf(size, settings_.captions));
    return static_cast<int>(orders_.shapes.size() - 1);
  }

  void Add(const Demand& demand) {
    const auto [it, added] = known_.emplace(demand, static_cast<std::uint32_t>(orders_.demands.size()));
    if (added) orders_.demands.push_back(demand);
    orders_.demand_of.push_back(it->second);
  }

 private:
  const SheetSettings& settings_;
  Orders& orders_;
  std::map<Demand, std::uint32_t> known_;
};

int SheetFull(const SheetSettings& settings, const CellShape& shape) {
  const auto cells = LayOutOneSize({shape.cell, settings.Usable(), settings.gap, settings.turning, 0});
  if (cells.empty())
    throw std::invalid_argument("not one photo of this size fits on the sheet inside its margins");
  return static_cast<int>(cells.size());
}

}  // namespace

std::vector<int> Orders::SizesOf(std::uint64_t item) const {
  const auto& demand = demands[demand_of[item]];
  std::vector<int> out;
  for (std::size_t k = 0; k < demand.size(); ++k)
    if (demand[k] > 0) out.push_back(static_cast<int>(k));
  return out;
}

Orders ReadOrders(const cph::Job& job, const SheetSettings& settings, const DefaultOrder& order) {
  Orders orders;
  Collector collector(settings, orders);
  std::map<std::string, std::uint32_t> groups;
  int sheet_full = 0;
  for (std::uint64_t item = 0; item < job.size(); ++item) {
    try {
      const auto prints = job.text(item, "prints");
      Demand demand;
      const auto want = [&](const PrintSize& size, int copies) {
        const auto k = static_cast<std::size_t>(collector.SizeIndex(size));
        if (demand.size() <= k) demand.resize(k + 1, 0);
        demand[k] += copies;
      };
      if (prints) {
        for (const auto& print : ParsePrintList(*prints)) want(print.size, print.copies);
      } else {
        if (order.copies == 0 && sheet_full == 0)
          sheet_full = SheetFull(settings, ShapeOf(order.size, settings.captions));
        want(order.size, order.copies > 0 ? order.copies : sheet_full);
      }
      collector.Add(demand);
    } catch (const std::invalid_argument& e) {
      throw std::invalid_argument("item " + std::to_string(item + 1) + ": " + e.what());
    }
    const auto group = CleanText(job.text(item, order.group_key.c_str()).value_or(""));
    const auto [it, added] = groups.emplace(group, static_cast<std::uint32_t>(orders.groups.size()));
    if (added) orders.groups.push_back(group);
    orders.group_of.push_back(it->second);
  }
  for (auto& demand : orders.demands) demand.resize(orders.shapes.size(), 0);
  return orders;
}

}  // namespace certphoto::print
