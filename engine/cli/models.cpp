// certphoto models list|verify.
#include <iostream>

#include "engine/cli/catalogue_command.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {
namespace {

bool IsInstalled(const ModelList& models, const ModelEntry& entry) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(models.PathOf(entry), ignored);
}

std::string SizeOf(const ModelList& models, const ModelEntry& entry) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(models.PathOf(entry), failed);
  return failed ? (entry.is_default ? "missing" : "not installed") : Bytes(bytes);
}

std::string ListText(const Engine& engine) {
  Table table({"MODEL", "FILE", "LICENCE", "PACKAGE", "PURPOSE"});
  for (const auto& entry : engine.models().all())
    table.Add({entry.id, SizeOf(engine.models(), entry), entry.licence, entry.package + ' ' + entry.version,
               entry.purpose});
  return table.ToString();
}

Json ListJson(const Engine& engine) {
  Json out = Json::array();
  for (const auto& entry : engine.models().all())
    out.push_back({{"id", entry.id},
                   {"purpose", entry.purpose},
                   {"file", engine.models().PathOf(entry).string()},
                   {"installed", IsInstalled(engine.models(), entry)},
                   {"default", entry.is_default},
                   {"sha256", entry.sha256},
                   {"licence", entry.licence},
                   {"licence_source", entry.licence_source},
                   {"package", entry.package},
                   {"version", entry.version}});
  return out;
}

int List(const Arguments& arguments) {
  return RunList(
      {{"certphoto models list",
        "[OPTIONS]",
        "Lists the networks, where they come from, their licences, and whether they are installed.",
        {{"certphoto models list", "all of them"},
         {"certphoto models list --format json", "with files and checksums"}}},
       ListText,
       ListJson},
      arguments);
}

int Verify(const Arguments& arguments) {
  constexpr const char* kProgram = "certphoto models verify";
  Options options({kProgram,
                   "",
                   "Compares every installed model with its checksum. Exit code: 0 all intact, 1 one is "
                   "missing or another file.",
                   {{"certphoto models verify", "after a set-up or a copy"}}});
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  const auto& models = (*engine)->models();
  std::size_t bad = 0;
  Table table;
  for (const auto& entry : models.all()) {
    if (!entry.is_default && !IsInstalled(models, entry)) {
      table.Add({entry.id, "not installed (optional)"});
      continue;
    }
    const auto status = models.Verify(entry);
    if (!status) ++bad;
    table.Add({entry.id, status ? "intact" : status.error().message});
  }
  std::cout << table.ToString();
  if (bad == 0) return kAllAccepted;
  std::cerr << kProgram << ": " << Count(bad, "model is", "models are")
            << " missing or damaged; run scripts/setup again\n";
  return kOurFailure;
}

}  // namespace

int RunModels(const Arguments& arguments) {
  static constexpr Command kTable[] = {{"list", "all models, a line each", List},
                                       {"verify", "compare the files with their checksums", Verify}};
  return Dispatch("certphoto models", "The networks that are used.", kTable, arguments);
}

}  // namespace certphoto::cli
