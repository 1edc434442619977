#include "engine/batch/binding/binding.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "engine/batch/binding/candidate_lookup.h"
#include "engine/batch/roster/table_file.h"
#include "engine/batch/runner.h"
#include "engine/imaging/ingest.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;
using Kind = BatchException::Kind;

constexpr std::uint64_t kMaxSidecarBytes = 64u << 10;

struct KindText {
  const char* code;
  Bilingual text;
};

const std::array<KindText, 13>& Kinds() {
  static const std::array<KindText, 13> kinds{{
      {"photo_unbound", {"无法确定照片属于哪位考生", "nothing says whose photo this is"}},
      {"photo_disputed", {"照片归属的依据互相矛盾", "what says whose photo this is does not agree"}},
      {"photo_twice", {"同一张照片对应多位考生", "the same photo stands for several candidates"}},
      {"two_photos", {"一位考生有多张照片", "a candidate has several photos"}},
      {"missing", {"考生没有照片", "a candidate has no photo"}},
      {"document_unread",
       {"凭单或采集码无法识别或不在名单中",
        "a voucher or code cannot be read, or is of nobody in the roster"}},
      {"document_alone", {"有凭单没有照片", "a voucher without a portrait"}},
      {"roster_row", {"名单中的该行有误", "a row of the roster is wrong"}},
      {"list_row", {"对照表中的该行有误", "a row of the binding list is wrong"}},
      {"delivered_changed", {"已交付照片的原片发生变化", "the original of a delivered photo has changed"}},
      {"one_face_two_names",
       {"不同考生的照片像是同一个人", "photos of several candidates seem to show one person"}},
      {"two_faces_one_name",
       {"同一考生的多张照片不像同一个人", "photos of one candidate seem to show different people"}},
      {"same_picture", {"不同考生的照片是同一画面", "photos of several candidates are one picture"}},
  }};
  return kinds;
}

std::string Stem(const std::string& name) {
  fs::path path(name);
  return path.replace_extension().generic_string();
}

// "IMG_9" before "IMG_10": how cameras count.
bool ShotBefore(std::string_view a, std::string_view b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  while (!a.empty() && !b.empty()) {
    if (digit(a[0]) && digit(b[0])) {
      const auto run = [&](std::string_view text) {
        std::size_t n = 0;
        while (n < text.size() && digit(text[n])) ++n;
        return text.substr(0, n);
      };
      const auto whole_a = run(a), whole_b = run(b);
      auto na = whole_a, nb = whole_b;
      while (na.size() > 1 && na[0] == '0') na.remove_prefix(1);
      while (nb.size() > 1 && nb[0] == '0') nb.remove_prefix(1);
      if (na.size() != nb.size()) return na.size() < nb.size();
      if (na != nb) return na < nb;
      a.remove_prefix(whole_a.size());
      b.remove_prefix(whole_b.size());
      continue;
    }
    if (a[0] != b[0]) return static_cast<unsigned char>(a[0]) < static_cast<unsigned char>(b[0]);
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() < b.size();
}

class Binder {
 public:
  Binder(const JobFile& job, const Roster& roster, const std::vector<InputPhoto>& photos,
         DocumentReader* reader)
      : job_(job),
        roster_(roster),
        photos_(photos),
        reader_(reader),
        claims_(photos.size()),
        document_(photos.size(), false) {}

  Result<Binding> Bind() {
    // Documents first: they are no portraits, whatever their names say.
    for (const auto& rule : job_.bind) {
      Status status;
      if (rule.by == BindRule::By::kVoucher) status = ByVoucher(rule);
      if (rule.by == BindRule::By::kCodeFrames) status = ByCodeFrames(rule);
      if (!status) return status.error();
    }
    for (const auto& rule : job_.bind) {
      Status status;
      if (rule.by == BindRule::By::kList) status = ByList(rule);
      if (!status) return status.error();
      if (rule.by == BindRule::By::kFileName) ByFileName(rule);
      if (rule.by == BindRule::By::kExif || rule.by == BindRule::By::kSidecar) ByText(rule);
    }
    Settle();
    return std::move(out_);
  }

 private:
  struct Claim {
    std::string by;
    Found found;
    std::string code;
    int voucher_fields = 0;
  };

  void Except(Kind kind, const std::string& photo, std::optional<std::size_t> candidate, std::string detail,
              int row = 0) {
    out_.exceptions.push_back({kind, photo, candidate ? roster_.all()[*candidate].exam_no : "",
                               candidate ? roster_.all()[*candidate].row : row, std::move(detail)});
  }

  void ByFileName(const BindRule& rule) {
    const auto form = NameTemplate::Parse(rule.photo);
    if (!form) return;  // reported with the job
    for (std::size_t i = 0; i < photos_.size(); ++i) {
      if (document_[i]) continue;
      const auto readings = form->Read(NormalFormC(TemplateName(*form, photos_[i])));
      claims_[i].push_back({"file_name", FindCandidate(roster_, readings), "", 0});
    }
  }

  static std::string TemplateName(const NameTemplate& form, const InputPhoto& photo) {
    const auto stem = Stem(photo.name);
    return form.HasFolders() ? stem : fs::path(stem).filename().string();
  }

  Status ByList(const BindRule& rule) {
    Diagnostics problems;
    const auto table = LoadTable(rule.list, "", job_.roster.encoding, problems);
    const auto columns =
        table ? table->Columns({rule.photo_column, rule.key_column}, problems) : std::vector<std::size_t>();
    if (columns.empty()) return problems.ToError();
    for (const auto& problem : problems.Sorted())
      Except(Kind::kListRow, "", std::nullopt, problem.message, problem.place.line);
    std::map<std::string, std::size_t, std::less<>> by_name;
    for (std::size_t i = 0; i < photos_.size(); ++i) by_name.emplace(NormalFormC(photos_[i].name), i);
    for (const auto& row : table->rows) {
      const auto photo = by_name.find(row.cells[columns[0]]);
      const auto candidate = roster_.FindBy("exam_no", row.cells[columns[1]]);
      if (photo == by_name.end())
        Except(Kind::kListRow, "", candidate, "it names a photo that is not there", row.line);
      else
        claims_[photo->second].push_back(
            {"list", {candidate, false, "the list names an exam number that is not in the roster"}, "", 0});
    }
    return {};
  }

  // A field in the file, or the text beside it.
  void ByText(const BindRule& rule) {
    const bool exif = rule.by == BindRule::By::kExif;
    for (std::size_t i = 0; i < photos_.size(); ++i) {
      if (document_[i]) continue;
      auto text = exif ? ExifText(photos_[i].file, rule.field) : SidecarText(photos_[i].file, rule.suffix);
      if (!text) {
        claims_[i].push_back(
            {ToString(rule.by),
             {std::nullopt, false, exif ? "it has no " + rule.field : "there is no file beside it"},
             "",
             0});
        continue;
      }
      claims_[i].push_back({ToString(rule.by), FindByPayload(roster_, rule.payload, *text), *text, 0});
    }
  }

  static std::optional<std::string> ExifText(const fs::path& file, const std::string& field) {
    const auto bytes = ReadFileBytes(file, IngestLimits{}.max_file_bytes);
    if (!bytes) return std::nullopt;
    const auto probe = ProbePhoto(*bytes, {}, {});
    if (!probe) return std::nullopt;
    const auto it = probe->source.exif.find(field);
    return it == probe->source.exif.end() ? std::nullopt : std::optional(it->second);
  }

  static std::optional<std::string> SidecarText(fs::path file, const std::string& suffix) {
    file.replace_extension();
    file += suffix;
    const auto bytes = ReadFileBytes(file, kMaxSidecarBytes);
    if (!bytes) return std::nullopt;
    const auto text =
        DecodeText({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, TextEncoding::kDetect);
    return text ? std::optional(std::string(Trimmed(*text))) : std::nullopt;
  }

  Status ByVoucher(const BindRule& rule) {
    const auto voucher = NameTemplate::Parse(rule.voucher), portrait = NameTemplate::Parse(rule.photo);
    if (!voucher || !portrait) return {};
    std::map<std::string, std::vector<std::size_t>> vouchers, portraits;  // by key
    const auto key_of = [&](const NameTemplate& form, std::size_t i) -> std::optional<std::string> {
      const auto readings = form.Read(NormalFormC(TemplateName(form, photos_[i])));
      return readings.size() == 1 ? std::optional(readings[0].at("key")) : std::nullopt;
    };
    for (std::size_t i = 0; i < photos_.size(); ++i) {
      if (const auto key = key_of(*voucher, i)) {
        document_[i] = true;
        vouchers[*key].push_back(i);
      } else if (const auto photo_key = key_of(*portrait, i)) {
        portraits[*photo_key].push_back(i);
      }
    }
    std::vector<std::size_t> wanted;
    for (const auto& [key, files] : vouchers) wanted.insert(wanted.end(), files.begin(), files.end());
    const auto readings = Read(wanted, rule.read_text);
    if (!readings) return readings.error();
    for (const auto& [key, files] : vouchers) {
      const auto mates = portraits.extract(key);
      if (mates.empty()) {
        for (const auto file : files)
          Except(Kind::kDocumentAlone, photos_[file].name, std::nullopt, "no portrait has its key");
        continue;
      }
      Claim claim = files.size() == 1
                        ? ClaimOf(readings->at(files[0]), rule)
                        : Claim{"voucher",
                                {std::nullopt, true, "it has " + std::to_string(files.size()) + " vouchers"},
                                "",
                                0};
      if (!claim.found.candidate)
        for (const auto file : files)
          Except(Kind::kDocumentUnread, photos_[file].name, std::nullopt, claim.found.why);
      if (!claim.found.candidate) claim.found.why = "its voucher: " + claim.found.why;
      for (const auto mate : mates.mapped()) claims_[mate].push_back(claim);
    }
    for (const auto& [key, files] : portraits)
      for (const auto file : files)
        claims_[file].push_back({"voucher", {std::nullopt, false, "it has no voucher"}, "", 0});
    return {};
  }

  Status ByCodeFrames(const BindRule& rule) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < photos_.size(); ++i)
      if (!document_[i]) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
      const auto folder = [&](std::size_t i) {
        return fs::path(photos_[i].name).parent_path().generic_string();
      };
      return std::tuple(folder(a)) == std::tuple(folder(b)) ? ShotBefore(photos_[a].name, photos_[b].name)
                                                            : folder(a) < folder(b);
    });
    const auto readings = Read(order, false);
    if (!readings) return readings.error();
    std::optional<Claim> current;
    fs::path folder;
    for (const auto i : order) {
      if (const auto here = fs::path(photos_[i].name).parent_path(); here != folder) {
        folder = here;
        current.reset();
      }
      const auto& reading = readings->at(i);
      if (!reading.codes.empty()) {
        document_[i] = true;
        current = ClaimOf(reading, rule);
        current->by = "code_frames";
        if (!current->found.candidate) {
          Except(Kind::kDocumentUnread, photos_[i].name, std::nullopt, current->found.why);
          current->found.why = "the code before it: " + current->found.why;
        }
        continue;
      }
      claims_[i].push_back(
          current
              ? *current
              : Claim{"code_frames", {std::nullopt, false, "no code comes before it in its folder"}, "", 0});
    }
    return {};
  }

  Result<std::map<std::size_t, DocumentReading>> Read(const std::vector<std::size_t>& which, bool with_text) {
    std::map<std::size_t, DocumentReading> out;
    if (which.empty()) return out;
    if (reader_ == nullptr) return Error{ErrorCode::kInternal, "nothing here reads documents"};
    std::vector<fs::path> files;
    for (const auto i : which) files.push_back(photos_[i].file);
    const auto status = reader_->Read(files, with_text, [&](std::size_t i, DocumentReading reading) {
      out[which[i]] = std::move(reading);
    });
    if (!status) return status.error();
    for (const auto i : which)
      if (!out.contains(i)) return Error{ErrorCode::kCancelled, "stopped while documents were read"};
    return out;
  }

  Claim ClaimOf(const DocumentReading& reading, const BindRule& rule) const {
    Claim claim{"voucher", {std::nullopt, false, "no code can be found on it"}, "", 0};
    std::set<std::size_t> all;
    for (const auto& code : reading.codes) {
      auto found = FindByPayload(roster_, rule.payload, code);
      if (found.candidate) {
        all.insert(*found.candidate);
        claim.code = code;
      }
      if (all.empty()) claim.found = std::move(found);
    }
    if (all.size() == 1) claim.found = {*all.begin(), false, ""};
    if (all.size() > 1)
      claim.found = {std::nullopt, true, "its codes are of " + std::to_string(all.size()) + " candidates"};
    if (reading.codes.empty() && reading.error) claim.found.why = reading.error->message;
    if (reading.codes.empty() && !reading.text.empty()) claim.found = FindByText(roster_, reading.text);
    if (claim.found.candidate) claim.voucher_fields = rule.payload == "digest" ? 1 : 2;
    return claim;
  }

  // From claims to one photo for each candidate.
  void Settle() {
    std::map<std::size_t, std::vector<BoundPhoto>> by_candidate;
    std::set<std::size_t>
        spoken_of;  // candidates in an exception about a photo of theirs: not missing, but disputed
    for (std::size_t i = 0; i < photos_.size(); ++i) {
      if (document_[i]) {
        ++out_.documents;
        continue;
      }
      ++out_.portraits;
      std::map<std::size_t, std::vector<const Claim*>> named;
      const Claim* against = nullptr;
      std::string why;
      for (const auto& claim : claims_[i]) {
        if (claim.found.candidate) named[*claim.found.candidate].push_back(&claim);
        if (claim.found.contradicts) against = &claim;
        if (!claim.found.candidate) why += (why.empty() ? "" : "; ") + claim.by + ": " + claim.found.why;
      }
      if (named.size() == 1 && against == nullptr) {
        BoundPhoto bound{named.begin()->first, i, "", "", 0};
        for (const auto* claim : named.begin()->second) {
          bound.by += (bound.by.empty() ? "" : "+") + claim->by;
          if (!claim->code.empty()) bound.code = claim->code;
          bound.voucher_fields = std::max(bound.voucher_fields, claim->voucher_fields);
        }
        by_candidate[bound.candidate].push_back(std::move(bound));
      } else if (named.empty() && against == nullptr) {
        Except(Kind::kPhotoUnbound, photos_[i].name, std::nullopt,
               why.empty() ? "no rule speaks about it" : why);
      } else {
        for (const auto& [candidate, claims] : named) spoken_of.insert(candidate);
        std::string rows;
        for (const auto& [candidate, claims] : named)
          rows += (rows.empty() ? "row " : ", row ") + std::to_string(roster_.all()[candidate].row) + " by " +
                  claims[0]->by;
        Except(Kind::kPhotoDisputed, photos_[i].name, std::nullopt,
               rows + (rows.empty() || why.empty() ? "" : "; ") + why);
      }
    }
    for (auto& [candidate, bound] : by_candidate) {
      if (bound.size() == 1) {
        out_.bound.push_back(std::move(bound[0]));
        continue;
      }
      for (const auto& photo : bound)
        Except(Kind::kTwoPhotos, photos_[photo.photo].name, candidate,
               std::to_string(bound.size()) + " photos are bound to this candidate");
    }
    for (std::size_t i = 0; i < roster_.all().size(); ++i)
      if (!by_candidate.contains(i))
        Except(Kind::kMissing, "", i,
               spoken_of.contains(i) ? "the photo that may be his is disputed"
                                     : "no photo is bound to this candidate");
    std::sort(out_.exceptions.begin(), out_.exceptions.end(), [](const auto& a, const auto& b) {
      return std::tie(a.kind, a.row, a.photo, a.candidate, a.detail) <
             std::tie(b.kind, b.row, b.photo, b.candidate, b.detail);
    });
  }

  const JobFile& job_;
  const Roster& roster_;
  const std::vector<InputPhoto>& photos_;
  DocumentReader* reader_;
  std::vector<std::vector<Claim>> claims_;  // by photo
  std::vector<bool> document_;              // it shows a voucher or a code, no portrait
  Binding out_;
};

}  // namespace

const char* ToString(BatchException::Kind kind) {
  return Kinds()[static_cast<std::size_t>(kind)].code;
}
const Bilingual& TextOf(BatchException::Kind kind) {
  return Kinds()[static_cast<std::size_t>(kind)].text;
}

bool ReadsDocuments(const JobFile& job) {
  return std::any_of(job.bind.begin(), job.bind.end(), [](const BindRule& rule) {
    return rule.by == BindRule::By::kVoucher || rule.by == BindRule::By::kCodeFrames;
  });
}

Result<Binding> BindPhotos(const JobFile& job, const Roster& roster, const std::vector<InputPhoto>& photos,
                           DocumentReader* reader) {
  return Binder(job, roster, photos, reader).Bind();
}

}  // namespace certphoto
