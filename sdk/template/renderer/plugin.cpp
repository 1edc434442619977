// @ID@.renderer: a text file that lists the finished photos of a job.
#include <certphoto/renderer.hpp>

namespace {

struct Renderer {
  static constexpr auto kind = CPH_KIND_RENDERER;
  static constexpr auto id = "@ID@.renderer";
  static constexpr auto summary = "A list of names and sizes as text";
  static constexpr auto params = std::array{cph::text("title", "photos", "First line of the list")};

  explicit Renderer(cph::Setup& setup) : title_(setup.text("title")) {}

  void run(cph::Call& call) {
    cph::Job job(call);
    auto list = job.open("document", 0, "txt");
    list.write(title_ + '\n');
    for (std::uint64_t i = 0; i < job.size(); ++i) {
      call.throw_if_cancelled();
      const auto photo = job.image(i);
      list.write(std::string(job.text(i, "name").value_or("-")) + "  " + std::to_string(photo.width()) +
                 " x " + std::to_string(photo.height()) + '\n');
    }
    list.close();  // without it the output does not come into being
  }

 private:
  std::string title_;
};

}  // namespace

CERTPHOTO_PLUGIN("@ID@", "0.1.0", "your name", "Apache-2.0", Renderer)
