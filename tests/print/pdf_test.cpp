// PDF sheets as poppler and qpdf see them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "colour/icc_profile.h"
#include "printer_profiles.h"
#include "sheet_fixture.h"
#include "tools.h"

namespace certphoto::print_test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

class Pdf : public SheetTest {
 protected:
  void SetUp() override {
    CERTPHOTO_NEED_TOOL("qpdf", "qpdf");
    CERTPHOTO_NEED_TOOL("pdfinfo", "poppler-utils");
  }

  // Six people of two classes, eight photos each, captioned, with backs.
  fs::path CaptionedSheets() {
    const char* const names[] = {"王小明",
                                 "𠮷田太郎",
                                 "㛃一",
                                 "欧阳上官司马诸葛",
                                 "阿卜杜拉·Žbánek",
                                 "e\xCC\x81"
                                 "ric 王"};
    for (int i = 0; i < 6; ++i)
      job.items.all.push_back({i == 0 ? Portrait(0) : Portrait(i),
                               {{"name", names[i]},
                                {"number", "20260000" + std::to_string(i)},
                                {"group", i < 3 ? "一班" : "二班"}}});
    Render(
        "{paper_width_mm: 178, paper_height_mm: 127, window_width_mm: 30, window_height_mm: 40, copies: 8, "
        "caption: '{name}', "
        "caption_2: '{number}', back: '{name}', job: JOB1, slips: true, created: '2026-11-22T10:00:00Z'}");
    WriteFile(folder / "slip.pdf", job.shelf.files.at("slip.pdf"));
    return WriteFile(folder / "sheets.pdf", job.shelf.files.at("document.pdf"));
  }
  // The object behind `path` of qpdf's JSON, references followed.
  static Json Follow(const Json& objects, Json value) {
    while (value.is_string() && value.get<std::string>().ends_with(" R"))
      value = objects.at(value.get<std::string>());
    return value;
  }
  Json Objects(const fs::path& pdf) {
    const auto told = Tell("qpdf --json=1 --json-key=objects " + pdf.string());
    return Json::parse(told.text, nullptr, false);
  }

  Folder folder;
};

TEST_F(Pdf, IsSoundAndHasTheSizesAndFontsItSays) {
  const auto pdf = CaptionedSheets();
  for (const auto& file : {pdf, folder / "slip.pdf"}) {
    const auto check = Tell("qpdf --check " + file.string());
    EXPECT_EQ(check.exit, 0) << check.text;
    EXPECT_THAT(check.text, HasSubstr("No syntax or stream encoding errors"));
    const auto fonts = Tell("pdffonts " + file.string()).text;
    EXPECT_THAT(fonts, ContainsRegex("NotoSansCJK"));
    std::istringstream lines(fonts);
    std::string line;
    std::getline(lines, line);
    std::getline(lines, line);
    while (std::getline(lines, line))
      EXPECT_THAT(line, ContainsRegex("yes yes yes")) << "embedded, subset, with Unicode: " << line;
  }
  const auto info = Tell("pdfinfo -box " + pdf.string()).text;
  EXPECT_THAT(info, ContainsRegex("Pages: +12"));
  EXPECT_THAT(info, ContainsRegex("TrimBox: +0.00 +0.00 +504.57 +360.00"));
  EXPECT_THAT(info, ContainsRegex("BleedBox: +0.00 +0.00 +504.57 +360.00"));
  EXPECT_THAT(info, HasSubstr("PDF version:     1.6"));
  EXPECT_THAT(Tell("pdfinfo " + (folder / "slip.pdf").string()).text,
              ContainsRegex("Page size: +595.276 x 841.89 pts .A4"));
}

TEST_F(Pdf, TextCanBeReadBack) {
  const auto pdf = CaptionedSheets();
  const auto text = Tell("pdftotext " + pdf.string() + " -").text;
  for (const char* name : {"王小明", "𠮷田太郎", "㛃一", "欧阳上官司马诸葛", "Žbánek"})
    EXPECT_THAT(text, HasSubstr(name));
  EXPECT_THAT(text, Not(HasSubstr("〓")));
}

TEST_F(Pdf, JpegsAreEmbeddedUnchangedOnceForAllCopies) {
  const auto pdf = CaptionedSheets();
  ASSERT_EQ(Tell("pdfimages -j " + pdf.string() + " " + (folder / "image").string()).exit, 0);
  // pdfimages writes one file a drawing: all eight of the first page, which all come from one object.
  EXPECT_EQ(ReadFile(folder / "image-000.jpg"), *job.items.all[0].file);
  const auto list = Tell("pdfimages -list -l 1 " + pdf.string()).text;
  EXPECT_THAT(list, ContainsRegex("480 +640 +icc +3 +8 +jpeg +no"));
  EXPECT_THAT(list, ContainsRegex(" 40[67] +40[67] ")) << "480 px in 30 mm are 406.4 ppi";
  const auto objects = Objects(pdf)["objects"];
  int images = 0;
  for (const auto& [key, object] : objects.items())
    images += object.is_object() && object.value("/Subtype", "") == "/Image" ? 1 : 0;
  EXPECT_EQ(images, 6);
}

TEST_F(Pdf, WhatIsNotForStrangersStaysOut) {
  testing_pictures::ExifWriter exif;
  exif.picture_text = {{0x010F, "SecretCamera"}};
  job.items.all.push_back(
      {Share(testing_pictures::Jpeg(testing_pictures::Photo(480, 640), {.exif = exif.Write()})), {}});
  Render("{copies: 1}");
  const auto& pdf = job.shelf.files.at("document.pdf");
  EXPECT_EQ(std::string(pdf.begin(), pdf.end()).find("SecretCamera"), std::string::npos);
}

TEST_F(Pdf, OtherPicturesAreEmbeddedWithoutLoss) {
  // A JPEG of another colour space, one lying on its side, and a PNG cannot stand as they are.
  testing_pictures::ExifWriter turned;
  turned.orientation = 6;
  const auto photo = testing_pictures::Photo(480, 640);
  job.items.all.push_back({Share(testing_pictures::Jpeg(photo, {.exif = turned.Write()})), {}});
  job.items.all.push_back({Share(testing_pictures::Jpeg(testing_pictures::Photo(480, 640, 1))), {}});
  Render("{copies: 1, grouping: all}");
  const auto pdf = WriteFile(folder / "a.pdf", job.shelf.files.at("document.pdf"));
  const auto list = Tell("pdfimages -list " + pdf.string()).text;
  EXPECT_THAT(list, ContainsRegex("640 +480 +icc +3 +8 +image")) << list;
  EXPECT_THAT(list, Not(HasSubstr("jpeg")));
}

// ISO 15930-7:2008, key by key.
TEST_F(Pdf, WithAPrintersProfileItHasTheKeysOfPdfX4) {
  for (const bool cmyk : {true, false}) {
    const auto profile = cmyk ? CmykPrinter() : RgbPrinter();
    job.attachments["printer_profile"] = profile;
    job.items.all = {{Portrait(1), {{"name", "王小明"}}}};
    job.shelf.Clear();
    Render("{copies: 2, caption: '{name}', created: '2026-11-22T10:00:00Z', title: 'Order 7', job: JOB1}");
    const auto pdf = WriteFile(folder / "x4.pdf", job.shelf.files.at("document.pdf"));
    EXPECT_EQ(Tell("qpdf --check " + pdf.string()).exit, 0);
    const auto json = Objects(pdf);
    ASSERT_TRUE(json.is_object());
    const auto& objects = json["objects"];
    const auto& trailer = objects["trailer"];
    ASSERT_EQ(trailer["/ID"].size(), 2u);
    EXPECT_FALSE(trailer.contains("/Encrypt"));
    const auto info = Follow(objects, trailer["/Info"]);
    EXPECT_EQ(info["/GTS_PDFXVersion"], "PDF/X-4");
    EXPECT_EQ(info["/Trapped"], "/False");
    EXPECT_EQ(info["/Title"], "Order 7");
    EXPECT_EQ(info["/CreationDate"], "D:20261122100000Z");
    EXPECT_EQ(info["/ModDate"], "D:20261122100000Z");
    const auto root = Follow(objects, trailer["/Root"]);
    EXPECT_FALSE(root.contains("/OpenAction") || root.contains("/AA") || root.contains("/Names") ||
                 root.contains("/AcroForm"));
    ASSERT_EQ(root["/OutputIntents"].size(), 1u);
    const auto intent = Follow(objects, root["/OutputIntents"][0]);
    EXPECT_EQ(intent["/S"], "/GTS_PDFX");
    EXPECT_FALSE(intent["/OutputConditionIdentifier"].get<std::string>().empty());
    const auto stream = Follow(objects, intent["/DestOutputProfile"]);
    EXPECT_EQ(stream.value("/N", 0), cmyk ? 4 : 3);
    // The profile itself, byte by byte.
    const auto number = intent["/DestOutputProfile"].get<std::string>();
    const auto embedded = folder / "embedded.icc";
    EXPECT_EQ(Tell("qpdf --show-object=" + number.substr(0, number.find(' ')) + " --filtered-stream-data " +
                   pdf.string() + " > " + embedded.string())
                  .exit,
              0);
    EXPECT_EQ(ReadFile(embedded), profile);
    // XMP says the same as the information dictionary.
    const auto xmp_number = root["/Metadata"].get<std::string>();
    const auto xmp = Tell("qpdf --show-object=" + xmp_number.substr(0, xmp_number.find(' ')) +
                          " --filtered-stream-data " + pdf.string())
                         .text;
    for (const char* part :
         {"<pdfxid:GTS_PDFXVersion>PDF/X-4<", "<xmp:CreateDate>2026-11-22T10:00:00Z<",
          "<xmp:ModifyDate>2026-11-22T10:00:00Z<", "<xmp:MetadataDate>", "<pdf:Trapped>False<", ">Order 7<",
          "<xmpMM:DocumentID>uuid:", "<xmpMM:RenditionClass>default<", "<xmpMM:VersionID>"})
      EXPECT_THAT(xmp, HasSubstr(part));
    for (const auto& [key, object] : objects.items()) {
      if (!object.is_object()) continue;
      if (object.value("/Type", "") == "/Page") {
        EXPECT_TRUE(object.contains("/TrimBox") && object.contains("/BleedBox") &&
                    object.contains("/MediaBox"));
        EXPECT_FALSE(object.contains("/ArtBox") || object.contains("/Annots") || object.contains("/AA"));
      }
      // No uncalibrated colour of a photo.
      if (object.value("/Subtype", "") == "/Image") {
        EXPECT_EQ(object["/ColorSpace"][0], "/ICCBased");
      }
    }
    // Marks and type: black ink alone on a press, the device's own black on an RGB printer, and nothing else
    // of the device.
    const auto content = Tell("qpdf --qdf --object-streams=disable " + pdf.string() + " - | strings").text;
    EXPECT_THAT(content, ContainsRegex(cmyk ? "\n0 0 0 1 k\n" : "\n0 0 0 rg\n"));
    EXPECT_THAT(content, Not(ContainsRegex(cmyk ? "[0-9] rg\n" : "[0-9] k\n")));
    EXPECT_THAT(content, Not(ContainsRegex("\n[0-9.]+ g\n")));
  }
}

TEST_F(Pdf, AProfileThatIsNoPrintersIsRefused) {
  job.items.all = {{Portrait(1), {}}};
  const auto srgb = print::IccProfile::Srgb();
  job.attachments["printer_profile"] = {srgb.bytes().begin(), srgb.bytes().end()};
  EXPECT_THAT(Refused("{copies: 1}"), HasSubstr("not of the class of printers"));
  job.attachments["printer_profile"] = Bytes(200, 7);
  EXPECT_THAT(Refused("{copies: 1}"), HasSubstr("no ICC profile"));
}

TEST_F(Pdf, TheSameJobGivesTheSameBytes) {
  job.items.all = {{Portrait(1), {{"name", "王"}}}, {Portrait(2), {{"name", "李"}}}};
  const std::string params = "{copies: 3, grouping: all, caption: '{name}', created: '2026-11-22T10:00:00Z'}";
  Render(params);
  const auto first = job.shelf.files.at("document.pdf");
  job.shelf.Clear();
  Render(params);
  EXPECT_EQ(job.shelf.files.at("document.pdf"), first);
}

}  // namespace
}  // namespace certphoto::print_test
