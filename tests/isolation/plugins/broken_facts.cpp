// An analyzer that crashes, and a check that needs what it would have given.
#include <certphoto/plugin.hpp>
#include <cstdlib>

namespace {

struct Crashes {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "test.crashes";
  static constexpr auto summary = "Crashes";
  static constexpr auto needs = cph::list("source.image/1");
  static constexpr auto gives = cph::list("test.number/1");
  void run(cph::Call&) { std::abort(); }
};

struct Reads {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "test.reads";
  static constexpr auto summary = "Reads the number";
  static constexpr auto needs = cph::list("test.number/1");
  static constexpr auto rules = std::array{cph::rule("image.sharp")};
  void run(cph::Call&) {}
};

struct Breaks {
  static constexpr auto kind = CPH_KIND_TRANSFORM;
  static constexpr auto id = "test.breaks";
  static constexpr auto summary = "Crashes instead of making a picture";
  static constexpr auto needs = cph::list("photo.image/1");
  static constexpr auto gives = cph::list("photo.image/1");
  void run(cph::Call&) { std::abort(); }
};

}  // namespace

CERTPHOTO_PLUGIN("test.broken_facts", "1.0.0", "certphoto tests", "Apache-2.0", Crashes, Reads, Breaks)
