// certphoto plugin new: a small project of one's own, from the template of the SDK.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "engine/cli/command.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/options.h"
#include "engine/config/diagnostics.h"
#include "engine/engine.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kKinds = {"analyzer", "check", "transform", "renderer"};

// A name that may stand in ids, file names and CMake targets.
bool IsName(const std::string& name) {
  return !name.empty() && name.size() <= 40 && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

struct Project {
  std::string name, kind;
  fs::path template_folder;

  [[nodiscard]] std::string Filled(std::string text) const {
    ReplaceAll(text, "@TRY@",
               kind == "transform"  ? "run --pipeline pipeline.yaml --out build/photos photo.png"
               : kind == "renderer" ? "sheet --renderer @ID@.renderer --out build/list.txt photo.png"
                                    : "check --pipeline pipeline.yaml photo.png");
    // ids have no '-'
    std::string id = name;
    std::replace(id.begin(), id.end(), '-', '_');
    ReplaceAll(text, "@ID@", id);
    ReplaceAll(text, "@NAME@", name);
    ReplaceAll(text, "@KIND@", kind);
    return text;
  }
};

Status CopyFilled(const Project& project, const fs::path& from, const fs::path& to) {
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (!entry.is_regular_file()) continue;
    const auto file = to / project.Filled(fs::relative(entry.path(), from).string());
    fs::create_directories(file.parent_path());
    std::ifstream in(entry.path(), std::ios::binary);
    std::ofstream out(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    out << (file.extension() == ".png" ? bytes : project.Filled(bytes));
    if (!out.flush()) return Error{ErrorCode::kIo, "cannot write " + file.string()};
  }
  return {};
}

Status Make(const Project& project, const fs::path& folder) {
  if (!fs::is_directory(project.template_folder))
    return Error{ErrorCode::kNotFound,
                 "no template in " + project.template_folder.string() + "; install certphoto-sdk"};
  if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder)))
    return Error{ErrorCode::kUsage, folder.string() + " exists and is not an empty folder"};
  try {
    if (auto status = CopyFilled(project, project.template_folder / "common", folder); !status) return status;
    return CopyFilled(project, project.template_folder / project.kind, folder);
  } catch (const fs::filesystem_error& e) {
    return Error{ErrorCode::kIo, e.what()};
  }
}

int New(const Arguments& arguments) {
  Options options(
      {"certphoto plugin new",
       "--kind KIND --name NAME DIR",
       "Writes a small plugin project into an empty folder: it builds, has a parameter and tests.",
       {{"certphoto plugin new --kind check --name my-check my-check", "a check"},
        {"certphoto plugin new --kind analyzer --name wall wall",
         "an analyzer and a check that reads its fact"}}});
  options.Add("kind", po::value<std::string>()->value_name("KIND"), "analyzer, check, transform or renderer");
  options.Add("name", po::value<std::string>()->value_name("NAME"),
              "lower-case letters, digits, '-' and '_'");
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto kind = options.Text("kind"), name = options.Text("name");
  if (std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end())
    return options.Wrong("--kind is " + JoinOr(kKinds) +
                         (kind.empty() ? "" : ", not " + Quoted(kind) + DidYouMean(kind, kKinds)));
  if (!IsName(name))
    return options.Wrong(
        "--name takes a name of lower-case letters, digits, '-' and '_' that begins with a letter");
  if (options.places().size() != 1) return options.Wrong("name one folder for the project");
  const auto data = Installation::Find().data;
  const fs::path folder = options.places()[0];
  const auto status = Make({name, kind, data / "sdk/template"}, folder);
  if (!status) return Fail("certphoto plugin new", status.error());
  std::cout << folder.string() << ": " << kind << " '" << name << "'. Next:\n"
            << "  cd " << folder.string() << "\n  cmake -B build -G Ninja && cmake --build build\n"
            << "  ctest --test-dir build --output-on-failure\n";
  return kAllAccepted;
}

}  // namespace

int RunPlugin(const Arguments& arguments) {
  static constexpr Command kTable[] = {{"new", "a plugin project of your own, from the template", New}};
  return Dispatch("certphoto plugin", "Plugins of your own.", kTable, arguments);
}

}  // namespace certphoto::cli
