// The groups of tests, and how one case runs.
#ifndef CERTPHOTO_ENGINE_CHECK_CASES_H
#define CERTPHOTO_ENGINE_CHECK_CASES_H

#include <functional>
#include <string>
#include <vector>

#include "engine/check/fake_host.h"

namespace certphoto::check {

// What every case is given. A case runs in a process of its own that has not loaded the library yet.
struct Context {
  std::string library;
  Catalogues catalogues;
  std::uint64_t seed = 1;
};

struct Case {
  std::string group, name;
  std::function<void(const Context&, Findings&)> run;
};

struct Outcome {
  std::string group, name;
  bool passed = false;
  std::vector<std::string> faults;
  double seconds = 0;
};

// `operations`: ids, as far as the library could be read; the groups about operations have a case for each.
[[nodiscard]] std::vector<Case> LibraryCases();                                              // load, tables
[[nodiscard]] std::vector<Case> OperationCases(const std::vector<std::string>& operations);  // the rest

// In a child process, which is ended after `seconds`; or here.
[[nodiscard]] Outcome RunInChild(const Case& what, const Context& context, double seconds);
[[nodiscard]] Outcome RunHere(const Case& what, const Context& context);

// Ids of the operations, read in a child process; empty when the library cannot be read.
[[nodiscard]] std::vector<std::string> ReadOperationIds(const Context& context, double seconds);

// The faketime of the process: what time(), gettimeofday() and clock_gettime() add.
void ShiftClock(long seconds);

}  // namespace certphoto::check

#endif
