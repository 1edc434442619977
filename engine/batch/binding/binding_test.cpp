#include "engine/batch/binding/binding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "engine/base/sha256.h"
#include "engine/base/test_folder.h"
#include "engine/batch/binding/name_template.h"
#include "engine/batch/roster/table_file.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST(NameTemplate, ReadsBackwards) {
  const auto form = NameTemplate::Parse("{level}/{exam_no}_{name}");
  ASSERT_TRUE(form);
  const auto read = form->Read("本科/01_02_张三");
  ASSERT_EQ(read.size(), 2u);  // both are said; whoever knows the roster decides
  EXPECT_EQ(read[0].at("exam_no"), "01");
  EXPECT_EQ(read[1].at("exam_no"), "01_02");
  EXPECT_TRUE(form->Read("本科/01").empty());
  EXPECT_TRUE(form->Read("本科/x/01_张三").empty());
  EXPECT_EQ(NameTemplate::Parse("{*}-{exam_no}")->Read("IMG-7").at(0).size(), 1u);
  EXPECT_LE(NameTemplate::Parse("{a}_{b}_{c}_{d}_{e}_{f}")->Read(std::string(500, '_')).size(),
            64u);  // and soon
  for (const char* wrong : {"", "{", "}", "{}", "a}", "{a{b}}"})
    EXPECT_FALSE(NameTemplate::Parse(wrong)) << wrong;
}

class FakeReader : public DocumentReader {
 public:
  std::map<std::string, DocumentReading> says;  // by file name
  Status Read(std::span<const fs::path> files, bool,
              const std::function<void(std::size_t, DocumentReading)>& on_reading) override {
    for (std::size_t i = 0; i < files.size(); ++i) on_reading(i, says[files[i].filename().string()]);
    return {};
  }
};

class BindingTest : public testing::Test {
 protected:
  BindingTest() {
    job_.levels = {"本科"};
    job_.roster.columns = {
        {"exam_no", "no"}, {"name", "name"}, {"level", "level"}, {"code_digest", "digest"}};
    Diagnostics problems;
    auto table = ParseTable("no,name,level,digest\n0101,张三,本科," + Digest("A") +
                                "\n0102,李四,本科,\n0103,王五,本科,\n0104,王五,本科,\n",
                            "", TextEncoding::kDetect, "r", problems);
    roster_ = Roster::FromTable(job_, std::move(*table), problems);
    EXPECT_TRUE(problems.empty()) << problems.ToString();
  }

  static std::string Digest(std::string_view text) {
    return Sha256Hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  BindRule& Rule(BindRule::By by, std::string photo = "{exam_no}") {
    job_.bind.emplace_back();
    job_.bind.back().by = by;
    job_.bind.back().photo = std::move(photo);
    job_.bind.back().payload = "{exam_no}";
    return job_.bind.back();
  }
  // "name=0101" for what is bound and "kind photo/number" for exceptions; missing candidates are left out.
  std::vector<std::string> Bind(const std::vector<std::string>& names) {
    std::vector<InputPhoto> photos;
    for (const auto& name : names) photos.push_back({root_ / name, name});
    const auto binding = BindPhotos(job_, *roster_, photos, &reader_);
    EXPECT_TRUE(binding) << binding.error().message;
    std::vector<std::string> out;
    for (const auto& bound : binding->bound)
      out.push_back(photos[bound.photo].name + "=" + roster_->all()[bound.candidate].exam_no);
    for (const auto& e : binding->exceptions)
      if (e.kind != BatchException::Kind::kMissing)
        out.push_back(std::string(ToString(e.kind)) + " " + e.photo + "/" + e.candidate);
    return out;
  }

  TestFolder folder_;
  fs::path root_ = folder_.path();
  JobFile job_;
  std::optional<Roster> roster_;
  FakeReader reader_;
};

TEST_F(BindingTest, FileNames) {
  Rule(BindRule::By::kFileName, "{exam_no}_{name}");
  EXPECT_THAT(Bind({"0101_张三.jpg", "0102_王五.jpg", "0999_李四.jpg", "x.jpg", "a/0103_王五.png",
                    "b/0103_王五.png"}),
              UnorderedElementsAre("0101_张三.jpg=0101", "photo_disputed 0102_王五.jpg/",
                                   "photo_unbound 0999_李四.jpg/", "photo_unbound x.jpg/",
                                   "two_photos a/0103_王五.png/0103", "two_photos b/0103_王五.png/0103"));
}

TEST_F(BindingTest, FieldsWithNothingBetweenAreToldApartByTheRoster) {
  Rule(BindRule::By::kFileName, "{exam_no}{name}");
  EXPECT_THAT(Bind({"0101张三.jpg", "0102张三.jpg"}),
              UnorderedElementsAre("0101张三.jpg=0101", "photo_disputed 0102张三.jpg/"));
}

TEST_F(BindingTest, ANameThatTwoCandidatesHaveBindsNobody) {
  Rule(BindRule::By::kFileName, "{name}");
  EXPECT_THAT(Bind({"李四.jpg", "王五.jpg"}),
              UnorderedElementsAre("李四.jpg=0102", "photo_unbound 王五.jpg/"));
}

TEST_F(BindingTest, RulesMustAgree) {
  Rule(BindRule::By::kFileName);
  auto& list = Rule(BindRule::By::kList);
  list.list = root_ / "list.csv";
  list.photo_column = "photo";
  list.key_column = "no";
  std::ofstream(list.list)
      << "photo,no\n0101.jpg,0101\n0102.jpg,0103\nIMG_1.jpg,0104\nnone.jpg,0101\nIMG_2.jpg,0777\n";
  EXPECT_THAT(Bind({"0101.jpg", "0102.jpg", "IMG_1.jpg", "IMG_2.jpg"}),
              UnorderedElementsAre("0101.jpg=0101", "IMG_1.jpg=0104", "photo_disputed 0102.jpg/",
                                   "list_row /0101", "photo_unbound IMG_2.jpg/"));
}

TEST_F(BindingTest, Sidecar) {
  Rule(BindRule::By::kSidecar).suffix = ".txt";
  std::ofstream(root_ / "a.txt") << " 0102\n";
  EXPECT_THAT(Bind({"a.jpg", "b.jpg"}), UnorderedElementsAre("a.jpg=0102", "photo_unbound b.jpg/"));
}

TEST_F(BindingTest, Vouchers) {
  auto& rule = Rule(BindRule::By::kVoucher, "{key}_p");
  rule.voucher = "{key}_v";
  reader_.says["1_v.png"] = {{"0101"}, "", {}};
  reader_.says["2_v.png"] = {{}, "毕业申报凭单\n姓名 李 四\n准考证号：0102", {}};
  reader_.says["3_v.png"] = {{}, "姓名 赵六 准考证号 0103", {}};  // the name is not the roster's
  reader_.says["4_v.png"] = {{}, "", Error{ErrorCode::kInvalid, "no picture"}};
  reader_.says["5_v.png"] = {{"0104"}, "", {}};
  EXPECT_THAT(
      Bind({"1_v.png", "1_p.jpg", "2_v.png", "2_p.jpg", "3_v.png", "3_p.jpg", "4_v.png", "4_p.jpg", "5_v.png",
            "6_p.jpg"}),
      UnorderedElementsAre("1_p.jpg=0101", "2_p.jpg=0102", "document_unread 3_v.png/",
                           "photo_disputed 3_p.jpg/", "document_unread 4_v.png/", "photo_unbound 4_p.jpg/",
                           "document_alone 5_v.png/", "photo_unbound 6_p.jpg/"));
}

TEST_F(BindingTest, AnEncryptedCodeBindsByItsDigest) {
  auto& rule = Rule(BindRule::By::kVoucher, "{key}_p");
  rule.voucher = "{key}_v";
  rule.payload = "digest";
  reader_.says["1_v.png"] = {{"A"}, "", {}};
  reader_.says["2_v.png"] = {{"B"}, "", {}};
  EXPECT_THAT(Bind({"1_v.png", "1_p.jpg", "2_v.png", "2_p.jpg"}),
              UnorderedElementsAre("1_p.jpg=0101", "document_unread 2_v.png/", "photo_unbound 2_p.jpg/"));
}

TEST_F(BindingTest, CodeFramesBindWhatFollowsInShootingOrder) {
  Rule(BindRule::By::kCodeFrames);
  reader_.says["IMG_9.jpg"] = {{"0101"}, "", {}};
  reader_.says["IMG_11.jpg"] = {{"0102"}, "", {}};
  reader_.says["IMG_14.jpg"] = {{"0888"}, "", {}};
  EXPECT_THAT(
      Bind({"IMG_10.jpg", "IMG_11.jpg", "IMG_12.jpg", "IMG_13.jpg", "IMG_14.jpg", "IMG_15.jpg", "IMG_8.jpg",
            "IMG_9.jpg", "z/IMG_16.jpg"}),
      UnorderedElementsAre("IMG_10.jpg=0101", "two_photos IMG_12.jpg/0102", "two_photos IMG_13.jpg/0102",
                           "document_unread IMG_14.jpg/", "photo_unbound IMG_15.jpg/",
                           "photo_unbound IMG_8.jpg/", "photo_unbound z/IMG_16.jpg/"));
}

}  // namespace
}  // namespace certphoto
