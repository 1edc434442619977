// A renderer as small as one can be, and the misuses that the host has to survive.
#include <certphoto/renderer.hpp>

namespace {

constexpr auto kModes = cph::list("list", "unknown-item", "undeclared-rule", "write-closed", "never-close",
                                  "many-outputs", "bad-role", "throw");

cph::Finding Verdict(const char* rule, int32_t verdict) {
  cph::Finding finding;
  finding.rule = rule;
  finding.verdict = verdict;
  return finding;
}

struct ContactList {
  static constexpr auto kind = CPH_KIND_RENDERER;
  static constexpr auto id = "test.contact_list";
  static constexpr auto summary = "One line of text for each item";
  static constexpr auto params = std::array{cph::choice("mode", "list", kModes.data(), "what to do"),
                                            cph::text("separator", " ", "between name and size")};
  static constexpr auto rules = std::array{cph::rule("output.format")};
  static constexpr auto notes = std::array{cph::note("small", "{width} 像素", "{width} pixels wide")};

  explicit ContactList(cph::Setup& setup) : mode_(setup.text("mode")), separator_(setup.text("separator")) {}

  void run(cph::Call& call) {
    cph::Job job(call);
    if (mode_ == "unknown-item") (void)job.image(job.size());
    if (mode_ == "bad-role") (void)job.open("../etc", 0, "pdf");
    if (mode_ == "throw") throw std::runtime_error("the renderer broke");
    if (mode_ == "many-outputs")
      for (std::uint32_t i = 0; i <= CPH_RENDERER_OPEN_OUTPUTS; ++i) (void)job.open("sheet", i, "png");
    if (mode_ == "undeclared-rule") job.report(0, Verdict("background.single", CPH_VERDICT_PASS));
    auto out = job.open("list", 0, "txt");
    if (mode_ == "write-closed") {
      job.open("list", 1, "txt").close();
      cph::Output closed(
          static_cast<const cph_renderer_host*>(call.host().get_extension(&call.host(), CPH_EXT_RENDERER)),
          call.raw(), 1);
      closed.write("late");
    }
    for (std::uint64_t i = 0; i < job.size(); ++i) List(job, i, out);
    if (auto footer = job.attachment("footer"); footer) out.write(footer.values<std::uint8_t>());
    if (mode_ != "never-close") out.close();
    call.report(Verdict("output.format", CPH_VERDICT_PASS));
  }

 private:
  void List(cph::Job& job, std::uint64_t item, cph::Output& out) {
    const auto name = job.text(item, "name").value_or("nobody");
    cph::Image image;
    if (job.try_image(item, image) != CPH_OK) {
      out.write(std::string(name) + separator_ + "unreadable\n");
      return;
    }
    const auto bytes = job.file(item).values<std::uint8_t>().size();
    out.write(std::string(name) + separator_ + std::to_string(image.width()) + "x" +
              std::to_string(image.height()) + " " + (bytes > 0 ? "file" : "empty") + "\n");
    auto finding = Verdict("output.format", CPH_VERDICT_REVIEW);
    finding.note = "small";
    finding.args = {{"width", "", double(image.width())}};
    job.report(item, finding);
  }

  std::string mode_, separator_;
};

}  // namespace

CERTPHOTO_PLUGIN("test.contact_list", "1.0.0", "certphoto tests", "Apache-2.0", ContactList)
