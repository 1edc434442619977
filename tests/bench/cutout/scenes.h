// Photos of which the opacity is known by construction: cut-outs of real people before walls that are made
// here.
#ifndef CERTPHOTO_BENCH_CUTOUT_SCENES_H
#define CERTPHOTO_BENCH_CUTOUT_SCENES_H

#include <filesystem>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "matte.h"

namespace bench {

struct Person {
  std::string name;
  cv::Mat colour;  // CV_8UC3, RGB, the person's own colour, wherever opacity > 0
  cv::Mat alpha;   // CV_8U
  background::Face face;
  bool held_out = false;  // neither the refiner nor the constants were tuned on this person
};

// The portraits of `london` (neutral) and `canada` below `data`, sorted.
[[nodiscard]] std::vector<std::filesystem::path> portraits(const std::filesystem::path& data);

// RGB, or an empty picture.
[[nodiscard]] cv::Mat read_rgb(const std::filesystem::path& file);

// From the landmark file beside a portrait.
[[nodiscard]] std::optional<background::Face> face_of(const std::filesystem::path& portrait);

// As in scripts/train/person_refiner/samples.py: a fifth of the people, by checksum of the name up to "_".
[[nodiscard]] bool held_out(const std::string& name);

// Names of the walls: plain, graded, shadow, textured, noisy, like the hair, like the clothes, scene.
[[nodiscard]] const std::vector<std::string>& wall_names();

// CV_8UC3 of the person's size. The same name, person and seed give the same wall.
[[nodiscard]] cv::Mat make_wall(const std::string& name, const Person& person, unsigned seed);

// colour over wall, then sensor noise and JPEG as a phone writes it.
[[nodiscard]] cv::Mat compose(const Person& person, const cv::Mat& wall, unsigned seed);

}  // namespace bench

#endif
