#include "engine/eval/label_map.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/eval/labelled_set.h"

namespace certphoto {
namespace {

const RuleCatalogue& Rules() {
  static const auto rules = [] {
    Diagnostics problems;
    return RuleCatalogue::Load(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/rules", problems);
  }();
  return rules;
}

constexpr auto kHead = "schema: certphoto/eval-map/1\nid: t\n";

std::string ProblemsOf(const std::string& body) {
  Diagnostics problems;
  (void)LoadLabelMapText(kHead + body, "t.yaml", Rules(), problems);
  return problems.ToString();
}

TEST(LabelMap, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "nothing to evaluate"},
      {"unlabelled: pass\n", "must be expected_pass or ignored"},
      {"identity_pairs: true\n", "`person:`"},
      {"rules:\n  - {column: a, broken: [x]}\n", "rule"},
      {"rules:\n  - {rule: glasses.presnet, column: a, broken: [x]}\n", "did you mean 'glasses.present'?"},
      {"rules:\n  - {rule: glasses.present, column: a}\n", "says of no value of 'a'"},
      {"rules:\n  - {rule: glasses.present, broken: [x]}\n", "values of a column"},
      {"rules:\n  - {rule: glasses.present, column: a, broken: [x], holds: [x]}\n", "'x' has two meanings"},
      {"rules:\n  - {rule: glasses.present, column: a, brokn: [x], holds: [y]}\n", "brokn"},
      {"rules:\n  - {rule: glasses.present, column: a, holds: [y], score: {index: -1}}\n", "index"},
      {"rules:\n  - {rule: glasses.present, column: a, holds: [y], score: {fact: f/1, broken_is: hihg}}\n",
       "high"},
      {"unlabelled: expected_pass\nunlabelled_but: [no.such]\n", "no rule 'no.such'"},
  };
  for (const auto& [text, message] : cases)
    EXPECT_NE(ProblemsOf(text).find(message), std::string::npos) << text << "\n" << ProblemsOf(text);
}

TEST(LabelMap, ShippedMapsAreGood) {
  Diagnostics problems;
  const auto folder = std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/eval";
  for (const auto& file : ListYamlFiles(folder, {}, problems)) {
    const auto map = LoadLabelMap(file, Rules(), problems);
    ASSERT_TRUE(map) << file;
    EXPECT_EQ(map->id, file.stem());
  }
  EXPECT_TRUE(problems.empty()) << problems.ToString();
}

class LabelledSet : public testing::Test {
 protected:
  LabelledSet() {
    for (const char* name : {"a.png", "b.png", "c.png"}) Touch(name);
  }
  ~LabelledSet() override { std::filesystem::remove_all(folder_); }
  void Touch(const std::string& name) const {
    std::filesystem::create_directories(folder_);
    if (auto* file = std::fopen((folder_ / name).c_str(), "w")) std::fclose(file);
  }

  std::vector<LabelledPhoto> Read(const std::string& map_body, const std::string& csv) {
    auto map = LoadLabelMapText(kHead + map_body, "t.yaml", Rules(), problems_);
    const auto table = ParseCsv(csv, "l.csv", problems_);
    return ReadLabelledSet(folder_, table, *map, problems_);
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("labelled_set_" + std::to_string(::getpid()));
  Diagnostics problems_;
};

constexpr auto kGlasses =
    "rules:\n  - {rule: glasses.present, column: g, broken: [\"yes\"], holds: [\"no\"], ignore: [\"\"]}\n";

TEST_F(LabelledSet, SaysWhatIsWrongAndWhere) {
  const std::tuple<std::string, const char*, const char*> cases[] = {
      {kGlasses, "flie,g\na.png,yes\n", "no column 'file'"},
      {kGlasses, "file,h\na.png,yes\n", "no column 'g'"},
      {kGlasses, "file,g\na.png,maybe\n", "l.csv:2:0: the map does not say what 'maybe'"},
      {kGlasses, "file,g\n../a.png,yes\n", "no place inside"},
      {kGlasses, "file,g\n/etc/passwd,yes\n", "no place inside"},
      {kGlasses, "file,g\n,yes\n", "no place inside"},
      {kGlasses, "file,g\na.png,yes\n./a.png,no\n", "is there twice"},
      {kGlasses, "file,g\nd.png,yes\n", "is not in"},
      {std::string("person: who\n") + kGlasses, "file,g\na.png,yes\n", "no column 'who'"},
      {std::string("where: {split: [dev]}\n") + kGlasses, "file,g\na.png,yes\n", "no column 'split'"},
  };
  for (const auto& [map, csv, message] : cases) {
    problems_ = {};
    (void)Read(map, csv);
    EXPECT_NE(problems_.ToString().find(message), std::string::npos) << csv << '\n' << problems_.ToString();
  }
}

TEST_F(LabelledSet, TakesTheRowsAndMeaningsOfTheMap) {
  const auto photos =
      Read(std::string("person: p\nwhere: {split: [dev]}\n") + kGlasses,
           "file,g,p,split\na.png,yes,1,dev\nb.png,no,1,dev\nc.png,,2,dev\nd.png,what,3,test\n");
  EXPECT_TRUE(problems_.empty()) << problems_.ToString();
  ASSERT_EQ(photos.size(), 3U);
  EXPECT_EQ(photos[0].truths[0], Truth::kBroken);
  EXPECT_EQ(photos[1].truths[0], Truth::kHolds);
  EXPECT_EQ(photos[2].truths[0], Truth::kUnknown);
  EXPECT_EQ(photos[2].person, "2");
}

}  // namespace
}  // namespace certphoto
