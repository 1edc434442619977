// certphoto match: whether two photos show the same person.
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/cli/exit_code.h"
#include "engine/cli/progress.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"
#include "engine/config/csv.h"
#include "engine/match/face_matcher.h"
#include "engine/report/escape.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kProgram = "certphoto match";

Options MakeOptions() {
  Options options(
      {kProgram,
       "[OPTIONS] PHOTO_A PHOTO_B | --pairs FILE.csv",
       "Compares the best face of two photos, such as a portrait and the photo of an identity card. Above "
       "the first\n"
       "threshold they are the same person (pass), below the second they are not (fail), between them a "
       "person has to\n"
       "compare (review). What describes a face stays in memory and is never written.\n\n"
       "Exit code: 0 every pair passes, 3 some do not, 1 some could not be compared, 2 wrong usage.",
       {{"certphoto match portrait.jpg idcard.jpg", "two photos"},
        {"certphoto match --pairs roster.csv --format json > matches.jsonl",
         "a table with the columns file_a and file_b"}}});
  options.Add("pairs", po::value<std::string>()->value_name("FILE.csv"),
              "columns file_a and file_b, paths relative to this file; other columns are ignored");
  options.Add("format", po::value<std::string>()->value_name("text|json")->default_value("text"),
              "text for people, or one JSON object a pair");
  options.Add("pipeline,p", po::value<std::string>()->value_name("NAME|FILE")->default_value("match"),
              "an installed pipeline, or a .yaml file");
  AddWorkOptions(options);
  options.TakePlaces();
  return options;
}

struct Pairs {
  std::vector<MatchPair> files;
  std::vector<std::pair<std::string, std::string>> names;  // as written
};

Result<Pairs> ReadPairs(const fs::path& file) {
  Diagnostics problems;
  const auto table = LoadCsvFile(file, problems);
  if (!table) return problems.ToError();
  const auto columns = table->Columns({"file_a", "file_b"}, problems);
  if (!problems.empty()) return problems.ToError();
  Pairs pairs;
  const auto folder = file.parent_path();
  for (const auto& row : table->rows) {
    const auto& a = row.cells[columns[0]];
    const auto& b = row.cells[columns[1]];
    pairs.files.push_back({folder / a, folder / b});
    pairs.names.emplace_back(a, b);
  }
  if (pairs.files.empty())
    return Error{ErrorCode::kInvalid, file.string() + ": there are no pairs below the header"};
  return pairs;
}

// As many digits as tell pairs apart; the networks' own noise is larger.
double Rounded(double similarity) {
  return std::round(similarity * 1e4) / 1e4;
}

std::string JsonLine(const std::pair<std::string, std::string>& names, const MatchResult& result,
                     const MatchThresholds& thresholds) {
  Json out;
  out["file_a"] = EscapeName(names.first);
  out["file_b"] = EscapeName(names.second);
  out["similarity"] = result.similarity ? Json(Rounded(*result.similarity)) : Json(nullptr);
  out["verdict"] = certphoto::ToString(result.verdict);
  out["thresholds"] = {
      {"pass", thresholds.pass}, {"review", thresholds.review}, {"source", thresholds.source}};
  if (!result.reason.empty()) out["reason"] = OneLine(result.reason);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string TextLine(const std::pair<std::string, std::string>& names, const MatchResult& result) {
  char similarity[16] = "     -";
  if (result.similarity) std::snprintf(similarity, sizeof similarity, "%6.3f", *result.similarity);
  std::string verdict = certphoto::ToString(result.verdict);
  verdict.resize(12, ' ');
  return verdict + "  " + similarity + "  " + EscapeName(names.first) + "  " + EscapeName(names.second) +
         (result.reason.empty() ? "" : "  (" + OneLine(result.reason) + ")") + '\n';
}

int Work(const FaceMatcher& matcher, const Pairs& pairs, const WorkOptions& work, bool json,
         const StopSignal& stop) {
  MatcherOptions options;
  options.workers = work.jobs;
  options.memory_bytes = work.memory_bytes;
  options.cancellation = &stop.cancellation();
  const auto& thresholds = matcher.thresholds();
  if (!json && !work.quiet)
    std::cout << "same person from " << thresholds.pass << ", to be compared by a person from "
              << thresholds.review << " (" << thresholds.source << ")\n";
  std::size_t done = 0, failed = 0, not_passed = 0;
  const auto status = matcher.Match(pairs.files, options, [&](std::size_t index, const MatchResult& result) {
    std::cout << (json ? JsonLine(pairs.names[index], result, thresholds)
                       : TextLine(pairs.names[index], result));
    ++done;
    if (result.failed) ++failed;
    if (result.verdict != Verdict::kPass) ++not_passed;
  });
  std::cout.flush();
  if (!status) return Fail(kProgram, status.error());
  if (!std::cout) return Fail(kProgram, {ErrorCode::kIo, "the result could not be written"});
  if (done < pairs.files.size()) {
    std::cerr << kProgram << ": stopped; " << done << " of " << pairs.files.size() << " pairs are compared\n";
    return kOurFailure;
  }
  return ExitCodeOf(failed, not_passed);
}

}  // namespace

int RunMatch(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto& places = options.places();
  if (options.Has("pairs") && !places.empty())
    return options.Wrong("take two photos or --pairs FILE.csv, not both");
  if (!options.Has("pairs") && places.size() != 2)
    return options.Wrong("takes two photos, or --pairs FILE.csv; " + Count(places.size(), "photo") +
                         " given");
  const auto work = ReadWorkOptions(options);
  if (!work) return options.Wrong(work.error().message);
  const auto format = ReadChoice(options, "format", {"text", "json"});
  if (!format) return options.Wrong(format.error().message);

  Pairs pairs;
  if (options.Has("pairs")) {
    auto read = ReadPairs(options.Text("pairs"));
    if (!read) return Fail(kProgram, read.error());
    pairs = std::move(*read);
  } else {
    pairs = {{{places[0], places[1]}}, {{places[0], places[1]}}};
  }
  StopSignal stop;  // before the engine
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  const auto matcher = FaceMatcher::Create(**engine, options.Text("pipeline"));
  if (!matcher) return Fail(kProgram, matcher.error());
  return Work(*matcher, pairs, *work, *format == "json", stop);
}

}  // namespace certphoto::cli
