// certphoto-plugin-check: the conformance kit for plugins.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/check/report.h"
#include "engine/engine.h"

namespace {

using namespace certphoto;
using namespace certphoto::check;
namespace fs = std::filesystem;

constexpr const char* kHelp = R"(Usage: certphoto-plugin-check [OPTIONS] LIBRARY…

Loads a plugin and tries what a host, a photo or an operator may do to it. Every case runs in a process of its own.

Options:
  --group NAME        only this group; may be given several times: load, tables, parameters, images, evidence,
                      references, cancellation, old-host, determinism, process
  --format FORMAT     text (default), json (one object a line and library) or junit
  --seed N            of what is random (default 1)
  --timeout SECONDS   of one case (default 60)
  --in-process        all cases in this process, for the debugger: the first crash ends it
  --verbose           list the cases that passed, too
  --help

Exit status: 0 no fault found, 1 faults, 2 wrong usage.

Examples:
  certphoto-plugin-check build/uniform.so
  certphoto-plugin-check --group images --in-process build/uniform.so      under gdb
  certphoto-plugin-check --format junit build/uniform.so > result.xml
)";

struct Arguments {
  std::string format = "text";
  std::vector<std::string> libraries, groups;
  std::uint64_t seed = 1;
  double timeout = 60;
  bool in_process = false, verbose = false;
};

[[noreturn]] void Wrong(const std::string& why) {
  std::fprintf(stderr, "certphoto-plugin-check: %s\nsee certphoto-plugin-check --help\n", why.c_str());
  std::exit(2);
}

Arguments Read(int argc, char** argv) {
  static const std::vector<std::string> kGroups = {"load",        "tables",     "parameters",   "images",
                                                   "evidence",    "references", "cancellation", "old-host",
                                                   "determinism", "process"};
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&]() -> std::string {
      return i + 1 < argc ? argv[++i] : (Wrong(word + " needs a value"), "");
    };
    if (word == "--help" || word == "-h") {
      std::fputs(kHelp, stdout);
      std::exit(0);
    } else if (word == "--group") {
      out.groups.push_back(value());
      if (std::find(kGroups.begin(), kGroups.end(), out.groups.back()) == kGroups.end())
        Wrong("no group '" + out.groups.back() + "'");
    } else if (word == "--format") {
      out.format = value();
      if (out.format != "text" && out.format != "json" && out.format != "junit")
        Wrong("no format '" + out.format + "'");
    } else if (word == "--seed") {
      out.seed = std::strtoull(value().c_str(), nullptr, 10);
    } else if (word == "--timeout") {
      out.timeout = std::max(1.0, std::atof(value().c_str()));
    } else if (word == "--in-process") {
      out.in_process = true;
    } else if (word == "--verbose") {
      out.verbose = true;
    } else if (word.starts_with("-")) {
      Wrong("'" + word + "' is not understood");
    } else {
      if (!fs::is_regular_file(word)) Wrong("no file " + word);
      out.libraries.push_back(fs::absolute(word).string());
    }
  }
  if (out.libraries.empty()) Wrong("name the library");
  return out;
}

// Rules and the spec of the graduation photo; the library's own rules and networks beside it.
Catalogues LoadCatalogues(const fs::path& library) {
  const auto installed = Installation::Find();
  Catalogues out;
  Diagnostics problems;
  const auto own = fs::absolute(library).parent_path();
  std::vector<fs::path> folders = {installed.data / "rules"};
  if (fs::is_directory(own / "rules")) folders.push_back(own / "rules");
  out.rules = RuleCatalogue::Load(folders, problems);
  out.specs = SpecCatalogue::Load(installed.data / "specs", problems);
  auto models = std::make_shared<ModelList>(
      ModelList::Load(installed.data / "models.yaml", installed.models, problems));
  if (fs::is_regular_file(own / "models.yaml")) models->Add(own / "models.yaml", own / "models", problems);
  if (!problems.empty()) std::fprintf(stderr, "%s\n", problems.ToString().c_str());
  // The runtime starts threads of its own: in the child that needs it, never before a fork.
  out.inference = [models, inference = std::shared_ptr<Inference>()]() mutable -> Inference* {
    if (inference == nullptr)
      if (auto made = Inference::Create(*models)) inference = std::move(*made);
    return inference.get();
  };
  return out;
}

// All cases of one library; prints the report. Whether no fault was found.
bool Check(const Arguments& arguments, const std::string& library, std::string& junit) {
  Context context;
  context.library = fs::absolute(library).string();
  context.catalogues = LoadCatalogues(library);
  context.catalogues.spec = context.catalogues.specs.Find("cn.edu.grad");
  context.seed = arguments.seed;
  const auto wanted = [&](const std::string& group) {
    const auto& groups = arguments.groups;
    return groups.empty() || std::find(groups.begin(), groups.end(), group) != groups.end();
  };
  auto cases = LibraryCases();
  if (arguments.groups != std::vector<std::string>{"load"} &&
      arguments.groups != std::vector<std::string>{"tables"}) {
    auto more = OperationCases(ReadOperationIds(context, arguments.timeout));
    cases.insert(cases.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  std::vector<check::Outcome> outcomes;
  for (const auto& each : cases)
    if (wanted(each.group))
      outcomes.push_back(arguments.in_process ? RunHere(each, context)
                                              : RunInChild(each, context, arguments.timeout));
  if (arguments.format == "json") {
    std::fputs(JsonReport(library, arguments.seed, outcomes).c_str(), stdout);
  } else if (arguments.format == "junit") {
    junit += JUnitReport(library, outcomes);
  } else {
    std::fputs(TextReport(library, outcomes, arguments.verbose).c_str(), stdout);
  }
  std::fflush(stdout);  // children inherit what is not written yet
  return std::all_of(outcomes.begin(), outcomes.end(), [](const auto& o) { return o.passed; });
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = Read(argc, argv);
  ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
  ::setenv("OMP_NUM_THREADS", "1", 1);
  // What a library writes where it stands goes with the folder.
  char folder[] = "/tmp/certphoto-plugin-check-XXXXXX";
  if (::mkdtemp(folder) != nullptr) fs::current_path(folder);
  bool good = true;
  std::string junit;
  for (const auto& library : arguments.libraries) good = Check(arguments, library, junit) && good;
  if (arguments.format == "junit")
    std::printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n%s</testsuites>\n", junit.c_str());
  fs::current_path("/");
  fs::remove_all(folder);
  return good ? 0 : 1;
}
