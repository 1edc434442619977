#include "pdf/pdf_writer.h"

#include <zlib.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "text/clean_text.h"

namespace certphoto::print {
namespace {

constexpr int kDeflateLevel = 6;  // zlib's own default

std::span<const std::uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void AppendHex(std::string& out, std::uint32_t value, int digits) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*X", digits, value);
  out += text;
}

}  // namespace

PdfWriter::PdfWriter(ByteSink sink)
    : sink_(std::move(sink)), hash_{0xcbf29ce484222325u, 0x84222325cbf29ce4u} {
  // The second line tells transfer programs that the file is not text.
  Write("%PDF-1.6\n%\xE2\xE3\xCF\xD3\n");
}

int PdfWriter::Reserve() {
  offsets_.push_back(0);
  return static_cast<int>(offsets_.size());
}

void PdfWriter::Write(std::string_view text) {
  Write(Bytes(text));
}

void PdfWriter::Write(std::span<const std::uint8_t> bytes) {
  sink_(bytes);
  written_ += bytes.size();
  // FNV-1a of the first kilobyte of each write, its length and place: the file's id has to be its own, not a
  // secret.
  const auto head = bytes.first(std::min<std::size_t>(bytes.size(), 1024));
  for (auto& h : hash_) {
    for (const auto b : head) h = (h ^ b) * 0x100000001b3u;
    h = (h ^ bytes.size()) * 0x100000001b3u;
  }
}

void PdfWriter::Begin(int number) {
  auto& offset = offsets_.at(static_cast<std::size_t>(number - 1));
  if (offset != 0) throw std::logic_error("PDF object " + std::to_string(number) + " written twice");
  offset = written_;
  Write(Cat(number, " 0 obj\n"));
}

void PdfWriter::Object(int number, std::string_view body) {
  Begin(number);
  Write(body);
  Write("\nendobj\n");
}

void PdfWriter::Stream(int number, std::string_view entries, std::span<const std::uint8_t> bytes) {
  Begin(number);
  Write(Cat("<< ", entries, " /Length ", bytes.size(), " >>\nstream\n"));
  Write(bytes);
  Write("\nendstream\nendobj\n");
}

void PdfWriter::Deflated(int number, std::string_view entries, std::span<const std::uint8_t> bytes) {
  Stream(number, Cat(entries, " /Filter /FlateDecode"), Deflate(bytes));
}

std::string PdfWriter::FileId() const {
  std::string id;
  for (const auto h : hash_) {
    AppendHex(id, static_cast<std::uint32_t>(h >> 32), 8);
    AppendHex(id, static_cast<std::uint32_t>(h), 8);
  }
  return id;
}

void PdfWriter::Finish(int catalog, int info) {
  const auto start = written_;
  Write(Cat("xref\n0 ", offsets_.size() + 1, "\n0000000000 65535 f \n"));
  for (std::size_t i = 0; i < offsets_.size(); ++i) {
    if (offsets_[i] == 0)
      throw std::logic_error("PDF object " + std::to_string(i + 1) + " was never written");
    if (offsets_[i] > 9'999'999'999u) throw std::length_error("a PDF file cannot be larger than 10 GB");
    char entry[32];
    std::snprintf(entry, sizeof entry, "%010llu 00000 n \n", static_cast<unsigned long long>(offsets_[i]));
    Write(entry);
  }
  const auto id = FileId();
  Write(Cat("trailer\n<< /Size ", offsets_.size() + 1, " /Root ", catalog, " 0 R /Info ", info, " 0 R /ID [<",
            id, "> <", id, ">] >>\nstartxref\n", start, "\n%%EOF\n"));
}

std::string PdfNumber(double value, int decimals) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, std::isfinite(value) ? value : 0.0);
  std::string out(text);
  for (char& c : out)
    if (c == ',') c = '.';  // whatever the process's locale writes
  if (out.find('.') != std::string::npos) {
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
  }
  return out == "-0" ? "0" : out;
}

std::string PdfText(std::string_view utf8) {
  const auto points = ToCodePoints(utf8);
  bool ascii = true;
  for (const char32_t c : points) ascii = ascii && c >= 0x20 && c < 0x7F;
  if (ascii) {
    std::string out = "(";
    for (const char c : utf8) {
      if (c == '(' || c == ')' || c == '\\') out += '\\';
      out += c;
    }
    return out + ")";
  }
  std::string out = "<FEFF";
  for (const char32_t c : points) {
    if (c >= 0x10000) {
      AppendHex(out, 0xD800 + ((static_cast<std::uint32_t>(c) - 0x10000) >> 10), 4);
      AppendHex(out, 0xDC00 + ((static_cast<std::uint32_t>(c) - 0x10000) & 0x3FF), 4);
    } else {
      AppendHex(out, static_cast<std::uint32_t>(c), 4);
    }
  }
  return out + ">";
}

std::vector<std::uint8_t> Deflate(std::span<const std::uint8_t> bytes) {
  std::vector<std::uint8_t> out(compressBound(static_cast<uLong>(bytes.size())));
  auto size = static_cast<uLongf>(out.size());
  if (compress2(out.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()), kDeflateLevel) != Z_OK)
    throw std::runtime_error("zlib cannot compress a stream");
  out.resize(size);
  return out;
}

}  // namespace certphoto::print
