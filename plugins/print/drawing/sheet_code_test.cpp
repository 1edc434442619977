#include "drawing/sheet_code.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace certphoto::print {
namespace {

TEST(SheetCode, RefusesIdsThatMightBeAPersons) {
  for (const char* id : {"王小明", "a b", "1/2", "1234567890123456789012345", "a\nb"})
    EXPECT_THROW(CheckId("job", id), std::invalid_argument) << id;
  EXPECT_NO_THROW(CheckId("job", "BJ-2026.06"));
  EXPECT_NO_THROW(CheckId("job", ""));
}

TEST(SheetCode, PayloadCarriesItsChecksum) {
  // The check value of CRC-32 is that of "123456789": CBF43926; ours by zlib.crc32 of Python.
  EXPECT_EQ(CodePayload({"bj01", "7", 3, 125}), "CPS1/BJ01/7/3/125/B08DB243");
}

TEST(SheetCode, SmallTextsMakeSmallCodes) {
  EXPECT_EQ(MakeQr("CPS1").side, 21);
  const auto code = MakeQr(CodePayload({"BJ01", "7", 3, 125}));
  EXPECT_EQ(code.side, 25);
  EXPECT_EQ(code.dark.size(), 625u);
  EXPECT_TRUE(code.dark[0]) << "a finder pattern stands in the corner";
  EXPECT_THROW((void)MakeQr(std::string(5000, 'x')), std::length_error);
}

}  // namespace
}  // namespace certphoto::print
