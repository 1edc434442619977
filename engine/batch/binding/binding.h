// Which photo is whose.
#ifndef CERTPHOTO_ENGINE_BATCH_BINDING_BINDING_H
#define CERTPHOTO_ENGINE_BATCH_BINDING_BINDING_H

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/bilingual.h"
#include "engine/batch/binding/document_reader.h"
#include "engine/batch/roster/roster.h"

namespace certphoto {

struct InputPhoto {
  std::filesystem::path file;
  std::string name;  // below the inputs' folder, with '/' and extension
};

struct BoundPhoto {
  std::size_t candidate = 0;  // index into the roster
  std::size_t photo = 0;      // index into the photos
  std::string by;             // "file_name", "voucher+list" …
  std::string code;           // text of the code it was bound by; for an integrator's plugin
  int voucher_fields = 0;     // of the voucher that agreed with the roster; 0: no voucher was read
};

// What a person has to look into. Nothing is made of the photos and candidates in it.
struct BatchException {
  enum class Kind {
    kPhotoUnbound,      // nothing says whose it is
    kPhotoDisputed,     // two ways to bind it name two candidates, or one of them is wrong
    kPhotoTwice,        // the same bytes for two candidates
    kTwoPhotos,         // of one candidate
    kMissing,           // a candidate without a photo
    kDocumentUnread,    // a voucher or code nobody can read, or of nobody in the roster
    kDocumentAlone,     // a voucher without a portrait
    kRosterRow,         // a row that was left out
    kListRow,           // a row of a binding list that names no photo or no candidate
    kDeliveredChanged,  // the input of a delivered photo has changed (R46)
    kOneFace,           // under several names
    kTwoFaces,          // under one name
    kSamePicture,       // for two candidates, in different files
  };
  Kind kind = Kind::kPhotoUnbound;
  std::string photo;      // name of the file; empty: none
  std::string candidate;  // exam number; empty: none
  int row = 0;            // of the candidate, or of the row that is wrong
  std::string detail;     // why, without personal data
};
[[nodiscard]] const char* ToString(BatchException::Kind kind);
[[nodiscard]] const Bilingual& TextOf(BatchException::Kind kind);

struct Binding {
  std::vector<BoundPhoto> bound;             // by candidate
  std::vector<BatchException> exceptions;    // by kind, photo, candidate
  std::size_t portraits = 0, documents = 0;  // of the photos
};

// Asks every rule of the job about every photo. A photo is bound when at least one rule names a candidate and
// none names another or contradicts; a candidate is served when exactly one photo is his. Never guesses.
// `reader` may be null when no rule reads pictures. kInvalid when a list cannot be read at all (with every
// problem).
[[nodiscard]] Result<Binding> BindPhotos(const JobFile& job, const Roster& roster,
                                         const std::vector<InputPhoto>& photos, DocumentReader* reader);
[[nodiscard]] bool ReadsDocuments(const JobFile& job);

}  // namespace certphoto

#endif
