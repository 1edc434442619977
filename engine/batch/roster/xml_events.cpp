#include "engine/batch/roster/xml_events.h"

#include <expat.h>

#include <algorithm>
#include <memory>

namespace certphoto {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxAttributes = 64;

struct State {
  XML_Parser parser;
  const XmlEvents& events;
  int depth = 0;
  std::optional<std::string> wrong;

  void Stop(std::string why) {
    if (!wrong) wrong = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }
};

std::string_view LocalName(const char* name) {
  const std::string_view text(name);
  const auto colon = text.rfind(':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

void OnBegin(void* user, const char* name, const char** attributes) {
  auto& state = *static_cast<State*>(user);
  if (state.wrong) return;
  if (++state.depth > kMaxDepth) return state.Stop("elements are nested too deeply");
  XmlEvents::Attributes all;
  for (; *attributes != nullptr; attributes += 2) {
    if (all.size() >= kMaxAttributes) return state.Stop("an element has too many attributes");
    all.emplace(LocalName(attributes[0]), attributes[1]);
  }
  if (auto wrong = state.events.begin(LocalName(name), all)) state.Stop(std::move(*wrong));
}

void OnEnd(void* user, const char* name) {
  auto& state = *static_cast<State*>(user);
  if (state.wrong) return;
  --state.depth;
  if (auto wrong = state.events.end(LocalName(name))) state.Stop(std::move(*wrong));
}

void OnText(void* user, const char* text, int length) {
  auto& state = *static_cast<State*>(user);
  if (!state.wrong) state.events.text({text, static_cast<std::size_t>(length)});
}

void OnDoctype(void* user, const char*, const char*, const char*, int) {
  static_cast<State*>(user)->Stop("it declares a document type, which a workbook does not need");
}

}  // namespace

std::optional<std::string> ReadXml(std::string_view document, const XmlEvents& events) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr),
                                                                            &XML_ParserFree);
  if (!parser) return "out of memory";
  State state{parser.get(), events, 0, std::nullopt};
  XML_SetUserData(parser.get(), &state);
  XML_SetElementHandler(parser.get(), OnBegin, OnEnd);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), OnDoctype);
  constexpr std::size_t kPiece = 1u << 20;
  for (std::size_t at = 0;;) {
    const auto piece = document.substr(at, kPiece);
    at += piece.size();
    const bool last = at >= document.size();
    const auto status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last);
    if (state.wrong || status != XML_STATUS_OK) {
      const auto line = " (line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ")";
      return (state.wrong ? *state.wrong : std::string(XML_ErrorString(XML_GetErrorCode(parser.get())))) +
             line;
    }
    if (last) return std::nullopt;
  }
}

}  // namespace certphoto
