#include "edge_contact.h"

namespace certphoto::geometry {
namespace {

// Half opaque is person. Three pixels in a row: one or two are a stray of the matte, not a shoulder.
constexpr int kPerson = 128;
constexpr int kRun = 3;

// Index at which the first run begins, or -1.
template <class Sample>
int FirstRun(int count, const Sample& sample) {
  int run = 0;
  for (int i = 0; i < count; ++i) {
    run = sample(i) >= kPerson ? run + 1 : 0;
    if (run == kRun) return i + 1 - kRun;
  }
  return -1;
}

}  // namespace

EdgeContact FindEdgeContact(const cph::ImageView& matte) {
  EdgeContact contact;
  contact.above = FirstRun(matte.width(), [&](int x) { return int(*matte.at(x, 0)); }) >= 0;
  const auto side = [&](int x) -> std::optional<double> {
    const int y = FirstRun(matte.height(), [&](int row) { return int(*matte.at(x, row)); });
    if (y < 0) return std::nullopt;
    return matte.to_source({0, double(y)}).y;
  };
  contact.left = side(0);
  contact.right = side(matte.width() - 1);
  return contact;
}

}  // namespace certphoto::geometry
