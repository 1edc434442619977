// Problems found in files that people write: each with its place, all of them in one run.
#ifndef CERTPHOTO_ENGINE_CONFIG_DIAGNOSTICS_H
#define CERTPHOTO_ENGINE_CONFIG_DIAGNOSTICS_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace certphoto {

// Where something was written. Lines and columns count from 1, columns in characters; line 0: the file as a
// whole.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  [[nodiscard]] std::string ToString() const;  // "grad.yaml:12:3"; "grad.yaml" for line 0
};

struct Diagnostic {
  Place place;
  std::string message;  // what, which value, what is allowed, what to do
};

// Collects problems; loading goes on after each so that one run reports all. Not thread-safe: one per load.
class Diagnostics {
 public:
  void Add(Place place, std::string message);
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }
  // In order of file, line and column; problems of one place in the order they were found.
  [[nodiscard]] std::vector<Diagnostic> Sorted() const;
  // One line each: "file:line:column: message".
  [[nodiscard]] std::string ToString() const;
  [[nodiscard]] Error ToError() const;  // kInvalid with ToString()

 private:
  std::vector<Diagnostic> all_;
};

// Letters to insert, delete, replace or swap with their neighbour to turn one word into the other (optimal
// string alignment), by characters of at most 64; longer words count as unlike.
[[nodiscard]] std::size_t EditDistance(std::string_view a, std::string_view b);

// The known name nearest to a misspelt one (distance at most 1 + length/4, upper and lower case alike), or
// empty. Of equally near names the first.
[[nodiscard]] std::string NearMiss(std::string_view word, const std::vector<std::string>& known);

// "; did you mean 'x'?", or empty when nothing is near.
[[nodiscard]] std::string DidYouMean(std::string_view word, const std::vector<std::string>& known);

// "a, b or c".
[[nodiscard]] std::string JoinOr(const std::vector<std::string>& words);

// A value as a message shows it: in single quotes, at most 60 characters, control characters visible.
[[nodiscard]] std::string Quoted(std::string_view text);

}  // namespace certphoto

#endif
