// Wrong usage, help, and the lists.
#include <nlohmann/json.hpp>

#include "program.h"

namespace certphoto::cli_test {
namespace {

class Usage : public ProgramTest {};

using Words = std::vector<std::string>;

std::string Joined(const Words& words) {
  std::string out;
  for (const auto& word : words) out += word + ' ';
  return out;
}

TEST_F(Usage, IsRefusedWithExitCode2AndAHint) {
  WritePicture("a.png");
  WritePicture("b.png");
  Write("empty/notes.txt", "x");
  Write("pairs.csv", "file_a,fileb\na.png,b.png\n");
  Write("nothing.csv", "file_a,file_b\n");
  const std::pair<Words, const char*> cases[] = {
      {{"rnu"}, "did you mean 'run'?"},
      {{"--frobnicate"}, "no command"},
      {{"pipeline", "explian", "grad"}, "did you mean 'explain'?"},
      {{"run"}, "name the photos"},
      {{"run", "a.png"}, "--out"},
      {{"run", "a.png", "--otu", "x"}, "did you mean '--out'?"},
      {{"run", "a.png", "--out", "x", "--jobs", "0"}, "--jobs takes 1 to 256"},
      {{"run", "a.png", "--out", "x", "--jobs", "two"}, "two"},
      {{"run", "a.png", "--out", "x", "--memory", "lots"}, "512M"},
      {{"run", "a.png", "--out", "b.png"}, "is a file"},
      {{"run", "a.png", "--out", "x", "--pipeline", "grda"}, "did you mean"},
      {{"run", "a.png", "--out", "x", "-p", Quick(), "--spec", "cn.edu.gard"}, "did you mean"},
      {{"run", "a.png", "--out", "x", "--pipeline", "match"}, "makes no photo"},
      {{"run", "empty", "--out", "x"}, "no photos in 'empty'"},
      {{"run", "gone.jpg", "--out", "x"}, "there is no 'gone.jpg'"},
      {{"check"}, "name the photos"},
      {{"check", "a.png", "--format", "jsno"}, "did you mean 'json'?"},
      {{"check", "a.png", "b.png", "--annotate", "x.png"}, "takes a folder for 2 photos"},
      {{"check", "a.png", "--annotate", "a.png"}, "would replace the original"},
      {{"cutout", "a.png"}, "--out"},
      {{"cutout", "a.png", "b.png", "--out", "x.png"}, "takes a folder for 2 photos"},
      {{"cutout", "a.png", "--out", "x.jpg"}, "a cut-out is a PNG"},
      {{"cutout", "a.png", "--out", "."}, "would replace the original"},
      {{"cutout", "a.png", "--out", "x.png", "--colour", "blue"}, "#RRGGBB"},
      {{"cutout", "a.png", "--out", "x.png", "--colour", "#438EDB", "--matte"}, "--colour or --matte"},
      {{"match"}, "takes two photos"},
      {{"match", "a.png"}, "1 photo given"},
      {{"match", "a.png", "b.png", "--pairs", "pairs.csv"}, "not both"},
      {{"match", "--pairs", "gone.csv"}, "cannot be read"},
      {{"match", "--pairs", "pairs.csv"}, "did you mean 'fileb'?"},
      {{"match", "--pairs", "nothing.csv"}, "no pairs"},
      {{"eval"}, "--dataset is missing"},
      {{"eval", "--dataset", "empty"}, "--map is missing"},
      {{"eval", "--dataset", "empty", "--map", "lodnon"}, "did you mean 'london'?"},
      {{"eval", "--dataset", "empty", "--map", "london"}, "labels.csv"},
      {{"eval", "--dataset", ".", "--labels", "pairs.csv", "--map", "london"}, "no column 'file'"},
      {{"pipeline", "explain"}, "name one pipeline"},
      {{"pipeline", "validate"}, "name the pipeline files"},
      {{"specs", "show", "cn.edu.gard"}, "did you mean"},
      {{"rules", "show", "pose.uprihgt"}, "did you mean 'pose.upright'?"},
      {{"plugins", "show", "nothing.like.it"}, "no operation or plugin"},
      {{"version", "x"}, "takes no 'x'"},
  };
  for (const auto& [words, message] : cases) {
    const auto ran = Run(words);
    EXPECT_EQ(ran.exit, 2) << Joined(words) << '\n' << ran.err;
    EXPECT_NE(ran.err.find(message), std::string::npos) << Joined(words) << '\n' << ran.err;
    EXPECT_EQ(ran.out, "") << Joined(words);
  }
  EXPECT_FALSE(Exists("x"));  // nothing is made by a command that is wrong
}

TEST_F(Usage, RefusesToReplaceAnOriginal) {
  WritePicture("photos/a.png");
  Write("photos/a.jpg", "x");
  const auto ran = Run({"run", "photos", "--out", "photos"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("would replace the original"), std::string::npos) << ran.err;
  EXPECT_EQ(Read("photos/a.jpg"), "x");
}

TEST_F(Usage, TheProgramAloneTellsItsCommands) {
  const auto ran = Run({});
  EXPECT_EQ(ran.exit, 0);
  for (const char* command :
       {"run", "check", "cutout", "match", "pipeline", "plugins", "specs", "rules", "models", "version"})
    EXPECT_NE(ran.out.find(std::string("\n  ") + command + ' '), std::string::npos) << command;
}

TEST_F(Usage, EveryCommandHasHelpWithExamples) {
  const Words commands[] = {{"run"},
                            {"check"},
                            {"cutout"},
                            {"match"},
                            {"pipeline", "validate"},
                            {"pipeline", "explain"},
                            {"plugins", "list"},
                            {"plugins", "show"},
                            {"specs", "list"},
                            {"specs", "show"},
                            {"rules", "list"},
                            {"rules", "show"},
                            {"models", "list"},
                            {"models", "verify"},
                            {"version"}};
  for (auto words : commands) {
    const auto usage = "Usage: certphoto " + Joined(words);
    const auto example = "\n  certphoto " + Joined(words).substr(0, Joined(words).size() - 1);
    words.emplace_back("--help");
    const auto ran = Run(words);
    EXPECT_EQ(ran.exit, 0) << usage;
    EXPECT_EQ(ran.out.find(usage), 0u) << ran.out;
    EXPECT_NE(ran.out.find("Examples:"), std::string::npos) << usage;
    EXPECT_NE(ran.out.find(example), std::string::npos) << ran.out;
    EXPECT_EQ(ran.err, "");
  }
}

TEST_F(Usage, ListsAreTextAndJson) {
  const std::pair<Words, const char*> lists[] = {{{"plugins", "list"}, "id"},
                                                 {{"specs", "list"}, "source"},
                                                 {{"rules", "list"}, "severity"},
                                                 {{"models", "list"}, "licence"},
                                                 {{"version"}, "plugin_abi"},
                                                 {{"pipeline", "explain", Quick()}, "phases"},
                                                 {{"specs", "show", "cn.edu.grad"}, "numbers"},
                                                 {{"rules", "show", "pose.upright"}, "thresholds"},
                                                 {{"plugins", "show", "face.embed"}, "needs"}};
  for (auto [words, key] : lists) {
    EXPECT_EQ(Run(words).exit, 0) << Joined(words);
    words.insert(words.end(), {"--format", "json"});
    const auto ran = Run(words);
    EXPECT_EQ(ran.exit, 0) << Joined(words) << ran.err;
    const auto lines = ran.Lines();
    ASSERT_FALSE(lines.empty()) << Joined(words);
    for (const auto& line : lines) EXPECT_TRUE(line.contains(key)) << Joined(words) << line;
  }
}

TEST_F(Usage, ExplainNamesEveryRuleOnce) {
  const auto rules = Run({"rules", "list", "--format", "json"}).Lines();
  const auto explained = Run({"pipeline", "explain", Quick(), "--format", "json"}).Lines();
  ASSERT_EQ(explained.size(), 1u);
  EXPECT_EQ(explained[0]["rules"].size(), rules.size());
  const auto text = Run({"pipeline", "explain", Quick()}).out;
  for (const auto& rule : rules)
    EXPECT_NE(text.find("\n  " + rule["id"].get<std::string>() + ' '), std::string::npos) << rule["id"];
}

TEST_F(Usage, ValidateTellsEveryMistakeWithItsLine) {
  Write("bad.yaml",
        "schema: certphoto/pipeline/1\n"
        "id: bad\n"
        "name: {zh: 坏, en: Bad}\n"
        "description: Six mistakes\n"
        "spec: cn.edu.gard\n"               // 5: no such spec
        "ingest: {min_short_side: 1200}\n"  // 6: misspelt key
        "checks:\n"
        "  - use: face.sinlge\n"  // 8: misspelt operation
        "  - use: head.in_frame\n"
        "    rules: {head.in_frame: {severity: fatal}}\n"  // 10: no such severity
        "transforms:\n"
        "  - use: face.single\n"                                       // 12: a check among the transforms
        "export: {use: export.jpeg, with: {quality_minimum: 60}}\n");  // 13: no such parameter
  const auto ran = Run({"pipeline", "validate", "bad.yaml"});
  EXPECT_EQ(ran.exit, 2);
  for (const char* place :
       {"bad.yaml:5:", "bad.yaml:6:", "bad.yaml:8:", "bad.yaml:10:", "bad.yaml:12:", "bad.yaml:13:"})
    EXPECT_NE(ran.err.find(place), std::string::npos) << place << '\n' << ran.err;
  EXPECT_NE(ran.err.find("did you mean"), std::string::npos);
  EXPECT_EQ(Run({"pipeline", "validate", Quick(), "cutout", "match"}).exit, 0);
}

}  // namespace
}  // namespace certphoto::cli_test
