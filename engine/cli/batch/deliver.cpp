// certphoto batch deliver and verify.
#include <algorithm>
#include <iostream>

#include "engine/base/atomic_file.h"
#include "engine/base/sha256.h"
#include "engine/batch/delivery/delivery.h"
#include "engine/batch/runner.h"
#include "engine/cli/batch/commands.h"
#include "engine/cli/batch/open_job.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "certphoto batch deliver";

constexpr const char* kArchive = "delivering";  // of the journal: the archive that is being put in its place

// Writes into a folder of its own: libzip and a kill leave files whose names nobody knows.
Result<fs::path> WriteArchive(const DeliveryPlan& plan, const fs::path& folder,
                              const std::string& certificate) {
  if (auto status = MakeFolder(folder); !status) return status.error();
  const auto zip = folder / "delivery.zip", cms = folder / "delivery.cms";
  auto status = WriteDeliveryZip(plan, zip);
  if (status && !certificate.empty()) status = EncryptTo(certificate, zip, cms);
  if (!status) return status.error();
  return certificate.empty() ? zip : cms;
}

// An archive cannot be compared with the plan afterwards (a .cms not even be read): its sum is in the journal
// before it has its name.
Status WriteAndName(const DeliveryPlan& plan, const fs::path& place, const std::string& certificate,
                    Journal& journal) {
  const bool folder = place.extension() != ".zip" && place.extension() != ".cms";
  if (folder) return WriteDeliveryFolder(plan, place);
  std::error_code failed;
  if (fs::symlink_status(place, failed).type() != fs::file_type::not_found)
    return Error{ErrorCode::kUsage, place.string() + " exists; a delivery is never written over another"};
  std::string name(1, '.');
  name.append(place.filename().string()).append(".half");
  const auto half = place.parent_path() / name;
  fs::remove_all(half, failed);  // of an attempt that was killed
  const auto put = [&]() -> Status {
    const auto archive = WriteArchive(plan, half, certificate);
    if (!archive) return archive.error();
    const auto sum = Sha256OfFile(*archive);
    if (!sum) return sum.error();
    if (auto status = journal.SetMeta(
            kArchive, place.filename().string() + '\n' + *sum + '\n' + plan.files.back().sha256);
        !status)
      return status;
    if (std::rename(archive->c_str(), place.c_str()) != 0)
      return Error{ErrorCode::kIo, "cannot put the delivery at " + place.string()};
    return SyncFolder(place.parent_path());
  };
  auto status = put();
  fs::remove_all(half, failed);
  return status;
}

// A delivery that was written and then, by a crash, not recorded is recorded now.
Result<bool> IsThisDelivery(const DeliveryPlan& plan, const fs::path& place, Journal& journal) {
  std::error_code failed;
  if (fs::is_directory(place, failed)) {
    const auto manifest = ReadFileBytes(place / "manifest.json", 256u << 20);
    return manifest && std::string(manifest->begin(), manifest->end()) == plan.files.back().text &&
           VerifyDelivery(place).ok();
  }
  if (!fs::is_regular_file(place, failed)) return false;
  const auto noted = journal.Meta(kArchive);
  if (!noted) return noted.error();
  const auto sum = noted->empty() ? Result<std::string>("") : Sha256OfFile(place);
  if (!sum) return sum.error();
  return !noted->empty() &&
         *noted == place.filename().string() + '\n' + *sum + '\n' + plan.files.back().sha256;
}

Options MakeOptions() {
  Options options({kProgram,
                   "--out PLACE [OPTIONS] JOB.yaml",
                   "Writes what goes to the receiver: accepted photos named by the job's template, a "
                   "manifest with the sha256 of every file, the\n"
                   "roster with everybody's result, and the order of paper sets for `certphoto sheet "
                   "--roster`. PLACE is a folder, a .zip, or a\n"
                   ".cms, which only the holder of the receiver's key can open. What is delivered cannot be "
                   "changed afterwards (R46). Only what\n"
                   "was not delivered before is, unless --again.\n\n"
                   "Exit code: 0 delivered, 3 not: candidates are undecided or names collide, 1 our failure, "
                   "2 wrong usage.",
                   {{"certphoto batch deliver beijing_2025.yaml --out delivery", "a folder"},
                    {"certphoto batch deliver beijing_2025.yaml --out delivery.cms --to office.pem",
                     "encrypted to the receiver's certificate"},
                    {"certphoto sheet --roster delivery/print-order.csv --paper 6in --spec cn.edu.grad "
                     "--list --out sheets.pdf",
                     "then the paper sets"}}});
  AddWorkFolderOption(options);
  options.Add("out,o", po::value<std::string>()->value_name("PLACE"),
              "a folder, FILE.zip or FILE.cms that does not exist yet");
  options.Add("to", po::value<std::string>()->value_name("CERT.pem"),
              "the receiver's certificate, for a .cms");
  options.AddFlag("partial", "deliver what is accepted although others are undecided");
  options.AddFlag("again", "also what was delivered before");
  options.TakePlaces();
  return options;
}

}  // namespace

int RunBatchDeliver(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const fs::path place = options.Text("out");
  if (place.empty()) return options.Wrong("--out PLACE says where the delivery goes");
  if ((place.extension() == ".cms") != options.Has("to"))
    return options.Wrong("--to CERT.pem and --out FILE.cms belong together");
  const auto open = LoadJobAndRoster(options);
  if (!open) return FailWithProblems(kProgram, open.error());
  auto journal = Journal::OpenExisting(open->job.work, open->job.id);
  if (!journal) return Fail(kProgram, journal.error());
  auto standings = StandingsOf(open->roster, **journal);
  if (!standings) return Fail(kProgram, standings.error());
  if (!options.Has("again")) {
    const auto before = standings->size();
    std::erase_if(*standings, [](const CandidateStanding& one) { return one.delivered; });
    const bool nothing_left =
        std::none_of(standings->begin(), standings->end(), [&](const CandidateStanding& one) {
          const bool undecided =
              one.standing == "review" || one.standing == "pending" || one.standing == "failed";
          return one.standing == "accepted" || (undecided && !options.Has("partial"));
        });
    if (nothing_left && standings->size() < before) {
      std::cout << "everything that is accepted is delivered; --again delivers it once more\n";
      return kAllAccepted;
    }
  }
  const auto plan =
      PlanDelivery(open->job, open->roster, *standings, open->job.work, {options.Has("partial")});
  if (!plan) {
    (void)FailWithProblems(kProgram, plan.error());
    return kNotAllAccepted;
  }
  const auto there = IsThisDelivery(*plan, place, **journal);
  if (!there) return Fail(kProgram, there.error());
  if (!*there)
    if (auto status = WriteAndName(*plan, place, options.Text("to"), **journal); !status)
      return Fail(kProgram, status.error());
  std::map<std::string, const Item*> items;
  for (const auto& one : *standings)
    if (one.item) items.emplace(one.item->candidate, &*one.item);
  const auto recorded = (*journal)->Transaction([&]() -> Status {
    for (const auto& file : plan->files) {
      if (file.candidate.empty()) continue;
      const Delivered row{file.candidate, items.at(file.candidate)->key,
                          file.sha256,    place.filename().string(),
                          SecondsNow(),   0};
      if (auto added = (*journal)->Add(row); !added) return added;
    }
    return (*journal)->SetMeta(kArchive, "");
  });
  if (!recorded) return Fail(kProgram, recorded.error());
  std::cout << Printable(place.string()) << ": " << Count(plan->photos, "photo") << " of "
            << Count(plan->candidates, "candidate") << ", " << Count(plan->paper_sets, "paper set")
            << " ordered\n";
  return kAllAccepted;
}

int RunBatchVerify(const Arguments& arguments) {
  constexpr const char* kVerify = "certphoto batch verify";
  Options options({kVerify,
                   "DELIVERY",
                   "Compares a delivery (folder or .zip) with its manifest: every file there, unchanged, and "
                   "no other; counts that agree (R50).\n"
                   "Needs neither the job nor its journal.\n\nExit code: 0 it is whole, 3 it is not.",
                   {{"certphoto batch verify delivery.zip", "at the receiver's"}}});
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  if (options.places().size() != 1) return options.Wrong("name the one delivery");
  const auto verified = VerifyDelivery(options.places()[0]);
  if (!verified) {
    (void)FailWithProblems(kVerify, verified.error());
    return kNotAllAccepted;
  }
  std::cout << Printable(options.places()[0]) << ": whole, " << Count(*verified, "photo") << '\n';
  return kAllAccepted;
}

}  // namespace certphoto::cli
