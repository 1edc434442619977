// A drawn person with known opacity, for the tests here: head, neck, shoulders, strands of hair.
#ifndef CERTPHOTO_BACKGROUND_DRAWN_PERSON_H
#define CERTPHOTO_BACKGROUND_DRAWN_PERSON_H

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "matte.h"

namespace background::test {

struct Look {
  const char* name;
  cv::Scalar wall, hair, clothes;
  double strands = 0;       // how many hairs stand off the head
  double hair_reach = 0.0;  // how far the hair goes beyond the skull, of the head's half width; 0: bald
  bool scarf = false;       // cloth round the head instead of hair
  bool hat = false;         // felt with a brim, kept under an exemption
  bool glasses = false;     // dark frames whose hinges stand out beside the head
};

struct Drawn {
  cv::Mat photo;  // CV_8UC3
  cv::Mat truth;  // CV_32F, 0..1
  cv::Mat mask;   // CV_32F 384x384: what the network would say, soft and a few pixels off
  Face face;
};

// Everything is drawn four times too large and averaged, so that edges have the opacity of a lens's.
inline Drawn draw_person(const Look& look, cv::Size size, bool noise = true) {
  constexpr int kOver = 4;
  const cv::Size large = size * kOver;
  const double w = large.width, h = large.height;
  const cv::Point centre(int(0.5 * w), int(0.42 * h));
  const double rx = 0.17 * w, ry = 0.21 * h;
  const cv::Scalar skin(205, 160, 140), full(255);
  const cv::Point chest(int(0.5 * w), int(1.06 * h));
  const cv::Size shoulders(int(0.42 * w), int(0.34 * h)), skull{int(rx), int(ry)};
  const bool bald = look.hair_reach == 0 && !look.scarf;
  cv::Mat cover = cv::Mat::zeros(large, CV_8U);
  cv::ellipse(cover, chest, shoulders, 0, 0, 360, full, -1);
  cv::rectangle(cover, {int(0.42 * w), int(0.5 * h)}, {int(0.58 * w), int(0.78 * h)}, full, -1);
  cv::ellipse(cover, centre, skull, 0, 0, 360, full, -1);
  const double grow = 1 + (look.scarf ? 0.18 : look.hair_reach);
  if (!bald)
    cv::ellipse(cover, {centre.x, int(centre.y - 0.02 * h)}, {int(rx * grow), int(ry * grow)}, 0, 0, 360,
                full, -1);
  // Of the hat the crown and the brim, of the glasses the bar from hinge to hinge; both on `cover` and
  // `person`.
  const auto draw_worn = [&](cv::Mat& on, const cv::Scalar& hat, const cv::Scalar& frames, int beyond) {
    const cv::Point brim(centre.x, int(centre.y - 0.62 * ry));
    if (look.hat) {
      cv::ellipse(on, brim, {int(1.6 * rx) + beyond, int(0.14 * ry) + beyond}, 0, 0, 360, hat, -1);
      cv::ellipse(on, brim, {int(1.02 * rx) + beyond, int(0.85 * ry) + beyond}, 0, 180, 360, hat, -1);
    }
    if (look.glasses) {
      const int reach = int((1.06 + look.hair_reach) * rx) + beyond, half = int(0.035 * ry) + beyond;
      cv::rectangle(on, {centre.x - reach, centre.y - half}, {centre.x + reach, centre.y + half}, frames, -1);
    }
  };
  draw_worn(cover, full, full, 0);
  cv::RNG rng(7);
  for (int i = 0; i < look.strands; ++i) {
    const double angle = rng.uniform(CV_PI * 0.9, CV_PI * 2.1), bend = rng.uniform(-0.5, 0.5);
    const double start = 1 + look.hair_reach, length = rng.uniform(0.05, 0.16);
    cv::Point last;
    for (int k = 0; k <= 12; ++k) {
      const double t = k / 12.0, a = angle + bend * t, out = start - 0.05 + length * t;
      const cv::Point p(int(centre.x + rx * out * std::cos(a)), int(centre.y + ry * out * std::sin(a)));
      if (k > 0) cv::line(cover, last, p, full, 5);
      last = p;
    }
  }
  // Colours reach beyond the outline, so that only `cover` decides what is person.
  cv::Mat person(large, CV_8UC3, look.hair);
  cv::ellipse(person, chest, shoulders + cv::Size(40, 40), 0, 0, 360, look.clothes, -1);
  cv::rectangle(person, {0, int(0.8 * h)}, {int(w), int(h)}, look.clothes, -1);
  cv::rectangle(person, {int(0.4 * w), int(0.55 * h)}, {int(0.6 * w), int(0.74 * h)}, skin, -1);
  cv::ellipse(person, centre, bald ? skull + cv::Size(40, 40) : cv::Size(int(rx * 0.86), int(ry * 0.9)), 0, 0,
              360, skin, -1);
  draw_worn(person, {70, 58, 50}, {20, 20, 24}, 12);

  cv::Mat alpha, fore;
  cv::resize(cover, alpha, size, 0, 0, cv::INTER_AREA);
  alpha.convertTo(alpha, CV_32F, 1 / 255.0);
  cv::resize(person, fore, size, 0, 0, cv::INTER_AREA);
  Drawn out;
  out.truth = alpha;
  out.photo.create(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      // The wall's light falls off to the right and downwards by a tenth.
      const double light = 1 - 0.06 * x / size.width - 0.04 * y / size.height;
      const float a = alpha.at<float>(y, x);
      const auto& f = fore.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        const double v = a * f[c] + (1 - a) * look.wall[c] * light + (noise ? rng.gaussian(1.5) : 0.0);
        out.photo.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<std::uint8_t>(v);
      }
    }
  // The network: no strands, soft over several of its pixels, two pixels off to one side.
  cv::Mat opened, net;
  cv::resize(alpha, net, {384, 384}, 0, 0, cv::INTER_AREA);
  cv::morphologyEx(net, opened, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_ELLIPSE, {7, 7}));
  cv::Mat shift = (cv::Mat_<double>(2, 3) << 1, 0, 1.0, 0, 1, -0.7);
  cv::warpAffine(opened, opened, shift, opened.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  cv::GaussianBlur(opened, out.mask, {0, 0}, 2.0);
  out.face.box =
      cv::Rect2d((centre.x - rx) / kOver, (centre.y - 0.4 * ry) / kOver, 2 * rx / kOver, 1.3 * ry / kOver);
  return out;
}

// The same person before coloured blocks instead of the wall.
inline Drawn before_a_scene(Drawn drawn, const cv::Scalar& wall) {
  cv::RNG rng(11);
  cv::Mat blocks(12, 9, CV_8UC3), scene;
  rng.fill(blocks, cv::RNG::UNIFORM, 0, 256);
  cv::resize(blocks, scene, drawn.photo.size(), 0, 0, cv::INTER_NEAREST);
  for (int y = 0; y < scene.rows; ++y)
    for (int x = 0; x < scene.cols; ++x) {
      const float away = 1 - drawn.truth.at<float>(y, x);
      auto& pixel = drawn.photo.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] =
            cv::saturate_cast<std::uint8_t>(pixel[c] + away * (scene.at<cv::Vec3b>(y, x)[c] - wall[c]));
    }
  return drawn;
}

}  // namespace background::test

#endif
