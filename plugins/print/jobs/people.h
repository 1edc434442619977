// What a sheet needs to know of the people on it.
#ifndef CERTPHOTO_PRINT_JOBS_PEOPLE_H
#define CERTPHOTO_PRINT_JOBS_PEOPLE_H

#include <cstdint>
#include <memory>
#include <vector>

#include "drawing/ink.h"
#include "text/shaped_line.h"

namespace certphoto::print {

inline constexpr double kBackPt = 9;  // of the text on the back: read at arm's length while sorting

using Lines = std::vector<std::shared_ptr<const ShapedLine>>;

struct Person {
  bool readable = false;  // the photo could be decoded
  int width_px = 0, height_px = 0;
  Rgb background{255, 255, 255};
  std::vector<Lines> captions;  // by size; empty where none was ordered
  Lines back;
};

class People {
 public:
  People() = default;
  People(const People&) = delete;
  People& operator=(const People&) = delete;
  virtual ~People() = default;
  [[nodiscard]] virtual std::shared_ptr<const Person> Get(std::uint64_t item) = 0;
};

}  // namespace certphoto::print

#endif
