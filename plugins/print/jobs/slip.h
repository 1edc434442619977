// The order slip of a class or school: who is in it, how many photos, on which sheets. A4, for who packs the
// order.
#ifndef CERTPHOTO_PRINT_JOBS_SLIP_H
#define CERTPHOTO_PRINT_JOBS_SLIP_H

#include <cstdint>
#include <string>
#include <vector>

#include "drawing/drawing.h"
#include "raster/device.h"
#include "text/typesetter.h"

namespace certphoto::print {

struct SlipRow {
  std::uint32_t number = 0;  // in the job
  std::string person;        // as shown
  std::string prints;        // "33×48 mm ×8"
  std::uint32_t first_sheet = 0, last_sheet = 0;
};

struct Slip {
  std::string job, batch, group, created;
  std::vector<SlipRow> rows;
};

[[nodiscard]] Device SlipDevice();
// One drawing a page of A4.
[[nodiscard]] std::vector<Drawing> DrawSlip(const Slip& slip, Typesetter& typesetter);

}  // namespace certphoto::print

#endif
