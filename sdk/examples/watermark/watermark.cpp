// watermark.proof: diagonal stripes over a proof, so that nobody prints it instead of the paid file.
#include <certphoto/plugin.hpp>

namespace {

struct Proof {
  static constexpr auto kind = CPH_KIND_TRANSFORM;
  static constexpr auto id = "watermark.proof";
  static constexpr auto summary = "Diagonal stripes over the picture";
  static constexpr auto needs = cph::list("photo.image/1");
  static constexpr auto gives = cph::list("photo.image/1");
  static constexpr auto params =
      std::array{cph::number("opacity", 0.35, 0, 1, "share", "Of the stripes"),
                 cph::number("period_share", 0.12, 0.02, 1, "share",
                             "From stripe to stripe, over the width of the picture")};

  explicit Proof(cph::Setup& setup)
      : opacity_(setup.number("opacity")), period_share_(setup.number("period_share")) {}

  void run(cph::Call& call) {
    const auto picture = call.image("photo.image/1");
    auto made = call.make_like(picture, picture.format());
    const int period = std::max(2, int(period_share_ * picture.width()));
    const int colours = std::min(3, picture.channels());
    for (int y = 0; y < picture.height(); ++y) {
      if (y % 64 == 0) call.throw_if_cancelled();
      for (int x = 0; x < picture.width(); ++x) {
        const auto* from = picture.at(x, y);
        auto* to = made.at(x, y);
        const double share = (x + y) % period < period / 4 ? opacity_ : 0;
        for (int c = 0; c < picture.channels(); ++c)
          to[c] = c < colours ? std::uint8_t(from[c] * (1 - share) + 255 * share + 0.5) : from[c];
      }
    }
    call.put("photo.image/1", std::move(made));
  }

 private:
  double opacity_, period_share_;
};

}  // namespace

CERTPHOTO_PLUGIN("example.watermark", "1.0.0", "certphoto", "Apache-2.0", Proof)
