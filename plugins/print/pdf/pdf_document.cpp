#include "pdf/pdf_document.h"

#include <stdexcept>

#include "pdf/jpeg_info.h"
#include "pdf/pdf_identity.h"

namespace certphoto::print {
namespace {

constexpr double kPointsPerUm = 72.0 / 25400;

std::string Ref(int object) {
  return Cat(object, " 0 R");
}

std::span<const std::uint8_t> Bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string Hex4(std::uint32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, "%04X", code);
  return text;
}

}  // namespace

// The content of one page.
class PdfDocument::Page {
 public:
  Page(PdfDocument& document, const Device& device, Pictures& pictures)
      : document_(document), device_(device), pictures_(pictures) {}

  void Draw(const Drawing& drawing) {
    for (const auto& thing : drawing.things) std::visit([&](const auto& t) { Draw(t); }, thing);
  }

  void Write() {
    const int page = document_.writer_.Reserve(), content = document_.writer_.Reserve();
    document_.writer_.Deflated(content, "", Bytes(content_));
    auto resources = Cat("/ColorSpace << /CS0 [/ICCBased ", Ref(document_.srgb_), "] >>");
    if (!images_.empty()) resources += Cat(" /XObject <<", Names("/Im", images_), " >>");
    if (!fonts_.empty()) resources += Cat(" /Font <<", Names("/F", fonts_), " >>");
    const auto width = Points(device_.paper.width + 2 * device_.overscan_x);
    const auto height = Points(device_.paper.height + 2 * device_.overscan_y);
    const auto left = Points(device_.overscan_x), bottom = Points(device_.overscan_y);
    const auto right = Points(device_.overscan_x + device_.paper.width);
    const auto top = Points(device_.overscan_y + device_.paper.height);
    const auto media = Cat("[0 0 ", width, " ", height, "]");
    const auto trim = Cat("[", left, " ", bottom, " ", right, " ", top, "]");
    document_.writer_.Object(
        page, Cat("<< /Type /Page /Parent ", Ref(document_.tree_), " /MediaBox ", media, " /BleedBox ", media,
                  " /TrimBox ", trim, " /Resources << ", resources, " >> /Contents ", Ref(content), " >>"));
    document_.pages_.push_back(page);
  }

 private:
  static std::string Points(Micrometres um) { return PdfNumber(static_cast<double>(um) * kPointsPerUm); }
  static std::string Names(const char* prefix, const std::set<int>& objects) {
    std::string out;
    for (const int o : objects) out += Cat(" ", prefix, o, " ", Ref(o));
    return out;
  }

  [[nodiscard]] Point OnPage(Point p) const {
    const auto centre_x = static_cast<double>(device_.paper.width) / 2,
               centre_y = static_cast<double>(device_.paper.height) / 2;
    const double x = centre_x + (p.x - centre_x) * device_.scale_x +
                     static_cast<double>(device_.offset_x + device_.overscan_x);
    const double y = centre_y + (p.y - centre_y) * device_.scale_y +
                     static_cast<double>(device_.offset_y + device_.overscan_y);
    const auto height = static_cast<double>(device_.paper.height + 2 * device_.overscan_y);
    return {x * kPointsPerUm, (height - y) * kPointsPerUm};
  }
  [[nodiscard]] std::string Rectangle(const Rect& r) const {
    const auto a = OnPage({static_cast<double>(r.x), static_cast<double>(r.bottom())});
    const auto b = OnPage({static_cast<double>(r.right()), static_cast<double>(r.y)});
    return Cat(PdfNumber(a.x), " ", PdfNumber(a.y), " ", PdfNumber(b.x - a.x), " ", PdfNumber(b.y - a.y),
               " re");
  }

  void SetInk(const Ink& ink) {
    auto wanted = document_.InkOperator(ink);
    if (wanted == ink_) return;
    ink_ = wanted;
    content_ += wanted + "\n";
  }

  void Draw(const Area& area) {
    SetInk(area.ink);
    content_ += Rectangle(area.rect) + " f\n";
  }

  void Draw(const Line& line) {
    const auto half = line.width / 2;
    const Rect r = line.vertical ? Rect{line.at - half, line.from, line.width, line.to - line.from}
                                 : Rect{line.from, line.at - half, line.to - line.from, line.width};
    Draw(Area{r, line.ink});
  }

  void Draw(const Photo& photo) {
    const int image = document_.ImageObject(photo.item, pictures_);
    images_.insert(image);
    const double width = photo.fit.um_per_px * photo.width_px, height = photo.fit.um_per_px * photo.height_px;
    content_ += Cat("q ", Rectangle(photo.frame.Map(photo.paint)), " W n\n");
    for (int row = -1; row <= 1; ++row)
      for (int column = -1; column <= 1; ++column) {
        const double x = photo.fit.picture_x + column * width, y = photo.fit.picture_y + row * height;
        const bool seen =
            x < static_cast<double>(photo.paint.right()) && x + width > static_cast<double>(photo.paint.x) &&
            y < static_cast<double>(photo.paint.bottom()) && y + height > static_cast<double>(photo.paint.y);
        if (seen) Tile(photo, image, {x, y}, width, height, column != 0, row != 0);
      }
    content_ += "Q\n";
  }

  // The picture, or its mirror image, with its top left corner at `at`.
  void Tile(const Photo& photo, int image, Point at, double width, double height, bool mirror_x,
            bool mirror_y) {
    const auto corner = [&](double u, double v) {  // of the unit square, v upwards
      return OnPage(photo.frame.Map(
          Point{at.x + (mirror_x ? 1 - u : u) * width, at.y + (mirror_y ? v : 1 - v) * height}));
    };
    const auto o = corner(0, 0), u = corner(1, 0), v = corner(0, 1);
    content_ +=
        Cat("q ", PdfNumber(u.x - o.x), " ", PdfNumber(u.y - o.y), " ", PdfNumber(v.x - o.x), " ",
            PdfNumber(v.y - o.y), " ", PdfNumber(o.x), " ", PdfNumber(o.y), " cm /Im", image, " Do Q\n");
  }

  void Draw(const Text& text) {
    // Of the text matrix: one em to the right and one em up.
    static constexpr const char* kTurns[] = {"1 0 0 1", "0 -1 1 0", "-1 0 0 -1", "0 1 -1 0"};
    SetInk(text.ink);
    content_ += "BT\n";
    for (const auto& run : text.line->runs) {
      if (run.font->kind == FontKind::kNotEmbeddable) continue;
      const int font = document_.fonts_.Use(document_.writer_, run);
      fonts_.insert(font);
      content_ += Cat("/F", font, " ", PdfNumber(run.size * kPointsPerUm), " Tf\n");
      for (const auto& glyph : run.glyphs) {
        const auto at = OnPage(text.Map(glyph.x, glyph.y));
        content_ += Cat(kTurns[text.quarter_turns & 3], " ", PdfNumber(at.x), " ", PdfNumber(at.y), " Tm <",
                        Hex4(glyph.code), "> Tj\n");
      }
    }
    content_ += "ET\n";
  }

  void Draw(const Code& code) {
    SetInk(Ink::Black());
    const auto edge = [&](Micrometres from, Micrometres length, int i) {
      return from + length * i / code.side;
    };
    for (int row = 0; row < code.side; ++row)
      for (int begin = 0; begin < code.side;) {
        const auto dark = [&](int column) {
          return (*code.modules)[static_cast<std::size_t>(row * code.side + column)];
        };
        int end = begin + 1;
        while (end < code.side && dark(end) == dark(begin)) ++end;
        const auto x = edge(code.rect.x, code.rect.width, begin),
                   y = edge(code.rect.y, code.rect.height, row);
        if (dark(begin))
          content_ += Rectangle({x, y, edge(code.rect.x, code.rect.width, end) - x,
                                 edge(code.rect.y, code.rect.height, row + 1) - y}) +
                      "\n";
        begin = end;
      }
    content_ += "f\n";
  }

  PdfDocument& document_;
  const Device& device_;
  Pictures& pictures_;
  std::string content_, ink_;
  std::set<int> images_, fonts_;
};

PdfDocument::PdfDocument(ByteSink sink, PdfSettings settings)
    : writer_(std::move(sink)), settings_(std::move(settings)) {
  srgb_ = writer_.Reserve();
  tree_ = writer_.Reserve();
  writer_.Deflated(srgb_, "/N 3", IccProfile::Srgb().bytes());
}

void PdfDocument::AddPage(const Drawing& drawing, const Device& device, Pictures& pictures) {
  Page page(*this, device, pictures);
  page.Draw(drawing);
  page.Write();
}

int PdfDocument::ImageObject(std::uint64_t item, Pictures& pictures) {
  if (const auto known = images_.find(item); known != images_.end()) return known->second;
  const int object = writer_.Reserve();
  images_.emplace(item, object);
  const auto entries = [&](int width, int height) {
    return Cat("/Type /XObject /Subtype /Image /Width ", width, " /Height ", height,
               " /BitsPerComponent 8 /ColorSpace [/ICCBased ", Ref(srgb_), "]");
  };
  if (const auto jpeg = pictures.PassThroughJpeg(item); !jpeg.empty()) {
    const auto info = ReadJpegInfo(jpeg);
    writer_.Stream(object, entries(info->width, info->height) + " /Filter /DCTDecode", jpeg);
  } else {
    const auto pixels = MustDecode(pictures, item);
    writer_.Deflated(object, entries(pixels->width, pixels->height), pixels->rgb);
  }
  return object;
}

std::string PdfDocument::InkOperator(const Ink& ink) const {
  if (!ink.black_only) {
    std::string out = "/CS0 cs";
    for (const auto sample : ink.rgb) out += Cat(" ", PdfNumber(sample / 255.0));
    return out + " sc";
  }
  // Black of the device: where a press has black ink, hairlines and small type are printed with it alone.
  const auto paper = PdfNumber(1 - ink.black / 255.0), black = PdfNumber(ink.black / 255.0);
  if (!settings_.output_intent) return paper + " g";
  if (settings_.output_intent->colour_space() == "CMYK") return Cat("0 0 0 ", black, " k");
  return Cat(paper, " ", paper, " ", paper, " rg");
}

void PdfDocument::Finish() {
  if (pages_.empty()) throw std::logic_error("a PDF has at least one page");
  fonts_.Write(writer_);
  std::string kids;
  for (const int page : pages_) kids += Ref(page) + " ";
  writer_.Object(tree_, Cat("<< /Type /Pages /Count ", pages_.size(), " /Kids [", kids, "] >>"));

  auto catalog = Cat("<< /Type /Catalog /Pages ", Ref(tree_));
  const int metadata = writer_.Reserve();
  const auto xmp = XmpPacket(settings_.title, settings_.created, settings_.output_intent.has_value(),
                             FileUuid(settings_, pages_.size()));
  writer_.Stream(metadata, "/Type /Metadata /Subtype /XML", Bytes(xmp));
  catalog += Cat(" /Metadata ", Ref(metadata));
  // A viewer that prints must not fit the page to its paper: the millimetres are the point.
  catalog += " /ViewerPreferences << /PrintScaling /None >>";
  if (settings_.output_intent) {
    const auto& intent = *settings_.output_intent;
    const int profile = writer_.Reserve();
    writer_.Deflated(profile, Cat("/N ", intent.components()), intent.bytes());
    const auto name = PdfText(intent.description().empty() ? "Custom" : intent.description());
    catalog += Cat(" /OutputIntents [<< /Type /OutputIntent /S /GTS_PDFX /OutputConditionIdentifier ", name,
                   " /Info ", name, " /DestOutputProfile ", Ref(profile), " >>]");
  }
  const int root = writer_.Reserve(), info = writer_.Reserve();
  writer_.Object(root, catalog + " >>");
  writer_.Object(info,
                 InfoDictionary(settings_.title, settings_.created, settings_.output_intent.has_value()));
  writer_.Finish(root, info);
}

}  // namespace certphoto::print
