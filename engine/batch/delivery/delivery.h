// What goes to the receiver: the electronic set, its manifest, the roster with results, and the order of
// paper sets.
//
//   electronic/NAME    each accepted photo, named by the job's template
//   roster.csv         every candidate and what became of him
//   print-order.csv    for `certphoto sheet --roster`: who gets how many paper photos
//   manifest.json      certphoto/delivery/1: counts, and size and sha256 of every other file
#ifndef CERTPHOTO_ENGINE_BATCH_DELIVERY_DELIVERY_H
#define CERTPHOTO_ENGINE_BATCH_DELIVERY_DELIVERY_H

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/batch/review/standing.h"

namespace certphoto {

struct DeliveredFile {
  std::string path;  // below the delivery, with '/'
  std::uint64_t bytes = 0;
  std::string sha256;
  std::filesystem::path source;  // where its bytes are; empty: `text`
  std::string text;
  std::string candidate;  // whose photo it is; empty: nobody's
};

struct DeliveryPlan {
  std::vector<DeliveredFile> files;  // by path; the manifest is the last
  std::size_t candidates = 0, photos = 0, paper_sets = 0;
};

struct DeliveryOptions {
  bool partial = false;  // deliver what is accepted although some candidates are undecided or still to be run
};

// Decides everything and reads nothing but names and sizes. The error lists all that stands in the way:
// undecided or unfinished candidates (R48), a name that cannot be written, two candidates with one name, in
// whatever case. Names are in normal form C, so that what was typed in two ways is seen to collide.
[[nodiscard]] Result<DeliveryPlan> PlanDelivery(const JobFile& job, const Roster& roster,
                                                const std::vector<CandidateStanding>& standings,
                                                const std::filesystem::path& work,
                                                const DeliveryOptions& options);

// The file name of a candidate's photo; kInvalid says why there is none.
[[nodiscard]] Result<std::string> DeliveryName(const std::string& naming, const Roster& roster,
                                               const Candidate& candidate);

// Copies it all to `place`, which must not exist: a folder, complete or not there. Every photo's sha256 is
// compared with the journal's.
[[nodiscard]] Status WriteDeliveryFolder(const DeliveryPlan& plan, const std::filesystem::path& place);
// The same as a ZIP; equal deliveries give equal bytes.
[[nodiscard]] Status WriteDeliveryZip(const DeliveryPlan& plan, const std::filesystem::path& place);
// The ZIP enveloped to the receiver's certificate (PEM): CMS AuthEnvelopedData is more than many receivers
// can read, so EnvelopedData with AES-256-CBC, DER; the manifest inside carries the sums. `openssl cms
// -decrypt -inform DER -in FILE -inkey KEY.pem -out x.zip` opens it.
[[nodiscard]] Status EncryptTo(const std::filesystem::path& certificate, const std::filesystem::path& zip,
                               const std::filesystem::path& place);

// Compares a delivery, folder or ZIP, with its manifest: every file there, of its size and sum, and no other;
// counts that agree. The error lists all that is wrong. Returns the number of photos.
[[nodiscard]] Result<std::size_t> VerifyDelivery(const std::filesystem::path& place);

}  // namespace certphoto

#endif
