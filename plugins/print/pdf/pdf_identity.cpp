#include "pdf/pdf_identity.h"

#include <cstdio>

namespace certphoto::print {
namespace {

constexpr const char* kProducer = "certphoto";

// "D:20261122100000Z"
std::string PdfDate(const std::string& moment) {
  std::string out = "(D:";
  for (const char c : moment)
    if (c >= '0' && c <= '9') out += c;
  return out + "Z)";
}

std::string EscapeXml(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

bool IsMoment(const std::string& text) {
  constexpr char kPattern[] = "0000-00-00T00:00:00Z";
  if (text.size() != sizeof kPattern - 1) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kPattern[i] == '0' ? !digit : text[i] != kPattern[i]) return false;
  }
  return true;
}

std::string InfoDictionary(const std::string& title, const std::string& created, bool pdf_x4) {
  const auto date = PdfDate(created);
  return Cat("<< /Title ", PdfText(title), " /Creator (", kProducer, ") /Producer (", kProducer,
             ") /CreationDate ", date, " /ModDate ", date, " /Trapped /False",
             pdf_x4 ? " /GTS_PDFXVersion (PDF/X-4)" : "", " >>");
}

std::string XmpPacket(const std::string& title, const std::string& created, bool pdf_x4,
                      const std::string& uuid) {
  std::string xmp =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
      "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" "
      "xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\">\n";
  xmp += Cat("<dc:format>application/pdf</dc:format>\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">",
             EscapeXml(title), "</rdf:li></rdf:Alt></dc:title>\n");
  for (const char* name : {"xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"})
    xmp += Cat("<", name, ">", created, "</", name, ">\n");
  xmp += Cat("<xmp:CreatorTool>", kProducer, "</xmp:CreatorTool>\n<pdf:Producer>", kProducer,
             "</pdf:Producer>\n<pdf:Trapped>False</pdf:Trapped>\n<xmpMM:DocumentID>uuid:", uuid,
             "</xmpMM:DocumentID>\n<xmpMM:VersionID>1</xmpMM:VersionID>\n<xmpMM:RenditionClass>default</"
             "xmpMM:RenditionClass>\n");
  if (pdf_x4) xmp += "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>\n";
  return xmp + "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";
}

std::string FileUuid(const PdfSettings& settings, std::size_t pages) {
  std::uint64_t hash[2] = {0xcbf29ce484222325u, 0x9ce484222325cbf2u};
  for (auto& h : hash) {
    for (const char c : settings.title + "\n" + settings.created)
      h = (h ^ static_cast<std::uint8_t>(c)) * 0x100000001b3u;
    h = (h ^ pages) * 0x100000001b3u;
  }
  hash[0] = (hash[0] & 0xFFFFFFFFFFFF0FFFu) | 0x8000u;              // version 8
  hash[1] = (hash[1] & 0x3FFFFFFFFFFFFFFFu) | 0x8000000000000000u;  // variant of RFC 4122
  char text[48];
  std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(hash[0] >> 32),
                static_cast<unsigned>(hash[0] >> 16 & 0xFFFF), static_cast<unsigned>(hash[0] & 0xFFFF),
                static_cast<unsigned>(hash[1] >> 48),
                static_cast<unsigned long long>(hash[1] & 0xFFFFFFFFFFFFu));
  return text;
}

}  // namespace certphoto::print
