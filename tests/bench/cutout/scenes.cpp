#include "scenes.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace bench {

namespace fs = std::filesystem;

namespace {

// CRC-32 (IEEE 802.3), bit by bit: what Python's zlib.crc32 gives.
std::uint32_t crc32(const std::string& text) {
  std::uint32_t crc = ~0U;
  for (const char c : text) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

// Mean colour of the person where `rows` of the height says, opaque pixels only.
cv::Scalar person_colour(const Person& person, double from, double to, bool near_edge) {
  cv::Mat opaque = person.alpha >= 250, inner;
  if (near_edge) {
    cv::erode(opaque, inner, cv::getStructuringElement(cv::MORPH_ELLIPSE, {31, 31}));
    opaque &= ~inner;
  }
  opaque.rowRange(0, int(from * opaque.rows)).setTo(0);
  opaque.rowRange(int(to * opaque.rows), opaque.rows).setTo(0);
  return cv::mean(person.colour, opaque);
}

cv::Mat lit(const cv::Size& size, const cv::Scalar& colour, double fall) {
  cv::Mat out(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const double u = 2.0 * x / size.width - 0.8, v = 2.0 * y / size.height - 0.9;
      const double light = 1 - fall * (u * u + v * v);
      for (int c = 0; c < 3; ++c)
        out.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<std::uint8_t>(colour[c] * light);
    }
  return out;
}

cv::Mat scene(const cv::Size& size, cv::RNG& rng) {
  cv::Mat out = lit(size, {rng.uniform(60., 220.), rng.uniform(60., 220.), rng.uniform(60., 220.)}, 0.15);
  for (int i = 0; i < 60; ++i) {
    const cv::Scalar colour(rng.uniform(0, 256), rng.uniform(0, 256), rng.uniform(0, 256));
    const cv::Point at(rng.uniform(0, size.width), rng.uniform(0, size.height));
    const cv::Size extent(rng.uniform(8, size.width / 4), rng.uniform(8, size.height / 4));
    if (i % 3 == 0) cv::ellipse(out, at, extent, rng.uniform(0, 180), 0, 360, colour, -1, cv::LINE_AA);
    if (i % 3 == 1) cv::rectangle(out, cv::Rect(at, extent), colour, -1);
    if (i % 3 == 2) cv::line(out, at, at + cv::Point(extent), colour, rng.uniform(1, 12), cv::LINE_AA);
  }
  cv::GaussianBlur(out, out, {0, 0}, rng.uniform(1.0, 5.0));
  return out;
}

}  // namespace

std::vector<fs::path> portraits(const fs::path& data) {
  std::vector<fs::path> out;
  for (const char* set : {"london", "canada"}) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(data / set, error)) {
      const auto name = entry.path().filename().string();
      if (entry.path().extension() == ".jpg" && name.find("_08") == std::string::npos)
        out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

cv::Mat read_rgb(const fs::path& file) {
  cv::Mat bgr = cv::imread(file.string(), cv::IMREAD_COLOR), rgb;
  if (!bgr.empty()) cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return rgb;
}

std::optional<background::Face> face_of(const fs::path& portrait) {
  std::ifstream in(portrait.parent_path() / "tem" / (portrait.stem().string() + ".tem"));
  int count = 0;
  double x0, y0, x1, y1;  // the pupils come first
  if (!(in >> count >> x0 >> y0 >> x1 >> y1)) return std::nullopt;
  const double d = std::hypot(x1 - x0, y1 - y0), x = (x0 + x1) / 2, y = (y0 + y1) / 2;
  return background::Face{cv::Rect2d(x - 1.1 * d, y - 0.55 * d, 2.2 * d, 2.3 * d)};
}

bool held_out(const std::string& name) {
  return crc32(name.substr(0, name.find('_'))) % 5 == 0;
}

const std::vector<std::string>& wall_names() {
  static const std::vector<std::string> names{"plain", "graded",    "shadow",       "textured",
                                              "noisy", "like hair", "like clothes", "scene"};
  return names;
}

cv::Mat make_wall(const std::string& name, const Person& person, unsigned seed) {
  cv::RNG rng(seed + 17);
  const cv::Size size = person.alpha.size();
  const cv::Scalar paints[] = {{235, 236, 238}, {150, 180, 215}, {120, 150, 110}, {205, 190, 165}};
  const cv::Scalar paint = paints[seed % 4];
  if (name == "graded") return lit(size, paint, 0.22);
  if (name == "like hair") return lit(size, person_colour(person, 0.0, 0.35, true), 0.06);
  if (name == "like clothes") return lit(size, person_colour(person, 0.85, 1.0, true), 0.06);
  if (name == "scene") return scene(size, rng);
  cv::Mat out = lit(size, paint, 0.04);
  if (name == "shadow") {
    cv::Mat shade, moved;
    person.alpha.convertTo(shade, CV_32F, 1 / 255.0);
    const cv::Mat move = (cv::Mat_<double>(2, 3) << 1, 0, 0.05 * size.width, 0, 1, 0.03 * size.height);
    cv::warpAffine(shade, moved, move, size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::GaussianBlur(moved, moved, {0, 0}, 0.012 * size.width);
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x) out.at<cv::Vec3b>(y, x) *= 1 - 0.3 * moved.at<float>(y, x);
  }
  if (name == "textured")
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x) {
        const double wave = 9 * std::sin(x * 0.11) * std::sin(y * 0.09) + rng.gaussian(5);
        for (int c = 0; c < 3; ++c) {
          auto& v = out.at<cv::Vec3b>(y, x)[c];
          v = cv::saturate_cast<std::uint8_t>(v + wave);
        }
      }
  if (name == "noisy") {
    cv::Mat noise(size, CV_16SC3), wide;
    rng.fill(noise, cv::RNG::NORMAL, 0, 12);
    out.convertTo(wide, CV_16SC3);
    cv::Mat(wide + noise).convertTo(out, CV_8UC3);
  }
  return out;
}

cv::Mat compose(const Person& person, const cv::Mat& wall, unsigned seed) {
  cv::RNG rng(seed);
  cv::Mat out(wall.size(), CV_8UC3);
  for (int y = 0; y < out.rows; ++y)
    for (int x = 0; x < out.cols; ++x) {
      const int a = person.alpha.at<std::uint8_t>(y, x);
      const double noise = rng.gaussian(1.5);
      for (int c = 0; c < 3; ++c)
        out.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<std::uint8_t>(
            (a * person.colour.at<cv::Vec3b>(y, x)[c] + (255 - a) * wall.at<cv::Vec3b>(y, x)[c]) / 255.0 +
            noise);
    }
  std::vector<std::uint8_t> bytes;
  cv::Mat bgr, rgb;
  cv::cvtColor(out, bgr, cv::COLOR_RGB2BGR);
  cv::imencode(".jpg", bgr, bytes, {cv::IMWRITE_JPEG_QUALITY, 92});
  cv::cvtColor(cv::imdecode(bytes, cv::IMREAD_COLOR), rgb, cv::COLOR_BGR2RGB);
  return rgb;
}

}  // namespace bench
