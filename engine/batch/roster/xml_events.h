// XML as a stream of events, by expat, with what a hostile document could use switched off. For xlsx.cpp.
#ifndef CERTPHOTO_ENGINE_BATCH_ROSTER_XML_EVENTS_H
#define CERTPHOTO_ENGINE_BATCH_ROSTER_XML_EVENTS_H

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace certphoto {

struct XmlEvents {
  using Attributes = std::map<std::string, std::string, std::less<>>;
  // Names without their namespace prefix. Returning an error text stops.
  std::function<std::optional<std::string>(std::string_view name, const Attributes& attributes)> begin;
  std::function<std::optional<std::string>(std::string_view name)> end;
  std::function<void(std::string_view text)> text;
};

// What is wrong with the document, with its line; empty when it was read to its end. A document type
// declaration is wrong, and so is depth over 64 or an element with over 64 attributes.
[[nodiscard]] std::optional<std::string> ReadXml(std::string_view document, const XmlEvents& events);

}  // namespace certphoto

#endif
