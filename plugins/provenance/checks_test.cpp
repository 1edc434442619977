#include <gtest/gtest.h>

#include <map>

#include "certphoto/fake_host.hpp"
#include "native_camera.h"
#include "not_reused.h"
#include "rear_camera.h"
#include "unretouched.h"

namespace certphoto::provenance {
namespace {

using Texts = std::map<std::string, std::string>;

class ProvenanceChecks : public testing::Test {
 protected:
  ProvenanceChecks() {
    for (const auto& [rule, name, value] : {std::tuple("source.native_camera", "session_slack_s", 300.0),
                                            {"source.native_camera", "editor_tags_max", 0.0},
                                            {"source.unretouched", "editor_tags_max", 0.0},
                                            {"source.unretouched", "double_compression_review_score", 0.8},
                                            {"source.rear_camera", "front_camera_tags_max", 0.0}})
      host_.set_threshold(rule, name, value);
    set_info(3000, 4000, 1);
  }

  void set_info(double width, double height, double format) {
    host_.set_fact<double>("source.info/1", {10}, {width, height, 3e6, format, 1, 1, 0, 0, 3, 95});
  }
  void set_exif(const std::string& lines) {
    host_.set_fact<std::uint8_t>("source.exif/1", {std::int64_t(lines.size())}, {lines.begin(), lines.end()});
  }

  // The operation with its defaults, but for `texts`.
  template <class Op>
  Op make(const Texts& texts = {}) {
    std::vector<cph_value> values;
    for (const auto& param : Op::params) {
      const auto it = texts.find(param.name);
      cph_value value{};
      value.number = param.default_number;
      value.text = it != texts.end() ? it->second.c_str() : param.default_text;
      values.push_back(value);
    }
    cph::Setup setup(host_.call().raw(), Op::params, values);
    return Op(setup);
  }
  template <class Op>
  cph::Finding say(const Op& operation) {
    host_.run(operation);
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().at(0);
  }

  cph::FakeHost host_;
};

TEST_F(ProvenanceChecks, AWindowThatIsNoneIsRefusedBeforeTheFirstPhoto) {
  EXPECT_THROW((void)make<NativeCamera>({{"window_first", "tomorrow"}, {"window_last", "2025-06-14"}}),
               cph::Error);
  EXPECT_THROW((void)make<NativeCamera>({{"window_first", "2025-06-14"}, {"window_last", "2025-06-12"}}),
               cph::Error);
}

TEST_F(ProvenanceChecks, ARequestsWindowThatIsNoneIsAnError) {
  host_.set_input("certphoto.provenance.window_first", "12 June");
  host_.set_input("certphoto.provenance.window_last", "14 June");
  EXPECT_THROW((void)say(make<NativeCamera>()), cph::Error);
}

TEST_F(ProvenanceChecks, WithoutCameraDataNothingIsHeldUpUnlessRequired) {
  EXPECT_EQ(say(make<NativeCamera>()).verdict, CPH_VERDICT_INCONCLUSIVE);
  EXPECT_EQ(say(make<RearCamera>()).verdict, CPH_VERDICT_NOT_APPLICABLE);
  EXPECT_EQ(say(make<NativeCamera>({{"camera_data", "required"}})).verdict, CPH_VERDICT_REVIEW);
  EXPECT_EQ(say(make<RearCamera>({{"camera_data", "required"}})).verdict, CPH_VERDICT_REVIEW);
}

TEST_F(ProvenanceChecks, WhatTheFileSaysDecides) {
  struct Case {
    const char* exif;
    int32_t native;
    const char* note;
    int32_t rear;
  };
  for (const auto& c : std::vector<Case>{
           {"Make=Apple\nModel=iPhone 15\nSoftware=17.1\nLensModel=iPhone 15 back dual wide camera\n",
            CPH_VERDICT_PASS, nullptr, CPH_VERDICT_PASS},
           {"Make=Apple\nLensModel=iPhone 15 front camera 2.69mm f/1.9\n", CPH_VERDICT_PASS, nullptr,
            CPH_VERDICT_FAIL},
           {"Make=Apple\nSoftware=Adobe Photoshop 25.0\n", CPH_VERDICT_REVIEW, "editor_named",
            CPH_VERDICT_NOT_APPLICABLE},
           {"Make=Apple\nUserComment=Screenshot\n", CPH_VERDICT_REVIEW, "screenshot",
            CPH_VERDICT_NOT_APPLICABLE}}) {
    set_exif(c.exif);
    const auto native = say(make<NativeCamera>());
    EXPECT_EQ(native.verdict, c.native) << c.exif;
    EXPECT_STREQ(native.note == nullptr ? "" : native.note, c.note == nullptr ? "" : c.note) << c.exif;
    EXPECT_EQ(say(make<RearCamera>()).verdict, c.rear) << c.exif;
  }
}

TEST_F(ProvenanceChecks, APngAsLongAsAScreenMayBeAScreenshot) {
  set_info(1170, 2532, 2);
  EXPECT_STREQ(say(make<NativeCamera>()).note, "screen_sized");
  set_info(1170, 2532, 1);  // a JPEG of that shape has been cropped
  EXPECT_STREQ(say(make<NativeCamera>()).note, "no_camera_data");
}

TEST_F(ProvenanceChecks, TheRequestsDaysGoBeforeThePipelines) {
  set_exif("Make=Apple\nDateTimeOriginal=2025:06:13 09:00:00\n");
  const Texts june{{"window_first", "2025-06-12"}, {"window_last", "2025-06-14"}};
  EXPECT_EQ(say(make<NativeCamera>(june)).verdict, CPH_VERDICT_PASS);
  host_.set_input("certphoto.provenance.window_first", "2025-07-01");
  host_.set_input("certphoto.provenance.window_last", "2025-07-02");
  const auto late = say(make<NativeCamera>(june));
  EXPECT_STREQ(late.note, "outside_window");
  EXPECT_EQ(late.args.at(0).number, 18);
}

TEST_F(ProvenanceChecks, WhatIsNoJpegCannotBeToldAndAnEditorIsForAPerson) {
  host_.set_fact<std::uint8_t>("source.file/1", {4}, {0x89, 'P', 'N', 'G'});
  EXPECT_STREQ(say(make<Unretouched>()).note, "not_jpeg");
  set_exif("Software=Meitu 9\n");
  EXPECT_EQ(say(make<Unretouched>()).verdict, CPH_VERDICT_REVIEW);
}

TEST_F(ProvenanceChecks, APhotoAloneShowsItsFingerprint) {
  std::vector<std::uint8_t> hash(32);
  hash[0] = 0xA5;
  host_.set_fact<std::uint8_t>("photo.hash/1", {32}, hash);
  const auto f = say(NotReused());
  EXPECT_EQ(f.verdict, CPH_VERDICT_NOT_APPLICABLE);
  EXPECT_EQ(f.args.at(0).text.substr(0, 4), "a500");
}

}  // namespace
}  // namespace certphoto::provenance
