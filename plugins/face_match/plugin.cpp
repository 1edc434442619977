// face.embed: 512 numbers that are alike for two photos of one person; match.identity without a second photo.
#include <cmath>

#include "alignment.h"
#include "certphoto/facts.hpp"
#include "certphoto/sampling.hpp"

namespace face_match {

struct Embed {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "face.embed";
  static constexpr auto summary =
      "Embedding of the first face, for comparison with another photo; never leaves the memory";
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFacePoints);
  static constexpr auto gives = cph::list(cph::fact::kFaceEmbedding);
  static constexpr auto models = cph::list("face.embedding");

  explicit Embed(cph::Setup& setup) : model_(setup.model("face.embedding")) {}

  void run(cph::Call& call) {
    const auto photo = call.image(cph::fact::kSourceImage);
    const auto values = call.tensor(cph::fact::kFacePoints).values<float>();
    std::array<cph::Point, 5> points;
    for (std::size_t i = 0; i < points.size(); ++i) points[i] = {values[2 * i], values[2 * i + 1]};
    const auto embedding = Embedding(call, photo, points);
    call.put_values<float>(cph::fact::kFaceEmbedding, {std::ssize(embedding)}, embedding);
  }

 private:
  std::vector<float> Embedding(cph::Call& call, const cph::ImageView& photo,
                               const std::array<cph::Point, 5>& points) const {
    const auto square_to_photo = cph::compose(SquareToFace(points), cph::source_to_image(photo));
    cph::Sampling sampling;  // models.yaml: RGB, (x - 127) / 128
    sampling.layout = cph::Layout::kNchw;
    sampling.gain.fill(1.0F / 128);
    sampling.offset.fill(-127.0F / 128);
    auto input = call.make_tensor<float>({1, 3, kSide, kSide});
    cph::sample(photo, square_to_photo, kSide, kSide, sampling, input.values<float>());
    auto [output] = model_.run<1>(call, input);
    const auto raw = output.values<float>();
    double squares = 0;
    for (const float v : raw) squares += double(v) * double(v);
    if (!(squares > 0) || !std::isfinite(squares))
      throw cph::Error(CPH_E_INTERNAL, "the network gave no direction");
    std::vector<float> unit(raw.begin(), raw.end());
    for (float& v : unit) v = static_cast<float>(double(v) / std::sqrt(squares));
    return unit;
  }

  cph::Model model_;
};

// What a photo that came alone says of match.identity. Where the caller gives an identity portrait (match,
// the batch's roster, the service's reference), the engine compares the embeddings and its finding takes this
// one's place.
struct Alone {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "match.identity";
  static constexpr auto summary = "Says that there is no identity portrait to compare with";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr std::array rules{cph::rule("match.identity")};
  static constexpr std::array notes{
      cph::note("no_reference", "没有提供身份证照片，未作比对",
                "no identity-card photo was given to compare with"),
  };

  void run(cph::Call& call) const {
    cph::Finding f;
    f.rule = id;
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "no_reference";
    call.report(f);
  }
};

}  // namespace face_match

CERTPHOTO_PLUGIN("certphoto.face_match", "1.0.0", "certphoto", "Apache-2.0", face_match::Embed,
                 face_match::Alone)
