// Real libraries built against older, today's and future headers, loaded by today's host.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/engine.h"
#include "engine/imaging/encode_png.h"
#include "engine/pipeline/executor.h"

namespace certphoto {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

const fs::path kFixtures = ABI_FIXTURES;

HostTable& Host() {
  static HostTable host([](int, const std::string&) {});
  return host;
}

std::string RefusalOf(const fs::path& library) {
  auto plugin = LoadPlugin(library, &Host());
  return plugin ? "loaded" : plugin.error().message;
}

TEST(AbiRefusal, MissingFile) {
  EXPECT_THAT(RefusalOf(kFixtures / "nothing.so"), HasSubstr("nothing.so"));
}

TEST(AbiRefusal, FileThatIsNoLibrary) {
  const auto file = fs::temp_directory_path() / "certphoto-abi-text.so";
  std::ofstream(file) << "not a library";
  EXPECT_THAT(RefusalOf(file),
              AllOf(HasSubstr("certphoto-abi-text.so"), HasSubstr("not a loadable library")));
  fs::remove(file);
}

TEST(AbiRefusal, LibraryWithoutEntry) {
  EXPECT_THAT(RefusalOf(kFixtures / "no_entry/no_entry.so"), HasSubstr("exports no 'certphoto_plugin'"));
}

TEST(AbiRefusal, NewerMajorNamesBothVersions) {
  const auto ours = std::to_string(CPH_ABI_MAJOR) + "." + std::to_string(CPH_ABI_MINOR);
  EXPECT_THAT(
      RefusalOf(kFixtures / "newer_major/mean_level_newer_major.so"),
      AllOf(HasSubstr("mean_level_newer_major.so"), HasSubstr("2.0"), HasSubstr(ours), HasSubstr("rebuild")));
}

TEST(AbiRefusal, NewerMinorNamesBothVersions) {
  const auto ours = std::to_string(CPH_ABI_MAJOR) + "." + std::to_string(CPH_ABI_MINOR);
  EXPECT_THAT(RefusalOf(kFixtures / "newer_minor/mean_level_newer_minor.so"),
              AllOf(HasSubstr("1.99"), HasSubstr(ours), HasSubstr("update certphoto")));
}

TEST(AbiRefusal, SecondLibraryWithTheSameIdIsBrokenAndTheFirstStays) {
  const fs::path folders[] = {kFixtures / "old", kFixtures / "today"};
  const auto registry = PluginRegistry::Scan(folders, &Host());
  ASSERT_EQ(registry.plugins().size(), 1u);
  ASSERT_EQ(registry.broken().size(), 1u);
  EXPECT_THAT(registry.broken()[0].reason, HasSubstr("already taken"));
}

TEST(AbiRefusal, FolderThatEverybodyMayWriteTo) {
  const auto folder = fs::temp_directory_path() / "certphoto-abi-open-folder";
  fs::create_directories(folder);
  fs::copy_file(kFixtures / "old/mean_level_1_0.so", folder / "a.so", fs::copy_options::overwrite_existing);
  fs::permissions(folder, fs::perms::all);
  const fs::path folders[] = {folder};
  const auto registry = PluginRegistry::Scan(folders, &Host());
  EXPECT_TRUE(registry.plugins().empty());
  ASSERT_EQ(registry.broken().size(), 1u);
  EXPECT_THAT(registry.broken()[0].reason, HasSubstr("writable by everybody"));
  fs::remove_all(folder);
}

// A grey picture of one level, as a PNG file.
std::vector<std::uint8_t> GreyPhoto(std::uint8_t level) {
  const Allocator allocator(std::make_shared<BufferPool>());
  auto image = allocator.NewImage(CPH_FORMAT_RGB8, 64, 48);
  std::fill_n((*image)->pixels, 64 * 48 * 3, level);
  auto png = EncodePng(**image, 1);
  return png ? *png : std::vector<std::uint8_t>{};
}

constexpr const char* kPipeline = R"(
schema: certphoto/pipeline/1
id: abi
name: {zh: 接口, en: ABI}
description: one check
checks:
  - use: test.mean_level
    with: {gain: 2}
)";

class AbiLoads : public ::testing::TestWithParam<const char*> {};

TEST_P(AbiLoads, AndRunsInAPipeline) {
  auto installation = Installation::Find();
  installation.data = fs::path(CERTPHOTO_BUILD_DIR) / "share/certphoto";
  installation.models = installation.data / "models";
  installation.plugin_folders = {kFixtures / GetParam()};
  auto engine = Engine::Open(installation, [](int, const std::string&) {});
  ASSERT_TRUE(engine) << engine.error().message;
  ASSERT_EQ((*engine)->registry().plugins().size(), 1u);
  auto plan = (*engine)->CompileText(kPipeline, "abi.yaml", {});
  ASSERT_TRUE(plan) << plan.error().message;
  auto executor = Executor::Create(*plan);
  ASSERT_TRUE(executor) << executor.error().message;
  const auto result = (*executor)->Run(GreyPhoto(60), {});
  const auto finding = std::find_if(result.findings.begin(), result.findings.end(),
                                    [](const auto& f) { return f.rule == "light.even"; });
  ASSERT_NE(finding, result.findings.end());
  EXPECT_EQ(finding->verdict, Verdict::kPass);
  EXPECT_DOUBLE_EQ(finding->value.value_or(0), 120.0);
}

INSTANTIATE_TEST_SUITE_P(Versions, AbiLoads, ::testing::Values("old", "today"));

}  // namespace
}  // namespace certphoto
