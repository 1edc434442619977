// A renderer in a real library, run by the engine: wrong use first, then the work.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "engine/engine.h"
#include "engine/imaging/encode_png.h"

namespace certphoto {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Outputs in memory; only closed ones count.
class Shelf : public RendererOutputs {
 public:
  Result<std::uint32_t> Open(std::string_view role, std::uint32_t number,
                             std::string_view extension) override {
    names_.push_back(std::string(role) + std::to_string(number) + "." + std::string(extension));
    open_.emplace_back();
    return static_cast<std::uint32_t>(names_.size() - 1);
  }
  Status Write(std::uint32_t output, std::span<const std::uint8_t> bytes) override {
    if (full) return Error{ErrorCode::kIo, "the disk is full"};
    open_[output].append(bytes.begin(), bytes.end());
    return {};
  }
  Status Close(std::uint32_t output) override {
    done[names_[output]] = open_[output];
    return {};
  }
  std::map<std::string, std::string> done;
  bool full = false;

 private:
  std::vector<std::string> names_, open_;
};

class Photos : public RendererItems {
 public:
  struct Photo {
    std::map<std::string, std::string, std::less<>> texts;
    std::vector<std::uint8_t> bytes;
  };
  std::uint64_t size() const override { return all.size(); }
  const std::string* Text(std::uint64_t item, std::string_view key) const override {
    const auto it = all[item].texts.find(key);
    return it == all[item].texts.end() ? nullptr : &it->second;
  }
  Result<std::vector<std::uint8_t>> Bytes(std::uint64_t item) override { return all[item].bytes; }
  std::vector<Photo> all;
};

std::vector<std::uint8_t> Png(int width, int height) {
  Allocator allocator(std::make_shared<BufferPool>());
  auto image = allocator.NewImage(CPH_FORMAT_RGB8, width, height);
  std::fill_n((*image)->pixels, (*image)->stride_bytes * height, std::uint8_t{120});
  auto png = EncodePng(**image);
  return png ? *png : std::vector<std::uint8_t>();
}

class RendererTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto installation = Installation::Find();
    installation.data = std::filesystem::path(CERTPHOTO_BUILD_DIR) / "share/certphoto";
    installation.plugin_folders = {RENDERER_FIXTURES};
    auto engine = Engine::Open(installation, [](int, const std::string&) {});
    ASSERT_TRUE(engine) << engine.error().message;
    engine_ = std::move(*engine);
  }
  static void TearDownTestSuite() { engine_.reset(); }

  // `params`: the text of a YAML map.
  Status Render(const std::string& params, const std::string& operation = "test.contact_list") {
    Diagnostics problems;
    RendererRequest request;
    request.operation = operation;
    auto map = LoadYamlText(params, "params", problems);
    if (map)
      for (const auto& entry : map->Entries())
        request.params.push_back({entry.key, entry.key_place, entry.value});
    request.items = &photos;
    request.outputs = &shelf;
    request.attachments = attachments;
    request.on_finding = [&](std::optional<std::uint64_t> item, const Finding& finding) {
      findings.push_back((item ? std::to_string(*item) : "document") + " " + finding.rule + " " +
                         finding.text.en);
    };
    return engine_->Render(request, problems);
  }

  static std::unique_ptr<Engine> engine_;
  Photos photos;
  Shelf shelf;
  std::map<std::string, std::vector<std::uint8_t>, std::less<>> attachments;
  std::vector<std::string> findings;
};
std::unique_ptr<Engine> RendererTest::engine_;

TEST_F(RendererTest, RefusesWhatIsWrongBeforeAnythingRuns) {
  const struct {
    const char *params, *operation, *expected;
  } table[] = {
      {"mode: list", "test.contact_lost", "did you mean 'test.contact_list'"},
      {"mood: list", "test.contact_list", "did you mean 'mode'"},
      {"mode: lust", "test.contact_list", "did you mean 'list'"},
  };
  for (const auto& row : table) {
    const auto status = Render(row.params, row.operation);
    ASSERT_FALSE(status);
    EXPECT_THAT(status.error().message, HasSubstr(row.expected));
  }
  EXPECT_TRUE(shelf.done.empty());
}

TEST_F(RendererTest, MisuseOfTheExtensionIsAnErrorOfTheRun) {
  photos.all = {{{}, Png(20, 30)}};
  const struct {
    const char *mode, *expected;
  } table[] = {
      {"unknown-item", "item"},   {"undeclared-rule", "refused"}, {"write-closed", "output"},
      {"many-outputs", "output"}, {"bad-role", "output"},         {"throw", "the renderer broke"},
  };
  for (const auto& row : table) {
    const auto status = Render("mode: " + std::string(row.mode));
    ASSERT_FALSE(status) << row.mode;
    EXPECT_THAT(status.error().message, HasSubstr(row.expected)) << row.mode;
  }
}

TEST_F(RendererTest, ListsItemsInOrderWithTextsFilesAndFindings) {
  photos.all = {{{{"name", "王"}}, Png(20, 30)}, {{}, {1, 2, 3}}, {{{"name", "李"}}, Png(40, 50)}};
  attachments["footer"] = {'e', 'n', 'd'};
  ASSERT_TRUE(Render("separator: ' = '"));
  EXPECT_EQ(shelf.done["list0.txt"], "王 = 20x30 file\nnobody = unreadable\n李 = 40x50 file\nend");
  EXPECT_THAT(findings, ElementsAre("0 output.format 20 pixels wide", "2 output.format 40 pixels wide",
                                    "document output.format "));
}

TEST_F(RendererTest, AnOutputThatIsNotClosedDoesNotComeIntoBeing) {
  photos.all = {{{}, Png(20, 30)}};
  ASSERT_TRUE(Render("mode: never-close"));
  EXPECT_TRUE(shelf.done.empty());
}

TEST_F(RendererTest, AFullDiskIsNamedWhateverTheRendererSaysOfIt) {
  photos.all = {{{}, Png(20, 30)}};
  shelf.full = true;
  const auto status = Render("mode: list");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kIo);
  EXPECT_EQ(status.error().message, "the disk is full");
}

TEST_F(RendererTest, GivesEveryReferenceBack) {
  photos.all = {{{}, Png(20, 30)}, {{}, {9}}};
  const auto before = LiveReferences();
  ASSERT_TRUE(Render("mode: list"));
  EXPECT_EQ(LiveReferences(), before);
}

}  // namespace
}  // namespace certphoto
