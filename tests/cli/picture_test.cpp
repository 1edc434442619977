// certphoto cutout and match.
#include "program.h"

namespace certphoto::cli_test {
namespace {

class CutoutCommand : public ProgramTest {
 protected:
  // Width, height and channels of a PNG, from its header.
  struct Header {
    int width, height, bits, type;
  };
  [[nodiscard]] Header HeaderOf(const std::string& name) const {
    const auto png = Read(name);
    if (png.size() < 33) return {};
    const auto number = [&](std::size_t at) {
      int value = 0;
      for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[at + i]);
      return value;
    };
    return {number(16), number(20), png[24], png[25]};
  }
  static constexpr int kGrey = 0, kRgb = 2, kRgba = 6;
};
class MatchCommand : public ProgramTest {};

TEST_F(CutoutCommand, SaysWhichFilesAreNoPhotos) {
  Write("a.jpg", "no picture");
  const auto ran = Run({"cutout", "a.jpg", "--out", "a.png"});
  EXPECT_EQ(ran.exit, 3);
  EXPECT_NE(ran.err.find("rejected: a.jpg"), std::string::npos) << ran.err;
  EXPECT_FALSE(Exists("a.png"));
  EXPECT_EQ(Run({"cutout", "gone.jpg", "a.jpg", "--out", "cut"}).exit, 1);
}

TEST_F(CutoutCommand, MakesPicturesOfThePhotosSize) {
  CERTPHOTO_NEED_PORTRAIT();
  fs::copy_file(Portrait(), root() / "p.png");
  const std::tuple<std::vector<std::string>, std::string, int> cases[] = {
      {{"cutout", "p.png", "--out", "person.png"}, "person.png", kRgba},
      {{"cutout", "p.png", "--out", "matte.png", "--matte"}, "matte.png", kGrey},
      {{"cutout", "p.png", "--out", "blue.png", "--colour", "#438EDB"}, "blue.png", kRgb},
      {{"cutout", "p.png", "--out", "cut"}, "cut/p.png", kRgba},
  };
  for (const auto& [words, file, type] : cases) {
    const auto ran = Run(words);
    EXPECT_EQ(ran.exit, 0) << ran.err;
    const auto header = HeaderOf(file);
    EXPECT_EQ(header.width, 512) << file;
    EXPECT_EQ(header.height, 512) << file;
    EXPECT_EQ(header.bits, 8) << file;
    EXPECT_EQ(header.type, type) << file;
    EXPECT_EQ(ModeOf(file), 0600u);
  }
}

TEST_F(CutoutCommand, GivesTheWholeFolder) {
  WritePicture("in/a.png");
  WritePicture("in/b/c.png");
  Write("in/d.jpg", "no picture");
  const auto ran = Run({"cutout", "in", "--out", "mattes", "--matte"});
  EXPECT_EQ(ran.exit, 3) << ran.err;
  EXPECT_EQ(FilesIn("mattes"), (std::vector<std::string>{"a.png", "b/c.png"}));
  EXPECT_NE(ran.out.find("2 pictures of 3 photos"), std::string::npos) << ran.out;
}

TEST_F(MatchCommand, WithoutAFaceNothingIsConcluded) {
  WritePicture("a.png");
  Write("b.jpg", "no picture");
  const auto ran = Run({"match", "a.png", "b.jpg", "--format", "json"});
  EXPECT_EQ(ran.exit, 3) << ran.err;
  const auto line = ran.Lines().at(0);
  EXPECT_EQ(line["verdict"], "inconclusive");
  EXPECT_TRUE(line["similarity"].is_null());
  EXPECT_NE(line["reason"].get<std::string>().find("first photo: no face found"), std::string::npos) << line;
  EXPECT_NE(line["reason"].get<std::string>().find("second photo: the file"), std::string::npos) << line;
  EXPECT_EQ(Run({"match", "a.png", "gone.png"}).exit, 1);
}

TEST_F(MatchCommand, APhotoIsItsOwnMatch) {
  CERTPHOTO_NEED_PORTRAIT();
  fs::copy_file(Portrait(), root() / "p.png");
  const auto ran = Run({"match", "p.png", "p.png", "--format", "json"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  const auto line = ran.Lines().at(0);
  for (const char* key : {"file_a", "file_b", "similarity", "verdict", "thresholds"})
    EXPECT_TRUE(line.contains(key)) << key;
  EXPECT_EQ(line["similarity"], 1.0);
  EXPECT_EQ(line["verdict"], "pass");
  EXPECT_FALSE(line["thresholds"]["source"].get<std::string>().empty());
  EXPECT_GT(line["thresholds"]["pass"], line["thresholds"]["review"]);
}

TEST_F(MatchCommand, ReadsPairsRelativeToTheirFile) {
  CERTPHOTO_NEED_LABELLED("london/004_03.jpg");
  for (const char* name : {"004_03.jpg", "004_08.jpg", "010_03.jpg"}) {
    fs::create_directories(root() / "roster/photos");
    fs::copy_file(Labelled(std::string("london/") + name), root() / "roster/photos" / name);
  }
  Write("roster/pairs.csv",
        "name,file_b,file_a\r\n"
        "\"Zhang, San\",photos/004_08.jpg,photos/004_03.jpg\r\n"
        "Li,photos/010_03.jpg,\"photos/004_03.jpg\"\r\n");
  const auto ran = Run({"match", "--pairs", "roster/pairs.csv", "--format", "json"});
  EXPECT_EQ(ran.exit, 3) << ran.err;
  const auto lines = ran.Lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["file_a"], "photos/004_03.jpg");
  EXPECT_EQ(lines[0]["file_b"], "photos/004_08.jpg");
  EXPECT_EQ(lines[0]["verdict"], "pass") << lines[0];
  EXPECT_EQ(lines[1]["verdict"], "fail") << lines[1];
}

TEST_F(MatchCommand, WritesNoEmbeddingAnywhere) {
  CERTPHOTO_NEED_PORTRAIT();
  fs::copy_file(Portrait(), root() / "p.png");
  const auto ran = Run({"match", "p.png", "p.png", "--format", "json"});
  EXPECT_EQ(FilesIn("."), (std::vector<std::string>{"p.png"}));
  EXPECT_LT(ran.out.size(), 1500u);  // 512 numbers would be longer
}

}  // namespace
}  // namespace certphoto::cli_test
