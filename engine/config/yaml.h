// Strict reading of our YAML files: every mistake of a file is reported in one go, with file:line and, for a misspelt key,
// the nearest known one.
//
//   Diagnostics problems;
//   auto document = YamlDocument::Load(path, limits, problems);           // syntax, UTF-8, size, depth, duplicate keys
//   YamlMap root = document.Root(problems);
//   root.ExpectSchema("certphoto/rules/1");
//   auto id = root.RequiredText("id");
//   root.FinishKeys();                                            // reports every key nobody asked for
#ifndef CERTPHOTO_ENGINE_CONFIG_YAML_H
#define CERTPHOTO_ENGINE_CONFIG_YAML_H

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace YAML {
class Node;
}

namespace certphoto {

// Where something was written; line 0: the file as a whole.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  [[nodiscard]] std::string ToString() const;  // "grad.yaml:12:3"
};

struct Diagnostic {
  Place place;
  std::string message;  // what, which value, what is allowed, what to do
};

// Collects problems; loading goes on after each so that one run reports all.
class Diagnostics {
 public:
  void Add(Place place, std::string message);
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }
  // In order of file and line.
  [[nodiscard]] std::vector<Diagnostic> Sorted() const;
  // One line each: "file:line:column: message".
  [[nodiscard]] std::string ToString() const;
  [[nodiscard]] Error ToError() const;  // kInvalid with ToString()

 private:
  std::vector<Diagnostic> all_;
};

// The known name nearest to a misspelt one (Damerau-Levenshtein distance at most 1 + length/4), or empty.
[[nodiscard]] std::string NearMiss(std::string_view word, const std::vector<std::string>& known);

class YamlMap;

// One value: a scalar, list or map, with its place. Cheap to copy.
class YamlValue {
 public:
  YamlValue(std::shared_ptr<YAML::Node> node, std::string file, std::string path, Diagnostics* problems);

  [[nodiscard]] Place place() const;
  [[nodiscard]] const std::string& path() const { return path_; }  // "steps[2].with.min_score"
  [[nodiscard]] bool IsScalar() const;
  [[nodiscard]] bool IsList() const;
  [[nodiscard]] bool IsMap() const;
  [[nodiscard]] bool IsNull() const;

  // Each reports a problem and returns empty when the value is not of that type.
  [[nodiscard]] std::optional<std::string> Text() const;
  [[nodiscard]] std::optional<double> Number() const;   // finite
  [[nodiscard]] std::optional<std::int64_t> Integer() const;
  [[nodiscard]] std::optional<bool> Boolean() const;    // true or false only
  [[nodiscard]] std::vector<YamlValue> List() const;
  [[nodiscard]] std::optional<YamlMap> Map() const;

  void Problem(std::string message) const;

 private:
  std::shared_ptr<YAML::Node> node_;
  std::string file_;
  std::string path_;
  Diagnostics* problems_;
};

// A map that knows which of its keys were asked for.
class YamlMap {
 public:
  YamlMap(YamlValue self, std::vector<std::pair<std::string, YamlValue>> entries);

  [[nodiscard]] Place place() const { return self_.place(); }
  [[nodiscard]] std::optional<YamlValue> Find(std::string_view key);
  [[nodiscard]] std::optional<YamlValue> Require(std::string_view key);  // reports when missing

  [[nodiscard]] std::optional<std::string> RequiredText(std::string_view key);
  [[nodiscard]] std::optional<std::string> OptionalText(std::string_view key);
  [[nodiscard]] std::optional<double> RequiredNumber(std::string_view key);
  [[nodiscard]] std::optional<double> OptionalNumber(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> OptionalInteger(std::string_view key);
  [[nodiscard]] std::optional<bool> OptionalBoolean(std::string_view key);
  // Reports unless it is one of `allowed` (with a near miss).
  [[nodiscard]] std::optional<std::string> RequiredChoice(std::string_view key, const std::vector<std::string>& allowed);

  // Reports unless `schema` is there and equal.
  void ExpectSchema(std::string_view schema);
  // For maps whose keys are data: all entries, marked as asked for.
  [[nodiscard]] const std::vector<std::pair<std::string, YamlValue>>& Entries();
  // Reports every key nobody asked for, with the nearest known one.
  void FinishKeys();
  void Problem(std::string message) const { self_.Problem(std::move(message)); }

 private:
  YamlValue self_;
  std::vector<std::pair<std::string, YamlValue>> entries_;
  std::vector<std::string> asked_;
};

// Reads a file of at most 1 MiB, UTF-8, depth at most 32, no aliases, no duplicate keys, one document. Problems go to
// `problems`; the result is empty when the file cannot be read as a map at all.
[[nodiscard]] std::optional<YamlMap> LoadYamlFile(const std::filesystem::path& file, Diagnostics& problems);
[[nodiscard]] std::optional<YamlMap> LoadYamlText(std::string_view text, const std::string& name, Diagnostics& problems);

}  // namespace certphoto

#endif
