// Strict reading of our YAML files: every mistake of a file is reported in one go, with file:line:column and,
// for a misspelt key, the nearest known one.
//
//   Diagnostics problems;
//   if (auto root = LoadYamlFile("rule.yaml", problems)) {    // syntax, UTF-8, size, depth, duplicate keys
//     root->ExpectSchema("certphoto/rule/1");
//     auto id = root->RequiredText("id");                     // empty when it is missing or no text: already
//     reported root->FinishKeys();                                     // reports every key nobody asked for
//   }
//   if (!problems.empty()) return problems.ToError();
//
// What YAML offers and we refuse, because people get it wrong or a hostile file uses it: anchors, aliases,
// tags, several documents, keys that are not text, plain text over several lines, true/false by other names,
// numbers in quotes.
#ifndef CERTPHOTO_ENGINE_CONFIG_YAML_H
#define CERTPHOTO_ENGINE_CONFIG_YAML_H

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/diagnostics.h"

namespace certphoto {

inline constexpr std::size_t kMaxYamlBytes = 1u << 20;
inline constexpr int kMaxYamlDepth = 32;

struct YamlNode;  // yaml_tree.h
class YamlMap;

// One value: a scalar, list or map, with its place. Cheap to copy; keeps the document alive. Problems go to
// the Diagnostics it was loaded with, which must outlive it, or to those of ReportingTo.
class YamlValue {
 public:
  YamlValue(std::shared_ptr<const YamlNode> node, std::shared_ptr<const std::string> file, std::string path,
            Diagnostics* problems);

  // The same value with another place for its problems.
  [[nodiscard]] YamlValue ReportingTo(Diagnostics& problems) const;

  [[nodiscard]] Place place() const;
  [[nodiscard]] const std::string& path() const { return path_; }  // "checks[2].with.min_score"
  [[nodiscard]] bool IsScalar() const;
  [[nodiscard]] bool IsList() const;
  [[nodiscard]] bool IsMap() const;
  [[nodiscard]] bool IsNull() const;
  // A scalar in quotes or a block of text: never a number or true/false.
  [[nodiscard]] bool IsQuoted() const;

  // Each reports a problem and returns empty when the value is not of that type or out of range.
  [[nodiscard]] std::optional<std::string> Text() const;
  [[nodiscard]] std::optional<double> Number() const;  // finite, decimal
  [[nodiscard]] std::optional<double> Number(double min, double max) const;
  [[nodiscard]] std::optional<std::int64_t> Integer() const;
  [[nodiscard]] std::optional<std::int64_t> Integer(std::int64_t min, std::int64_t max) const;
  [[nodiscard]] std::optional<bool> Boolean() const;  // true or false only
  [[nodiscard]] std::optional<std::string> Choice(const std::vector<std::string>& allowed) const;
  [[nodiscard]] std::vector<YamlValue> List() const;
  [[nodiscard]] std::optional<YamlMap> Map() const;

  void Problem(std::string message) const;
  // "the number 3", "a list" …, for messages.
  [[nodiscard]] std::string Describe() const;

 private:
  void Expected(const char* what) const;

  std::shared_ptr<const YamlNode> node_;
  std::shared_ptr<const std::string> file_;
  std::string path_;
  Diagnostics* problems_;
};

struct YamlEntry {
  std::string key;
  Place key_place;
  YamlValue value;
};

// A map that knows which of its keys were asked for. Call FinishKeys last: some misspelt keys are reported
// only there.
class YamlMap {
 public:
  YamlMap(YamlValue self, std::vector<YamlEntry> entries, Diagnostics* problems);

  [[nodiscard]] Place place() const { return self_.place(); }
  [[nodiscard]] const YamlValue& value() const { return self_; }
  [[nodiscard]] bool Has(std::string_view key) const;

  [[nodiscard]] std::optional<YamlValue> Find(std::string_view key);
  [[nodiscard]] std::optional<YamlValue> Require(std::string_view key);  // reports when missing

  [[nodiscard]] std::optional<std::string> RequiredText(std::string_view key);
  [[nodiscard]] std::optional<std::string> OptionalText(std::string_view key);
  [[nodiscard]] std::optional<double> RequiredNumber(std::string_view key);
  [[nodiscard]] std::optional<double> OptionalNumber(std::string_view key);
  [[nodiscard]] std::optional<double> OptionalNumber(std::string_view key, double min, double max);
  [[nodiscard]] std::optional<std::int64_t> RequiredInteger(std::string_view key, std::int64_t min,
                                                            std::int64_t max);
  [[nodiscard]] std::optional<std::int64_t> OptionalInteger(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> OptionalInteger(std::string_view key, std::int64_t min,
                                                            std::int64_t max);
  [[nodiscard]] std::optional<bool> OptionalBoolean(std::string_view key);
  // Report unless it is one of `allowed` (with a near miss).
  [[nodiscard]] std::optional<std::string> RequiredChoice(std::string_view key,
                                                          const std::vector<std::string>& allowed);
  [[nodiscard]] std::optional<std::string> OptionalChoice(std::string_view key,
                                                          const std::vector<std::string>& allowed);
  [[nodiscard]] std::optional<YamlMap> RequiredMap(std::string_view key);
  [[nodiscard]] std::optional<YamlMap> OptionalMap(std::string_view key);
  [[nodiscard]] std::vector<YamlValue> OptionalList(std::string_view key);

  // Reports unless `schema` is there and equal.
  void ExpectSchema(std::string_view schema);
  // For maps whose keys are data: all entries, marked as asked for.
  [[nodiscard]] const std::vector<YamlEntry>& Entries();
  // Reports every key nobody asked for, with the nearest known one, and what Require put off.
  void FinishKeys();
  void Problem(std::string message) const { self_.Problem(std::move(message)); }

 private:
  [[nodiscard]] bool WasAsked(std::string_view key) const;
  void ReportMissing(const std::string& key) const;

  struct Missing {
    std::string key;
    std::string candidate;  // a key of the file that may be this one misspelt
  };

  YamlValue self_;
  std::vector<YamlEntry> entries_;
  Diagnostics* problems_;
  std::vector<std::string> asked_;
  std::vector<Missing> missing_;
};

// Reads a file of at most kMaxYamlBytes (looked at before reading), UTF-8, at most kMaxYamlDepth deep.
// Problems go to `problems`, which must outlive the result; the result is empty when the file cannot be read
// as a map at all. Thread-safe for different `problems`.
[[nodiscard]] std::optional<YamlMap> LoadYamlFile(const std::filesystem::path& file, Diagnostics& problems);
[[nodiscard]] std::optional<YamlMap> LoadYamlText(std::string_view text, const std::string& name,
                                                  Diagnostics& problems);

// Every *.yaml of a folder but those named in `except`, by name; a folder that is missing or has none is a
// problem.
[[nodiscard]] std::vector<std::filesystem::path> ListYamlFiles(const std::filesystem::path& folder,
                                                               const std::vector<std::string>& except,
                                                               Diagnostics& problems);

}  // namespace certphoto

#endif
