#include "engine/config/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>

#include "engine/base/utf8.h"
#include "engine/config/yaml.h"

namespace certphoto {
namespace {

// Stops the parser where going on has no use; the problem is already reported.
struct GiveUp {};

// The text by lines, to turn the parser's byte columns into characters and to look at what it read.
class Source {
 public:
  Source(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') starts_.push_back(i + 1);
    }
  }

  [[nodiscard]] std::size_t Offset(const YAML::Mark& mark) const {
    if (mark.is_null()) return 0;
    const auto line = std::min(static_cast<std::size_t>(std::max(mark.line, 0)), starts_.size() - 1);
    return std::min(starts_[line] + static_cast<std::size_t>(std::max(mark.column, 0)), text_.size());
  }

  [[nodiscard]] Place At(std::size_t offset) const {
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto line = static_cast<std::size_t>(next - starts_.begin()) - 1;
    const std::size_t column = Utf8Length(text_.substr(starts_[line], offset - starts_[line]));
    return {file_, static_cast<int>(line) + 1, static_cast<int>(column) + 1};
  }
  [[nodiscard]] Place At(const YAML::Mark& mark) const {
    return mark.is_null() ? Place{file_, 0, 0} : At(Offset(mark));
  }

  [[nodiscard]] std::string_view From(const YAML::Mark& mark) const { return text_.substr(Offset(mark)); }

  [[nodiscard]] bool LineIsIndentedByTab(int line) const {
    if (line < 1 || static_cast<std::size_t>(line) > starts_.size()) return false;
    for (std::size_t i = starts_[static_cast<std::size_t>(line) - 1]; i < text_.size(); ++i) {
      if (text_[i] == '\t') return true;
      if (text_[i] != ' ') return false;
    }
    return false;
  }

 private:
  std::string_view text_;
  std::string file_;
  std::vector<std::size_t> starts_;
};

// The parser takes the end of the file for a closing quote; we do not.
bool QuoteIsClosed(std::string_view from) {
  const char quote = from[0];
  for (std::size_t i = 1; i < from.size(); ++i) {
    if (quote == '"' && from[i] == '\\') {
      ++i;
    } else if (from[i] == quote) {
      if (quote == '"' || i + 1 >= from.size() || from[i + 1] != '\'') return true;
      ++i;
    }
  }
  return false;
}

struct Document {
  std::deque<YamlNode> nodes;  // addresses stay
  YamlNode* root = nullptr;
};

class Builder : public YAML::EventHandler {
 public:
  Builder(const Source& source, Document& document, Diagnostics& problems)
      : source_(source), document_(document), problems_(problems) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      problems_.Add(source_.At(mark),
                    "this belongs to nothing above: a second document ('---') or wrong indentation");
      throw GiveUp{};
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    Add(mark, YamlNode::Kind::kNull);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problems_.Add(source_.At(mark), "aliases (*name) are not allowed; write the value out");
    Add(mark, YamlNode::Kind::kNull);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    const std::string_view raw = source_.From(mark);
    const bool quoted = tag == "!";
    if (quoted && !raw.empty() && (raw[0] == '"' || raw[0] == '\'') && !QuoteIsClosed(raw)) {
      problems_.Add(source_.At(mark),
                    std::string("the text that begins here with ") + raw[0] + " has no closing quote");
      throw GiveUp{};
    }
    if (tag == "?" && anchor == 0 && raw.substr(0, value.size()) != value) {
      folded_.push_back(source_.At(mark));
    }
    YamlNode* node = Add(mark, YamlNode::Kind::kScalar, value);
    if (node != nullptr) node->quoted = quoted;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { open_.pop_back(); }

  // After a parse to the end. Where it stops at an error, text over several lines is most often part of that
  // error.
  void ReportFoldedText() const {
    for (const Place& place : folded_) {
      problems_.Add(place,
                    "this text goes on in the next line: is a ':' missing there? Long text begins with '>-'");
    }
  }

  // The list or map that was being read when the parser stopped; null when none was.
  [[nodiscard]] const YamlNode* InnermostOpen() const { return open_.empty() ? nullptr : open_.back().node; }

 private:
  // A list or map whose end has not come yet.
  struct Frame {
    YamlNode* node = nullptr;
    bool key_next = true;                // maps: whether the next event is a key
    std::optional<YamlNode::Entry> key;  // empty while a value comes: its key was refused
  };

  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) problems_.Add(source_.At(mark), "anchors (&name) are not allowed; remove it");
  }
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      problems_.Add(source_.At(mark), "tags are not allowed: remove " + Quoted(tag));
    }
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    if (open_.size() >= static_cast<std::size_t>(kMaxYamlDepth)) {
      problems_.Add(source_.At(mark),
                    "lists and maps are nested deeper than " + std::to_string(kMaxYamlDepth) + " levels");
      throw GiveUp{};
    }
    YamlNode* node = Add(mark, kind);
    open_.push_back({node, true, {}});
  }

  // Puts a value where it belongs; null when it is a key.
  YamlNode* Add(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& scalar = {}) {
    const Place place = source_.At(mark);
    if (!open_.empty() && open_.back().node != nullptr && open_.back().node->kind == YamlNode::Kind::kMap &&
        open_.back().key_next) {
      open_.back().key_next = false;
      open_.back().key = TakeKey(place, kind, scalar);
      return kind == YamlNode::Kind::kScalar || kind == YamlNode::Kind::kNull ? nullptr
                                                                              : NewNode(place, kind);
    }
    YamlNode* node = NewNode(place, kind);
    node->scalar = scalar;
    if (open_.empty()) {
      document_.root = node;
    } else if (YamlNode* parent = open_.back().node; parent->kind == YamlNode::Kind::kList) {
      parent->list.push_back(node);
    } else {
      open_.back().key_next = true;
      if (auto& key = open_.back().key) {
        // The parser places a value that is not there at whatever comes next.
        if (kind == YamlNode::Kind::kNull)
          std::tie(node->line, node->column) = std::tie(key->line, key->column);
        key->value = node;
        parent->map.push_back(*std::exchange(key, std::nullopt));
      }
    }
    return node;
  }

  YamlNode* NewNode(const Place& place, YamlNode::Kind kind) {
    YamlNode& node = document_.nodes.emplace_back();
    node.kind = kind;
    node.line = place.line;
    node.column = place.column;
    return &node;
  }

  std::optional<YamlNode::Entry> TakeKey(const Place& place, YamlNode::Kind kind, const std::string& key) {
    if (kind == YamlNode::Kind::kList || kind == YamlNode::Kind::kMap) {
      problems_.Add(place, "a key must be text");
      throw GiveUp{};  // what follows belongs to that key and would be misread
    }
    if (kind == YamlNode::Kind::kNull || key.empty()) {
      problems_.Add(place, "a key must be text");
      return {};
    }
    for (const YamlNode::Entry& known : open_.back().node->map) {
      if (known.key == key) {
        problems_.Add(place, "key " + Quoted(key) + " is written twice; the first is in line " +
                                 std::to_string(known.line));
        return {};
      }
    }
    return YamlNode::Entry{key, place.line, place.column, nullptr};
  }

  const Source& source_;
  Document& document_;
  Diagnostics& problems_;
  std::vector<Frame> open_;
  std::vector<Place> folded_;  // plain text over several lines
  int documents_ = 0;
};

// What the parser's message means to somebody who wrote the file.
std::string Explain(std::string_view message) {
  static constexpr std::array<std::array<std::string_view, 2>, 9> kKnown{{
      {"illegal map value",
       "a ':' where no key can stand: check the indentation here and the line above, and put text with ': ' "
       "in quotes"},
      {"end of sequence flow not found", "the list in [ ] is not closed"},
      {"end of map flow not found", "the map in { } is not closed"},
      {"illegal flow end", "a closing bracket without an opening one"},
      {"illegal block entry", "a '- ' where no list item can stand: check the indentation"},
      {"end of map not found",
       "this line belongs neither to the map above nor to a new key: check the indentation and the ':'"},
      {"end of sequence not found",
       "this line belongs neither to the list above nor to a new item: check the indentation"},
      {"unknown token", "a character that cannot begin a value: put the text in quotes"},
      {"the referenced anchor is not defined", "aliases (*name) are not allowed; write the value out"},
  }};
  for (const auto& [theirs, ours] : kKnown) {
    if (message.find(theirs) != std::string_view::npos) return std::string(ours);
  }
  return "no valid YAML: " + std::string(message);
}

// Characters that YAML forbids; the parser takes one of them (U+0004) for the end of the file.
std::size_t FindControlCharacter(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) return i;
  }
  return std::string_view::npos;
}

}  // namespace

std::shared_ptr<const YamlNode> ParseYaml(std::string_view text, const std::string& file,
                                          Diagnostics& problems) {
  if (text.size() > kMaxYamlBytes) {
    problems.Add({file, 0, 0}, "the file has " + std::to_string(text.size()) + " bytes; at most " +
                                   std::to_string(kMaxYamlBytes) + " are read");
    return nullptr;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // the byte order mark of some editors
  const Source source(text, file);
  if (const std::size_t at = FindInvalidUtf8(text); at != std::string_view::npos) {
    problems.Add(source.At(at), "the file is not UTF-8: save it as UTF-8");
    return nullptr;
  }
  if (const std::size_t at = FindControlCharacter(text); at != std::string_view::npos) {
    problems.Add(source.At(at), "a control character; remove it");
    return nullptr;
  }
  auto document = std::make_shared<Document>();
  Builder builder(source, *document, problems);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    builder.ReportFoldedText();
  } catch (const GiveUp&) {
    return nullptr;
  } catch (const YAML::Exception& e) {
    Place place = source.At(e.mark);
    const YamlNode* open = builder.InnermostOpen();
    if (open != nullptr &&
        e.msg.find("flow not found") != std::string::npos) {  // show the bracket, not the end of the file
      place = {file, open->line, open->column};
    }
    if (source.LineIsIndentedByTab(place.line)) place.column = 1;
    problems.Add(place, source.LineIsIndentedByTab(place.line) ? "the line is indented with a tab; use spaces"
                                                               : Explain(e.msg));
    return nullptr;
  }
  if (document->root == nullptr) {
    problems.Add({file, 0, 0}, "the file is empty");
    return nullptr;
  }
  return {document, document->root};
}

}  // namespace certphoto
