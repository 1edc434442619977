#include "jobs/imposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>

namespace certphoto::print {
namespace {

using ::testing::ElementsAre;

ImpositionRequest Request(std::size_t people, Demand demand,
                          std::vector<Size> sizes = {{FromMm(33), FromMm(48)}}) {
  ImpositionRequest request;
  request.sizes = std::move(sizes);
  request.area = Rect{0, 0, FromMm(152), FromMm(102)}.Grown(-FromMm(2));
  request.gap = FromMm(2);
  request.demands = {std::move(demand)};
  request.demand_of.assign(people, 0);
  return request;
}

std::vector<std::vector<int>> Sheets(const ImpositionRequest& request) {
  Imposition imposition(request);
  std::vector<std::vector<int>> out;
  while (const auto sheet = imposition.Next()) {
    EXPECT_EQ(sheet->number, out.size() + 1);
    out.emplace_back();
    for (const auto& item : sheet->items) out.back().push_back(item ? static_cast<int>(*item) : -1);
  }
  EXPECT_EQ(out.size(), imposition.sheets());
  return out;
}

TEST(Imposition, SizeThatDoesNotFitIsRefusedAtOnce) {
  EXPECT_THROW(Imposition(Request(3, {1}, {{FromMm(330), FromMm(480)}})), std::invalid_argument);
}

TEST(Imposition, NobodyNeedsNoSheet) {
  EXPECT_TRUE(Sheets(Request(0, {8})).empty());
  EXPECT_TRUE(Sheets(Request(3, {0})).empty());
}

TEST(Imposition, APersonsSheetsHoldNobodyElse) {
  const auto sheets = Sheets(Request(2, {10}));
  EXPECT_THAT(sheets,
              ElementsAre(ElementsAre(0, 0, 0, 0, 0, 0, 0, 0), ElementsAre(0, 0, -1, -1, -1, -1, -1, -1),
                          ElementsAre(1, 1, 1, 1, 1, 1, 1, 1), ElementsAre(1, 1, -1, -1, -1, -1, -1, -1)));
}

TEST(Imposition, GangedPeopleFollowOneAnotherOnTheSheet) {
  auto request = Request(5, {3});
  request.grouping = Grouping::kAll;
  EXPECT_THAT(Sheets(request),
              ElementsAre(ElementsAre(0, 0, 0, 1, 1, 1, 2, 2), ElementsAre(2, 3, 3, 3, 4, 4, 4, -1)));
}

TEST(Imposition, PilesOfACutStackLaidOnOneAnotherAreInOrder) {
  auto request = Request(21, {2});
  request.grouping = Grouping::kAll;
  request.order = SheetOrder::kStack;
  const auto sheets = Sheets(request);
  ASSERT_EQ(sheets.size(), 6u);
  std::vector<int> pile;
  for (std::size_t cell = 0; cell < 8; ++cell)
    for (const auto& sheet : sheets)
      if (sheet[cell] >= 0) pile.push_back(sheet[cell]);
  std::vector<int> people;
  for (int person = 0; person < 21; ++person) people.insert(people.end(), {person, person});
  EXPECT_EQ(pile, people);
}

TEST(Imposition, ATallStackIsCutInSeveral) {
  auto request = Request(100, {1});
  request.grouping = Grouping::kAll;
  request.order = SheetOrder::kStack;
  request.stack_sheets = 5;
  const auto sheets = Sheets(request);
  ASSERT_EQ(sheets.size(), 13u);
  EXPECT_EQ(sheets[0][0], 0);
  EXPECT_EQ(sheets[4][0], 4);
  EXPECT_EQ(sheets[0][1], 5);
  EXPECT_EQ(sheets[5][0], 40) << "the second stack begins where the first ended";
}

TEST(Imposition, GroupsAreGangedApart) {
  auto request = Request(6, {3});
  request.grouping = Grouping::kGroup;
  request.group_of = {7, 7, 7, 9, 9, 9};
  EXPECT_THAT(Sheets(request),
              ElementsAre(ElementsAre(0, 0, 0, 1, 1, 1, 2, 2), ElementsAre(2, -1, -1, -1, -1, -1, -1, -1),
                          ElementsAre(3, 3, 3, 4, 4, 4, 5, 5), ElementsAre(5, -1, -1, -1, -1, -1, -1, -1)));
}

TEST(Imposition, MixedOrdersGiveEverybodyEverySize) {
  auto request = Request(9, {4, 8}, {{FromMm(33), FromMm(48)}, {FromMm(25), FromMm(35)}});
  request.area = Rect{0, 0, FromMm(210), FromMm(297)}.Grown(-FromMm(5));
  request.demands.push_back({2, 0});
  request.demand_of[4] = 1;
  for (const auto grouping : {Grouping::kPerson, Grouping::kAll})
    for (const auto order : {SheetOrder::kSheet, SheetOrder::kStack}) {
      request.grouping = grouping;
      request.order = order;
      Imposition imposition(request);
      std::vector<std::vector<int>> got(9, std::vector<int>(2, 0));
      while (const auto sheet = imposition.Next())
        for (std::size_t i = 0; i < sheet->items.size(); ++i)
          if (sheet->items[i]) ++got[*sheet->items[i]][static_cast<std::size_t>((*sheet->pattern)[i].size)];
      for (std::size_t person = 0; person < 9; ++person)
        EXPECT_EQ(got[person], person == 4 ? (std::vector<int>{2, 0}) : (std::vector<int>{4, 8}));
    }
}

}  // namespace
}  // namespace certphoto::print
