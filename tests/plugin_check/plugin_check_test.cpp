// Each planted fault is found by the group meant for it, and a plugin without fault by none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Group {
  const char* name;
  std::vector<const char*> faults;
};
void PrintTo(const Group& row, std::ostream* out) {
  *out << row.name;
}

const Group kGroups[] = {
    {"load",
     {"crash_at_exit", "crash_in_deinit", "crash_in_init", "exits_on_load", "init_fails", "other_major",
      "second_symbol"}},
    {"tables",
     {"default_out_of_range", "endless_operations", "note_in_one_language", "same_operation_twice",
      "undocumented_parameter", "unknown_rule"}},
    {"parameters", {"crash_at_the_limit", "lying_table", "reads_behind_values"}},
    {"images",
     {"crash_on_one_pixel", "exception", "ignores_stride", "internal_on_small", "large_stack",
      "reads_past_the_end", "writes_before_output", "writes_behind_output", "writes_to_input"}},
    {"evidence",
     {"confidence_of_two", "crash_without_face", "infinite_value", "nan_value", "note_without_argument",
      "renderer_needs_somebody", "renderer_never_closes", "renderer_one_too_many",
      "renderer_trusts_the_files", "region_off_the_picture", "silent", "undeclared_fact",
      "undeclared_fact_put", "undeclared_note", "undeclared_rule"}},
    {"references",
     {"borrowed_given_back", "given_back_twice", "keeps_the_call", "leaked_image", "leaked_reference",
      "renderer_keeps_items", "used_after_giving_back"}},
    {"cancellation", {"ignores_cancellation", "leaks_when_cancelled", "never_asks"}},
    {"old-host", {"copies_the_table", "newer_member"}},
    {"determinism",
     {"by_thread", "changes_on_second_run", "random", "remembers_the_last_photo", "renderer_dates_its_list",
      "time_bomb", "unwritten_pixels"}},
    {"process",
     {"changes_locale", "changes_rounding", "ends_the_process", "hangs", "keeps_file_open", "leaks_memory",
      "own_thread", "prints", "signal_handler", "writes_file"}},
};

// What the tool printed, one report for each library.
std::map<std::string, Json> Check(const std::string& arguments) {
  const std::string command = std::string(PLUGIN_CHECK) + " --format json " + arguments;
  std::map<std::string, Json> reports;
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string text;
  for (std::array<char, 4096> chunk; std::size_t n = std::fread(chunk.data(), 1, chunk.size(), pipe);)
    text.append(chunk.data(), n);
  ::pclose(pipe);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    auto report = Json::parse(line, nullptr, false);
    if (report.is_discarded()) {
      ADD_FAILURE() << line;
      continue;
    }
    reports[fs::path(report["library"].get<std::string>()).stem().string()] = report;
  }
  return reports;
}

class PlantedFaults : public testing::TestWithParam<Group> {};

TEST_P(PlantedFaults, AreFoundByTheGroupMeantForThem) {
  std::string arguments = "--timeout 10 --group " + std::string(GetParam().name);
  for (const char* fault : GetParam().faults)
    if (std::string(fault) != "hangs")
      arguments += ' ' + (fs::path(FAULTS) / (std::string(fault) + ".so")).string();
  auto reports = Check(arguments);
  if (std::string(GetParam().name) == "process")
    reports.merge(Check("--timeout 1 --group process " FAULTS "/hangs.so"));
  for (const char* fault : GetParam().faults) {
    ASSERT_TRUE(reports.contains(fault)) << fault;
    EXPECT_GT(reports[fault]["failed"], 0) << fault << " was not found";
  }
}

INSTANTIATE_TEST_SUITE_P(Groups, PlantedFaults, testing::ValuesIn(kGroups), [](const auto& info) {
  std::string name = info.param.name;
  std::erase(name, '-');
  return name;
});

TEST(PluginCheck, EveryPlantedFaultIsInTheTable) {
  std::size_t planted = 0, listed = 0;
  for (const auto& entry : fs::directory_iterator(FAULTS)) planted += entry.path().extension() == ".so";
  for (const auto& group : kGroups) listed += group.faults.size();
  EXPECT_EQ(planted, listed + 2);  // and the two without
  EXPECT_GE(listed, 30u);
}

// All groups of all of ours take minutes: scripts/check-plugins.
TEST(PluginCheck, OursPassTheQuickGroups) {
  std::string libraries;
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(CERTPHOTO_BUILD_DIR "/lib/certphoto/plugins"))
    if (entry.path().extension() == ".so") {
      libraries += ' ' + entry.path().string();
      ++count;
    }
  const auto reports = Check("--group load --group tables --group references" + libraries);
  EXPECT_EQ(reports.size(), count);
  for (const auto& [name, report] : reports) EXPECT_EQ(report["failed"], 0) << report.dump(1);
}

TEST(PluginCheck, APluginWithoutFaultPasses) {
  const auto reports = Check(FAULTS "/none.so " FAULTS "/renderer_without_fault.so");
  for (const char* name : {"none", "renderer_without_fault"}) {
    ASSERT_TRUE(reports.contains(name));
    EXPECT_EQ(reports.at(name)["failed"], 0) << reports.at(name).dump(1);
    EXPECT_GT(reports.at(name)["cases"], 25);
  }
}

}  // namespace
