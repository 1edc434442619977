#include "engine/batch/job/job_file.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "engine/base/sha256.h"
#include "engine/batch/binding/name_template.h"
#include "engine/batch/runner.h"
#include "engine/config/fields.h"
#include "engine/config/yaml.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kBindNames = {"file_name", "list",    "exif",
                                             "sidecar",   "voucher", "code_frames"};

std::vector<std::string> FieldNames() {
  return {std::begin(kRosterFields), std::end(kRosterFields)};
}

int Digits(std::string_view text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && text[0] != '-' ? value : -1;
}

class Reader {
 public:
  Reader(const fs::path& file, Diagnostics& problems) : folder_(file.parent_path()), problems_(problems) {}

  JobFile Read(YamlMap root) {
    JobFile job;
    root.ExpectSchema("certphoto/job/1");
    job.id = RequiredId(root, "id").value_or("");
    job.tenant = Text(root.RequiredText("tenant"));
    for (const auto& level : root.OptionalList("levels")) job.levels.push_back(Text(level.Text()));
    if (job.levels.empty()) root.Problem("levels names the levels of study there are, like [专科, 本科]");
    if (auto window = root.OptionalMap("window")) job.window = ReadWindow(*window);
    if (auto text = root.OptionalText("pipeline")) job.pipeline = *text;
    if (auto text = root.OptionalText("spec")) job.spec = *text;
    job.work = Path(root.OptionalText("work").value_or(job.id.empty() ? "batch.work" : job.id + ".work"));
    if (auto roster = root.RequiredMap("roster")) ReadRoster(*roster, job.roster);
    if (auto inputs = root.RequiredMap("inputs")) ReadInputs(*inputs, job);
    if (auto delivery = root.OptionalMap("delivery")) ReadDelivery(*delivery, job);
    if (auto privacy = root.OptionalMap("privacy")) {
      job.show_names = privacy->OptionalBoolean("show_names").value_or(false);
      job.keep_days = static_cast<int>(privacy->OptionalInteger("keep_days", 1, 36500).value_or(0));
      privacy->FinishKeys();
    }
    if (auto faces = root.OptionalMap("faces")) {
      job.one_to_many = faces->OptionalBoolean("one_to_many").value_or(true);
      faces->FinishKeys();
    }
    job.poison_after = static_cast<int>(root.OptionalInteger("poison_after", 1, 100).value_or(3));
    root.FinishKeys();
    return job;
  }

 private:
  fs::path Path(const std::string& text) const { return (folder_ / text).lexically_normal(); }
  static std::string Text(const std::optional<std::string>& text) {
    return text ? NormalFormC(Trimmed(*text)) : "";
  }

  CollectionWindow ReadWindow(YamlMap& map) const {
    CollectionWindow window;
    const auto day = [&](const char* key, std::int64_t& out) {
      const auto value = map.Require(key);
      const auto text = value ? value->Text() : std::nullopt;
      if (!text) return;
      const auto parsed = ParseDay(*text);
      if (!parsed) value->Problem("expected a date like 2025-06-12, not " + Quoted(*text));
      out = parsed.value_or(0);
    };
    day("first", window.first_day);
    day("last", window.last_day);
    if (window.last_day < window.first_day) map.Problem("the window's last day lies before its first");
    if (const auto text = map.OptionalText("utc_offset")) {
      const bool form = text->size() == 6 && ((*text)[0] == '+' || (*text)[0] == '-') && (*text)[3] == ':';
      const int hours = form ? Digits(std::string_view(*text).substr(1, 2)) : -1;
      const int minutes = form ? Digits(std::string_view(*text).substr(4, 2)) : -1;
      if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
        map.Problem("utc_offset is like \"+08:00\", not " + Quoted(*text));
      else
        window.utc_offset_min = ((*text)[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    }
    map.FinishKeys();
    return window;
  }

  void ReadRoster(YamlMap& map, RosterSource& roster) const {
    if (auto file = map.RequiredText("file")) roster.file = Path(*file);
    roster.sheet = map.OptionalText("sheet").value_or("");
    const auto encoding = map.OptionalChoice("encoding", {"detect", "utf-8", "gbk"}).value_or("detect");
    roster.encoding = encoding == "gbk"     ? TextEncoding::kGbk
                      : encoding == "utf-8" ? TextEncoding::kUtf8
                                            : TextEncoding::kDetect;
    roster.leave_out_mistakes =
        map.OptionalChoice("mistakes", {"refuse", "leave_out"}).value_or("refuse") == "leave_out";
    if (auto columns = map.RequiredMap("columns")) {
      const auto fields = FieldNames();
      for (const auto& entry : columns->Entries()) {
        const auto text = entry.value.Text();
        if (std::find(fields.begin(), fields.end(), entry.key) == fields.end())
          problems_.Add(entry.key_place,
                        "there is no field " + Quoted(entry.key) + DidYouMean(entry.key, fields) +
                            "; other columns need no entry, they are at hand under their own names");
        else if (text)
          roster.columns[entry.key] = Text(text);
      }
      for (const char* field : {"exam_no", "name", "level"})
        if (!roster.columns.contains(field))
          columns->Problem(std::string("columns must say which column is ") + field);
    }
    map.FinishKeys();
  }

  void CheckTemplate(const YamlMap& map, const std::string& text,
                     const std::vector<std::string>& extra) const {
    const auto parsed = NameTemplate::Parse(text);
    if (!parsed) return map.Problem(parsed.error().message);
    for (const auto& field : parsed->Fields()) {
      auto known = FieldNames();
      known.insert(known.end(), extra.begin(), extra.end());
      if (std::find(known.begin(), known.end(), field) == known.end())
        map.Problem("the template " + Quoted(text) + " has the unknown field " + Quoted(field) +
                    DidYouMean(field, known));
    }
  }

  void ReadInputs(YamlMap& map, JobFile& job) const {
    if (auto folder = map.RequiredText("folder")) job.inputs = Path(*folder);
    for (const auto& value : map.OptionalList("bind"))
      if (auto rule = value.Map()) job.bind.push_back(ReadBind(*rule, job));
    if (job.bind.empty())
      map.Problem(
          "bind must say how a photo is known to be whose, like [{by: file_name, photo: \"{exam_no}\"}]");
    map.FinishKeys();
  }

  BindRule ReadBind(YamlMap& map, const JobFile& job) const {
    BindRule rule;
    rule.place = map.place();
    const auto by = map.RequiredChoice("by", kBindNames);
    if (!by) return rule;  // its other keys have no meaning
    rule.by =
        static_cast<BindRule::By>(std::find(kBindNames.begin(), kBindNames.end(), *by) - kBindNames.begin());
    const auto payload = [&] {
      rule.payload = map.OptionalText("payload").value_or("{exam_no}");
      if (rule.payload != "digest") CheckTemplate(map, rule.payload, {"*"});
      if (rule.payload == "digest" && !job.roster.columns.contains("code_digest"))
        map.Problem("payload: digest needs the roster's column code_digest");
    };
    switch (rule.by) {
      case BindRule::By::kFileName:
        rule.photo = map.RequiredText("photo").value_or("{exam_no}");
        CheckTemplate(map, rule.photo, {"*"});
        break;
      case BindRule::By::kList:
        if (auto file = map.RequiredText("file")) rule.list = Path(*file);
        rule.photo_column = Text(map.RequiredText("photo_column"));
        rule.key_column = Text(map.RequiredText("exam_no_column"));
        break;
      case BindRule::By::kExif:
        rule.field =
            map.OptionalChoice("field", {"ImageDescription", "UserComment"}).value_or("ImageDescription");
        payload();
        break;
      case BindRule::By::kSidecar:
        rule.suffix = map.OptionalText("suffix").value_or(".txt");
        payload();
        break;
      case BindRule::By::kVoucher:
        rule.voucher = map.RequiredText("voucher").value_or("{key}");
        rule.photo = map.RequiredText("photo").value_or("{key}");
        for (const auto* text : {&rule.voucher, &rule.photo}) CheckTemplate(map, *text, {"*", "key"});
        for (const auto* text : {&rule.voucher, &rule.photo})
          if (text->find("{key}") == std::string::npos)
            map.Problem("voucher and photo must both have {key}, by which they belong together");
        rule.read_text = map.OptionalBoolean("read_text").value_or(true);
        payload();
        break;
      case BindRule::By::kCodeFrames:
        payload();
        break;
    }
    map.FinishKeys();
    return rule;
  }

  void ReadDelivery(YamlMap& map, JobFile& job) const {
    if (auto naming = map.OptionalText("naming")) {
      job.naming = *naming;
      CheckTemplate(map, job.naming, {});
      if (const auto parsed = NameTemplate::Parse(job.naming); parsed && parsed->Fields().empty())
        map.Problem("naming must have a field that differs from candidate to candidate, like {exam_no}");
      if (!job.naming.ends_with(".jpg") && !job.naming.ends_with(".JPG"))
        map.Problem("naming must end in .jpg or .JPG");
      if (job.naming.starts_with('/')) map.Problem("naming must not begin with /");
    }
    if (auto paper = map.OptionalMap("paper")) {
      job.paper.copies = static_cast<int>(paper->OptionalInteger("copies", 0, 200).value_or(8));
      if (auto photo = paper->OptionalText("photo")) job.paper.photo = *photo;
      paper->FinishKeys();
    }
    map.FinishKeys();
  }

  fs::path folder_;
  Diagnostics& problems_;
};

}  // namespace

const char* ToString(BindRule::By by) {
  return kBindNames[static_cast<std::size_t>(by)].c_str();
}

std::optional<std::int64_t> ParseDay(std::string_view text) {
  if (text.size() != 10 || (text[4] != '-' && text[4] != ':') || text[7] != text[4]) return std::nullopt;
  const int year = Digits(text.substr(0, 4)), month = Digits(text.substr(5, 2)),
            day = Digits(text.substr(8, 2));
  if (year < 1970 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> ParseTime(std::string_view text, int utc_offset_min) {
  const auto day = ParseDay(text.substr(0, 10));
  if (!day || (text.size() != 16 && text.size() != 19) || (text[10] != ' ' && text[10] != 'T') ||
      text[13] != ':')
    return std::nullopt;
  const int hour = Digits(text.substr(11, 2)), minute = Digits(text.substr(14, 2));
  const int second = text.size() == 19 && text[16] == ':' ? Digits(text.substr(17, 2))
                     : text.size() == 19                  ? -1
                                                          : 0;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  return *day * 86400 + hour * 3600 + minute * 60 + second - std::int64_t{utc_offset_min} * 60;
}

std::optional<JobFile> LoadJobText(std::string_view text, const fs::path& file, Diagnostics& problems) {
  auto root = LoadYamlText(text, file.string(), problems);
  if (!root) return std::nullopt;
  auto job = Reader(file, problems).Read(std::move(*root));
  job.file = file;
  job.digest = Sha256Hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  return job;
}

std::optional<JobFile> LoadJobFile(const fs::path& file, Diagnostics& problems) {
  const auto bytes = ReadFileBytes(file, kMaxYamlBytes);
  if (!bytes) {
    problems.Add({file.string(), 0, 0},
                 bytes.error().code == ErrorCode::kLimit ? "is over 1 MiB: no job" : bytes.error().message);
    return std::nullopt;
  }
  return LoadJobText({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, file, problems);
}

}  // namespace certphoto
