// The cut-out against the truth, and its time against the size of the photo.
//
//   bench-cutout                     quality on composites of known opacity, and milliseconds per photo size
//   bench-cutout --held-out          the same on people whom the training of the weights has not seen: a
//                                    sixth of the time
//   bench-cutout --speed             milliseconds per photo size only
//   bench-cutout --sheet FILE.png    contact sheet: every neutral london portrait on blue, white and red, its
//                                    hairline, sides and shoulder at 200 %; for the eye, never committed
//
// Needs the project's data: the folder in CERTPHOTO_DATA, else ../shared/data beside the source.

#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "foreground.h"
#include "measures.h"
#include "networks.h"
#include "scenes.h"

namespace bench {
namespace {

namespace fs = std::filesystem;
using background::Paint;

constexpr Paint kPaints[] = {{100, 197, 255}, {255, 255, 255}, {214, 40, 40}};
constexpr const char* kPaintNames[] = {"blue", "white", "red"};

// Of each photo size the fastest counts: a shared machine is slowed down for seconds at a time.
constexpr int kRuns = 60;

// Of this thread alone, so that a busy machine changes little.
double cpu_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return 1e3 * double(t.tv_sec) + 1e-6 * double(t.tv_nsec);
}

background::MatteInput input_of(const Networks& networks, const cv::Mat& photo,
                                const std::optional<background::Face>& face) {
  background::MatteInput input;
  input.photo = photo;
  input.face = face;
  input.look_closer = [&networks, photo](const cv::Rect& part) {
    const background::Working working = background::working_picture(photo(part));
    return networks.refine(working.picture, networks.segment(working));
  };
  return input;
}

cv::Mat cut(const Networks& networks, const cv::Mat& photo, const std::optional<background::Face>& face) {
  background::MatteInput input = input_of(networks, photo, face);
  input.working = background::working_picture(photo);
  input.network = networks.segment(input.working);
  input.mask = networks.refine(input.working.picture, input.network);
  cv::Mat matte(photo.size(), CV_8U);
  (void)background::solve_matte(input, matte);
  return matte;
}

// A portrait cut from its own near-uniform wall, half size: noise and JPEG of the original are averaged away.
std::optional<Person> person_of(const Networks& networks, const fs::path& file) {
  const cv::Mat full = read_rgb(file);
  auto face = face_of(file);
  if (full.empty() || !face) return std::nullopt;
  Person person;
  person.name = file.stem().string();
  person.held_out = held_out(person.name);
  const cv::Mat matte = cut(networks, full, face);
  cv::Mat rgba(full.size(), CV_8UC4), half;
  background::cut_out(full, matte, rgba);
  cv::cvtColor(rgba, half, cv::COLOR_RGBA2RGB);
  cv::resize(half, person.colour, {}, 0.5, 0.5, cv::INTER_AREA);
  cv::resize(matte, person.alpha, {}, 0.5, 0.5, cv::INTER_AREA);
  person.face.box = cv::Rect2d(face->box.tl() * 0.5, face->box.br() * 0.5);
  return person;
}

struct Sums {
  MatteScore matte;
  double fringe[3] = {};
  int n = 0;
  void add(const MatteScore& m, const double* f) {
    matte.sad += m.sad, matte.mse += m.mse, matte.gradient += m.gradient, matte.iou += m.iou;
    matte.boundary_iou += m.boundary_iou;
    for (int i = 0; i < 3; ++i) fringe[i] += f[i];
    ++n;
  }
  void print(const char* what) const {
    std::printf("| %-24s | %4d | %6.2f | %8.5f | %7.3f | %.4f | %.4f | %5.2f | %5.2f | %5.2f |\n", what, n,
                matte.sad / n, matte.mse / n, matte.gradient / n, matte.iou / n, matte.boundary_iou / n,
                fringe[0] / n, fringe[1] / n, fringe[2] / n);
  }
};

// What was aimed at and what came out.
void print_aims(const Sums& network, const Sums& ours) {
  double fringe = 0, blended = 0;
  for (int i = 0; i < 3; ++i)
    fringe += ours.fringe[i] / 3 / ours.n, blended += network.fringe[i] / 3 / network.n;
  std::printf("\n| aim | reached |\n|---|---|\n");
  std::printf("| fringe at most 3 | %.2f |\n", fringe);
  std::printf("| fringe a third of the network's mask blended plainly | 1/%.1f |\n", blended / fringe);
  std::printf("| mean square error a fifth of the network's | 1/%.1f |\n",
              network.matte.mse / ours.matte.mse);
  std::printf("| mean IoU 0.975 | %.4f |\n", ours.matte.iou / ours.n);
  std::printf("| mean boundary IoU 0.80 | %.4f |\n", ours.matte.boundary_iou / ours.n);
}

void quality(const Networks& networks, const std::vector<fs::path>& files, bool held_out_only) {
  std::map<std::string, Sums> ours, plain;
  Sums ours_all, plain_all, blended_all, ours_new, plain_new, stretch, letterbox;
  unsigned seed = 0;
  for (const auto& file : files) {
    if (held_out_only && !held_out(file.stem().string())) continue;
    const auto person = person_of(networks, file);
    if (!person) continue;
    for (const auto& name : wall_names()) {
      ++seed;
      const cv::Mat photo = compose(*person, make_wall(name, *person, seed), seed);
      const background::Working working = background::working_picture(photo);
      cv::Mat mask;
      cv::resize(networks.segment(working), mask, photo.size(), 0, 0, cv::INTER_LINEAR);
      const cv::Mat matte = cut(networks, photo, person->face);
      double own[3], blend[3], own_blend[3];
      for (int i = 0; i < 3; ++i) {
        const cv::Mat want = over(person->colour, person->alpha, kPaints[i]);
        cv::Mat got(photo.size(), CV_8UC3);
        background::recolour(photo, matte, kPaints[i], got);
        own[i] = fringe(got, want, person->alpha);
        own_blend[i] = fringe(over(photo, matte, kPaints[i]), want, person->alpha);
        blend[i] = fringe(over(photo, mask, kPaints[i]), want, person->alpha);
      }
      const MatteScore a = score(matte, person->alpha), b = score(mask, person->alpha);
      ours[name].add(a, own), plain[name].add(b, blend);
      ours_all.add(a, own), plain_all.add(b, blend), blended_all.add(a, own_blend);
      if (person->held_out) ours_new.add(a, own), plain_new.add(b, blend);
      if (photo.cols != photo.rows) {
        cv::Mat boxed;
        cv::resize(networks.segment(working, Networks::Fit::kLetterbox), boxed, photo.size(), 0, 0,
                   cv::INTER_LINEAR);
        const double none[3] = {};
        stretch.add(b, none), letterbox.add(score(boxed, person->alpha), none);
      }
    }
  }
  std::printf(
      "| wall, method              |    n |  SAD/k |      MSE |  grad/k |    IoU | bIoU 6 |  blue | white |  "
      " red |\n");
  std::printf("|---|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& name : wall_names()) {
    plain[name].print((name + ", network").c_str());
    ours[name].print((name + ", cut-out").c_str());
  }
  plain_all.print("all, network");
  blended_all.print("all, cut-out blended");
  ours_all.print("all, cut-out");
  if (ours_new.n > 0) plain_new.print("held out, network"), ours_new.print("held out, cut-out");
  if (stretch.n > 0) stretch.print("3:4, stretched"), letterbox.print("3:4, letterboxed");
  if (ours_all.n > 0) print_aims(plain_all, ours_all);
}

void speed(const Networks& networks, const char* wall, const cv::Mat& photo,
           const std::optional<background::Face>& face) {
  std::printf(
      "\n%s\n\n| photo | MP | network ms | refiner ms | shrink ms | solve ms | recolour ms | all ms "
      "| ms per MP |\n|---|---|---|---|---|---|---|---|---|\n",
      wall);
  for (const cv::Size size :
       {cv::Size(480, 640), {750, 1000}, {1225, 1633}, {1500, 2000}, {2121, 2828}, {3000, 4000}}) {
    const double s = std::min(double(photo.cols) / size.width, double(photo.rows) / size.height);
    cv::Mat picture;
    cv::resize(photo(cv::Rect(int(photo.cols - s * size.width) / 2, int(photo.rows - s * size.height) / 2,
                              int(s * size.width), int(s * size.height))),
               picture, size, 0, 0, cv::INTER_CUBIC);
    std::optional<background::Face> here = face;
    if (here) {
      const cv::Point2d corner((photo.cols - s * size.width) / 2, (photo.rows - s * size.height) / 2);
      here->box = cv::Rect2d((here->box.tl() - corner) / s, (here->box.br() - corner) / s);
    }
    double best[5] = {1e9, 1e9, 1e9, 1e9, 1e9};
    cv::Mat matte(size, CV_8U), out(size, CV_8UC3);  // the host's blocks, used again from photo to photo
    for (int k = 0; k < kRuns; ++k) {
      const auto timed = [&](int i, const auto& work) {
        const double before = cpu_ms();
        work();
        best[i] = std::min(best[i], cpu_ms() - before);
      };
      background::MatteInput input = input_of(networks, picture, here);
      timed(1, [&] { input.working = background::working_picture(picture); });
      timed(0, [&] { input.network = networks.segment(input.working); });
      timed(2, [&] { input.mask = networks.refine(input.working.picture, input.network); });
      timed(3, [&] { (void)background::solve_matte(input, matte); });
      timed(4, [&] { background::recolour(picture, matte, kPaints[0], out); });
    }
    std::printf("| %dx%d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |\n", size.width,
                size.height, double(size.area()) / 1e6, best[0], best[2], best[1], best[3], best[4],
                best[0] + best[1] + best[2] + best[3] + best[4],
                (best[0] + best[1] + best[2] + best[3] + best[4]) / (double(size.area()) / 1e6));
  }
}

// Where colour tells person from wall, and where the head is looked at twice.
void speeds(const Networks& networks, const fs::path& file) {
  speed(networks, "As photographed, before a plain wall:", read_rgb(file), face_of(file));
  if (const auto person = person_of(networks, file))
    speed(networks, "Before a scene; the second look is part of solving:",
          compose(*person, make_wall("scene", *person, 1), 1), person->face);
}

// Hairline, both sides of the head, both sides of the neck, a shoulder: 200 % of the photo's pixels, colours
// in turn.
cv::Mat details(const cv::Mat& matte, const cv::Mat (&on)[3], const background::Face& face) {
  constexpr int kSide = 200;
  const auto& b = face.box;
  const double x[] = {b.x + b.width / 2, b.x, b.br().x, b.x, b.br().x, b.x - 0.7 * b.width};
  const double y[] = {0, b.y + 0.2 * b.height, b.y + 0.2 * b.height, b.br().y, b.br().y, double(matte.rows)};
  int top = 0;
  while (top + 1 < matte.rows && cv::countNonZero(matte.row(top) > 127) == 0) ++top;
  std::vector<cv::Mat> cells;
  for (int i = 0; i < 6; ++i) {
    const double cy = i == 0 ? top + 0.3 * kSide : y[i];
    const int left = std::clamp(int(x[i]) - kSide / 2, 0, matte.cols - kSide);
    const int upper = std::clamp(int(cy) - kSide / 2, 0, matte.rows - kSide);
    cv::Mat cell;
    cv::resize(on[i % 3](cv::Rect(left, upper, kSide, kSide)), cell, {}, 2, 2, cv::INTER_CUBIC);
    cells.push_back(cell);
  }
  cv::Mat row;
  cv::hconcat(cells, row);
  return row;
}

int sheet(const Networks& networks, const std::vector<fs::path>& files, const char* out) {
  std::vector<cv::Mat> rows;
  for (const auto& file : files) {
    const auto face = face_of(file);
    if (!face || file.string().find("london") == std::string::npos) continue;
    const cv::Mat photo = read_rgb(file), matte = cut(networks, photo, face);
    cv::Mat on[3];
    for (int i = 0; i < 3; ++i) {
      on[i].create(photo.size(), CV_8UC3);
      background::recolour(photo, matte, kPaints[i], on[i]);
    }
    rows.push_back(details(matte, on, *face));
  }
  if (rows.empty()) return 1;
  cv::Mat all, bgr;
  cv::vconcat(rows, all);
  cv::cvtColor(all, bgr, cv::COLOR_RGB2BGR);
  return cv::imwrite(out, bgr) ? 0 : 1;
}

int run(int argc, char** argv) {
  cv::setNumThreads(1);
  const char* set = std::getenv("CERTPHOTO_DATA");
  const fs::path data = set != nullptr ? fs::path(set) : fs::path(CERTPHOTO_SOURCE_DIR) / "../shared/data";
  const auto files = portraits(data);
  if (files.empty()) {
    std::fprintf(stderr,
                 "no portraits in %s: set CERTPHOTO_DATA to the folder that holds london and canada\n",
                 data.c_str());
    return 2;
  }
  const Networks networks(fs::path(CERTPHOTO_SOURCE_DIR) / "configs/models.yaml",
                          fs::path(CERTPHOTO_DEPS) / "models");
  if (argc == 3 && std::string(argv[1]) == "--sheet") return sheet(networks, files, argv[2]);
  if (argc == 2 && std::string(argv[1]) == "--speed") return speeds(networks, files.back()), 0;
  quality(networks, files, argc == 2 && std::string(argv[1]) == "--held-out");
  speeds(networks, files.back());
  return 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  // As the engine sets them: large blocks are kept, not given back and faulted in again.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
  try {
    return bench::run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench-cutout: %s\n", e.what());
    return 1;
  }
}
