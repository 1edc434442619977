// certphoto run and check: what goes in, what comes out.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "program.h"

namespace certphoto::cli_test {
namespace {

class RunCommand : public ProgramTest {};
class CheckCommand : public ProgramTest {};

using Names = std::vector<std::string>;

const Json& FindingOf(const Json& line, const std::string& rule) {
  static const Json none;
  for (const auto& finding : line["findings"])
    if (finding["rule"] == rule) return finding;
  return none;
}

TEST_F(RunCommand, ReportsEveryPhotoInOrderAndGoesOnAfterBadOnes) {
  WritePicture("in/c nobody.png");
  Write("in/b text.jpg", "this is no picture");
  Write("in/a empty.jpg", "");
  fs::create_symlink("nowhere.jpg", root() / "in/d dangling.jpg");
  Write("in/notes.txt", "x");
  const auto ran = Run({"run", "in", "--out", "out", "--jobs", "2", "-p", Quick()});
  EXPECT_EQ(ran.exit, 1) << ran.err;  // the dangling link could not be read: our failure, not the photo's
  EXPECT_NE(ran.err.find("1 file skipped"), std::string::npos) << ran.err;
  const auto lines = ReadLines("out/report.jsonl");
  ASSERT_EQ(lines.size(), 4u);
  const std::pair<const char*, const char*> expected[] = {{"in/a empty.jpg", "rejected"},
                                                          {"in/b text.jpg", "rejected"},
                                                          {"in/c nobody.png", "rejected"},
                                                          {"in/d dangling.jpg", "failed"}};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(lines[i]["photo"], expected[i].first);
    EXPECT_EQ(lines[i]["outcome"], expected[i].second) << lines[i];
  }
  EXPECT_EQ(FindingOf(lines[1], "source.readable")["verdict"], "fail");
  EXPECT_EQ(FindingOf(lines[2], "face.single")["verdict"], "fail");
  EXPECT_EQ(FilesIn("out"), (Names{"report.csv", "report.jsonl"}));
  EXPECT_EQ(ModeOf("out"), 0700u);
  EXPECT_EQ(ModeOf("out/report.jsonl"), 0600u);
  for (const char* part : {"4 photos", "rejected  3", "failed    1", "source.readable", "report.csv"})
    EXPECT_NE(ran.out.find(part), std::string::npos) << part << '\n' << ran.out;
}

TEST_F(RunCommand, OnlyRejectedPhotosGive3) {
  WritePicture("a.png");
  const auto ran = Run({"run", "a.png", "--out", "out", "--quiet", "-p", Quick()});
  EXPECT_EQ(ran.exit, 3) << ran.err;
  EXPECT_EQ(ran.out + ran.err, "");
}

TEST_F(RunCommand, EveryLineHasEveryRule) {
  WritePicture("a.png");
  const auto rules = Run({"rules", "list", "--format", "json"}).Lines().size();
  EXPECT_EQ(Run({"run", "a.png", "--out", "out", "-p", Quick()}).exit, 3);
  const auto line = ReadLines("out/report.jsonl").at(0);
  std::set<std::string> seen;
  for (const auto& finding : line["findings"]) {
    seen.insert(finding["rule"]);
    for (const char* key : {"verdict", "value", "unit", "limits", "confidence", "regions", "note"})
      EXPECT_TRUE(finding.contains(key)) << key;
  }
  EXPECT_EQ(seen.size(), rules);
  EXPECT_TRUE(line["timing_ms"].is_object());
  const auto csv = Read("out/report.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 2);
}

TEST_F(RunCommand, NamesThatAreNoUtf8StayDistinctAndTheReportStaysJson) {
  WritePicture("in/\xB0\xA1.png");
  WritePicture("in/\xB0\xA2.png");
  EXPECT_EQ(Run({"run", "in", "--out", "out", "-p", Quick()}).exit, 3);
  const auto lines = ReadLines("out/report.jsonl");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["photo"], "in/\\xB0\\xA1.png");
  EXPECT_EQ(lines[1]["photo"], "in/\\xB0\\xA2.png");
}

TEST_F(RunCommand, AcceptedPhotosKeepTheirFoldersAndNeverShareAName) {
  CERTPHOTO_NEED_LABELLED("london/004_03.jpg");
  for (const char* name : {"in/1/zhang.san.jpg", "in/2/zhang.san.jpg", "in/li.jpg", "in/li.JPEG"}) {
    fs::create_directories((root() / name).parent_path());
    fs::copy_file(Labelled("london/004_03.jpg"), root() / name);
  }
  Write("out/li.jpg", "somebody's");
  const auto ran = Run({"run", "in", "--out", "out", "-p", Quick()});
  const auto lines = ReadLines("out/report.jsonl");
  ASSERT_EQ(lines.size(), 4u) << ran.err;
  Names expected{"report-batch.jsonl", "report.csv", "report.jsonl"};
  const bool accepted = lines[0]["outcome"] == "accepted";
  if (lines[0]["outcome"] == "review")
    expected = {"li.jpg", "report-batch.jsonl", "report.csv", "report.jsonl"};
  for (const char* name : {"1/zhang.san.jpg", "2/zhang.san.jpg", "li-jpeg.jpg", "li.jpg"})
    expected.push_back(accepted ? name : std::string("review/") + name);
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(FilesIn("out"), expected) << lines[0];
  // Four copies of one file are one finding, one face under the names li and zhang.san another.
  const auto together = ReadLines("out/report-batch.jsonl");
  ASSERT_EQ(together.size(), 2u);
  EXPECT_EQ(
      std::count_if(together.begin(), together.end(), [](const Json& f) { return f["note"] == "same_file"; }),
      1);
  EXPECT_EQ(std::count_if(together.begin(), together.end(),
                          [](const Json& f) { return f["note"] == "one_face_two_names"; }),
            1);
  EXPECT_EQ(ran.exit, accepted ? 0 : 3);
  for (const auto& line : lines) {
    const auto file = "out/" + line["output"]["file"].get<std::string>();
    EXPECT_EQ(Read(file).size(), line["output"]["bytes"]);
    EXPECT_EQ(ModeOf(file), 0600u);
  }
}

TEST_F(RunCommand, AnEarlierRunsPhotoDoesNotOutliveItsRejection) {
  WritePicture("a.png");
  Write("out/report.jsonl", "");  // an earlier run was here
  Write("out/a.jpg", "accepted once");
  Write("out/review/a.jpg", "for review once");
  Write("out/b.jpg", "another photo's");
  EXPECT_EQ(Run({"run", "a.png", "--out", "out", "-p", Quick()}).exit, 3);
  EXPECT_EQ(FilesIn("out"), (Names{"b.jpg", "report.csv", "report.jsonl"}));
}

TEST_F(RunCommand, LeavesFilesAloneThatNoRunMade) {
  WritePicture("a.png");
  Write("out/a.jpg", "somebody's");
  EXPECT_EQ(Run({"run", "a.png", "--out", "out", "-p", Quick()}).exit, 3);
  EXPECT_EQ(Read("out/a.jpg"), "somebody's");
}

TEST_F(RunCommand, StopsInOrderOnASignal) {
  WritePicture("in/0000.png");
  constexpr int kPhotos = 400;
  for (int i = 1; i < kPhotos; ++i) {
    char name[16];
    std::snprintf(name, sizeof name, "%04d.png", i);
    fs::create_hard_link(root() / "in/0000.png", root() / "in" / name);
  }
  for (const int signal : {SIGINT, SIGTERM}) {
    auto running = Start({"run", "in", "--out", "out", "--jobs", "2", "-p", Quick()});
    ASSERT_TRUE(running.WaitForError("/400"));
    running.Signal(signal);
    const auto ran = running.Wait();
    EXPECT_EQ(ran.exit, 1) << ran.err;
    const auto lines = ReadLines("out/report.jsonl");
    EXPECT_GE(lines.size(), 40u);
    EXPECT_LT(lines.size(), 400u);
    EXPECT_NE(ran.err.find("stopped; " + std::to_string(lines.size()) + " of 400 photos"), std::string::npos)
        << ran.err;
    EXPECT_EQ(FilesIn("out"), (Names{"report.csv", "report.jsonl"}));  // no half-written file
  }
}

TEST_F(RunCommand, AFullDiskIsOurFailureNotThePhotos) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  WritePicture("a.png");
  const auto shell = "'" CERTPHOTO_BUILD_DIR "/bin/certphoto' check -p '" + Quick() + "' '" +
                     (root() / "a.png").string() + "' > /dev/full 2> /dev/null";
  const int status = std::system(shell.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

TEST_F(CheckCommand, PrintsOneObjectAPhotoInTheOrderGiven) {
  WritePicture("b.png");
  WritePicture("a.png");
  Write("c.jpg", "no picture");
  const auto ran =
      Run({"check", "c.jpg", "b.png", "gone.jpg", "a.png", "--format", "json", "--jobs", "3", "-p", Quick()});
  EXPECT_EQ(ran.exit, 1);
  const auto lines = ran.Lines();
  ASSERT_EQ(lines.size(), 4u) << ran.out;
  Names photos;
  for (const auto& line : lines) {
    photos.push_back(line["photo"]);
    for (const char* key : {"photo", "outcome", "findings", "timing_ms"})
      EXPECT_TRUE(line.contains(key)) << key;
    EXPECT_FALSE(line.contains("facts"));
    EXPECT_FALSE(line.contains("output"));
  }
  EXPECT_EQ(photos, (Names{"c.jpg", "b.png", "gone.jpg", "a.png"}));
  EXPECT_EQ(lines[2]["outcome"], "failed");
}

TEST_F(CheckCommand, TellsWhereTheFaceIs) {
  CERTPHOTO_NEED_PORTRAIT();
  const auto ran = Run({"check", Portrait().string(), "--format", "json", "--facts", "-p", Quick()});
  const auto lines = ran.Lines();
  ASSERT_EQ(lines.size(), 1u) << ran.err;
  const auto& facts = lines[0]["facts"];
  for (const char* key : {"faces", "face_box", "face_score", "points", "pose", "crown", "chin", "left_cheek",
                          "right_cheek", "eye_line", "face_width"})
    EXPECT_TRUE(facts.contains(key)) << key << facts;
  EXPECT_FALSE(facts.contains("mesh"));
  // 512 x 512: her face, looked at, lies about (224, 115), 100 px wide
  const auto& box = facts["face_box"];
  EXPECT_NEAR(box[0].get<double>() + box[2].get<double>() / 2, 224, 25) << box;
  EXPECT_NEAR(box[1].get<double>() + box[3].get<double>() / 2, 115, 30) << box;
  EXPECT_LT(facts["points"]["left_eye"][0], facts["points"]["right_eye"][0]);
  EXPECT_LT(facts["crown"][1], facts["eye_line"][1]);
  EXPECT_LT(facts["eye_line"][1], facts["chin"][1]);
  EXPECT_EQ(Run({"check", Portrait().string(), "--format", "json", "--facts", "--mesh", "-p", Quick()})
                .Lines()
                .at(0)["facts"]["mesh"]
                .size(),
            468u);
}

TEST_F(CheckCommand, APhotoWithoutAFaceHasNoFacts) {
  WritePicture("a.png");
  const auto lines = Run({"check", "a.png", "--format", "json", "--facts", "-p", Quick()}).Lines();
  EXPECT_EQ(lines.at(0)["facts"].value("faces", 0), 0);
  EXPECT_FALSE(lines.at(0)["facts"].contains("face_box"));
}

TEST_F(CheckCommand, DrawsWhatItFound) {
  WritePicture("a.png");
  WritePicture("b.png");
  Write("c.jpg", "no picture");
  EXPECT_EQ(Run({"check", "a.png", "--annotate", "seen.png", "-p", Quick()}).exit, 3);
  EXPECT_EQ(Read("seen.png").substr(1, 3), "PNG");
  EXPECT_EQ(Run({"check", "a.png", "b.png", "c.jpg", "--annotate", "seen", "-p", Quick()}).exit, 3);
  EXPECT_EQ(FilesIn("seen"), (Names{"a.png", "b.png"}));
}

TEST_F(CheckCommand, SpeaksToPeopleInTwoLanguages) {
  WritePicture("a.png");
  const auto english = Run({"check", "a.png", "--timing", "--facts", "-p", Quick()}),
             chinese = Run({"check", "a.png", "--lang", "zh", "-p", Quick()});
  EXPECT_NE(english.out.find("REJECTED"), std::string::npos) << english.out;
  EXPECT_NE(english.out.find("ingest"), std::string::npos);
  EXPECT_NE(chinese.out.find("不合格"), std::string::npos) << chinese.out;
}

// Nothing is told to anybody, and nothing is kept for it: the runtime of the networks would (inference.cpp).
TEST_F(CheckCommand, LeavesNothingAtHomeButItsOwnCache) {
  WritePicture("a.png");
  fs::create_directory(root() / "home");
  ::setenv("HOME", (root() / "home").c_str(), 1);
  ::unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(Run({"check", "a.png", "-p", Quick()}).exit, 3);
  for (const auto& file : FilesIn("home")) EXPECT_TRUE(file.starts_with(".cache/certphoto/")) << file;
}

}  // namespace
}  // namespace certphoto::cli_test
