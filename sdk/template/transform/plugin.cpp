// @ID@.transform: mixes a grey border into the picture.
#include <algorithm>
#include <certphoto/plugin.hpp>

namespace {

struct Transform {
  static constexpr auto kind = CPH_KIND_TRANSFORM;
  static constexpr auto id = "@ID@.transform";
  static constexpr auto summary = "A grey border around the picture";
  static constexpr auto needs = cph::list("photo.image/1");
  static constexpr auto gives = cph::list("photo.image/1");
  static constexpr auto params =
      std::array{cph::number("width_share", 0.02, 0, 0.2, "share", "Width of the border over the picture's")};

  explicit Transform(cph::Setup& setup) : share_(setup.number("width_share")) {}

  void run(cph::Call& call) {
    const auto picture = call.image("photo.image/1");
    auto made = call.make_like(picture, picture.format());
    const int border = int(share_ * picture.width());
    for (int y = 0; y < picture.height(); ++y) {
      if (y % 64 == 0) call.throw_if_cancelled();
      std::copy_n(picture.row(y), picture.width() * picture.channels(), made.row(y));
      const bool edge_row = y < border || y >= picture.height() - border;
      for (int x = 0; x < picture.width(); ++x)
        if (edge_row || x < border || x >= picture.width() - border)
          std::fill_n(made.at(x, y), std::min(3, made.channels()), std::uint8_t{128});
    }
    call.put("photo.image/1", std::move(made));
  }

 private:
  double share_;
};

}  // namespace

CERTPHOTO_PLUGIN("@ID@", "0.1.0", "your name", "Apache-2.0", Transform)
