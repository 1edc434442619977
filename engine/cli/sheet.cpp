// certphoto sheet: finished photos on paper.
#include <algorithm>
#include <iostream>

#include "engine/batch/file_outputs.h"
#include "engine/cli/catalogue_command.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/sheet_job.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "certphoto sheet";

// Options that are a parameter of the renderer by another name.
struct Named {
  const char *option, *parameter, *value, *doc;
};
constexpr Named kNamed[] = {
    {"copies", "copies", "N", "copies of each photo; without it a sheet full"},
    {"dpi", "dpi", "DPI", "resolution of raster sheets (default: the printer's own, else 300)"},
    {"gap", "gap_mm", "MM", "between photos (default 2)"},
    {"margin", "margin_mm", "MM", "between the photos and the paper's edges (default 2)"},
    {"bleed", "bleed_mm", "MM", "picture beyond the trim, where there is room (default 1)"},
    {"marks", "marks", "crop|lines|none", "crop marks, or hairlines along every cut (default crop)"},
    {"caption", "caption", "TEXT",
     "line under each photo: text with {name}, {number|mask}, any column of the roster"},
    {"caption-2", "caption_2", "TEXT", "second line"},
    {"back", "back", "TEXT", "line on the back of each photo; the document gets a back for each sheet"},
    {"back-2", "back_2", "TEXT", "second line on the back"},
    {"grouping", "grouping", "person|group|all", "whose photos may share a sheet (default person)"},
    {"order", "order", "sheet|stack",
     "people in order on the sheet, or through the stack that is cut at once"},
    {"job", "job", "ID",
     "id of the job, printed on each sheet and in its QR code; no name, no person's number"},
    {"batch", "batch", "ID", "id of the batch"},
};

Options MakeOptions() {
  Options options(
      {kProgram,
       "[OPTIONS] PHOTO|FOLDER… --out FILE.pdf|png|tif|jpg",
       "Lays finished photos on paper, right to a tenth of a millimetre, with marks for the guillotine. A "
       "photo of "
       "another\nshape than the paper photo is set in the window of its spec or cropped around its centre, "
       "never "
       "stretched.\n\n"
       "Exit code: 0 made, 3 made but some photos are not fit for print or were left out, 1 our failure, 2 "
       "wrong usage.",
       {{"certphoto sheet a.jpg --paper 6in --photo 33x48mm --out sheet.pdf",
         "as many copies as fit on 6-inch paper"},
        {"certphoto sheet a.jpg --paper dnp-ds620-4x6 --spec cn.edu.grad --copies 8 --margin 1.5 --out "
         "sheet.png",
         "eight graduation photos, at the exact pixels of the printer"},
        {"certphoto sheet --roster roster.csv --paper 7in --spec cn.edu.grad --copies 8 --caption '{name}' "
         "--job BJ01 --list --out sheets.pdf",
         "a sheet for each person of a roster, captioned, with a picking list"}}});
  options.Add("out,o", po::value<std::string>()->value_name("FILE"),
              "one PDF, or a raster file for each sheet, by its extension");
  options.Add("paper", po::value<std::string>()->value_name("ID|FILE.yaml")->default_value("6in"),
              "`certphoto papers list` names them");
  options.Add("photo", po::value<std::string>()->value_name("WxHmm"),
              "size of the paper photo; without it and --spec 33x48mm");
  options.Add("window", po::value<std::string>()->value_name("WxHmm"),
              "centred part of it that carries the picture");
  options.Add("spec", po::value<std::string>()->value_name("ID"),
              "size, window and least resolution of a document");
  options.Add("roster", po::value<std::string>()->value_name("FILE.csv"),
              "photos (column `file`) and their texts: name, number, group, prints (\"33x48:8, 25x35:4\"), "
              "any other");
  for (const auto& named : kNamed)
    options.Add(named.option, po::value<std::string>()->value_name(named.value), named.doc);
  options.Add(
      "profile", po::value<std::string>()->value_name("FILE.icc"),
      "the printer's: a PDF becomes PDF/X-4 with it as output intent, raster sheets are converted to it");
  options.AddFlag("preview", "a PNG of each sheet as well");
  options.AddFlag("soft-proof", "previews show the colours of --profile");
  options.AddFlag("list", "a picking list (CSV) as well: which cell of which sheet holds whom");
  options.AddFlag("slips", "an order slip (PDF) as well: for each group who is in it and on which sheets");
  options.Add("set", po::value<std::vector<std::string>>()->value_name("NAME=VALUE"),
              "any other parameter of the renderer (`certphoto plugins show print.sheet`); may be repeated");
  options.Add("renderer", po::value<std::string>()->value_name("OPERATION")->default_value("print.sheet"),
              "what draws the sheets");
  options.AddFlag("quiet,q", "say only what is wrong");
  options.TakePlaces();
  return options;
}

Result<std::string> FormatOf(const fs::path& out) {
  auto extension = out.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  for (const auto& [suffix, format] : {std::pair{".pdf", "pdf"},
                                       {".png", "png"},
                                       {".tif", "tiff"},
                                       {".tiff", "tiff"},
                                       {".jpg", "jpeg"},
                                       {".jpeg", "jpeg"}})
    if (extension == suffix) return std::string(format);
  return Error{ErrorCode::kUsage, "--out takes a .pdf, .png, .tif or .jpg file, not " + Quoted(out.string())};
}

bool Takes(const Operation& renderer, std::string_view parameter) {
  return std::any_of(renderer.params.begin(), renderer.params.end(),
                     [&](const Param& p) { return p.name == parameter; });
}

// What nobody named goes only to a renderer that takes it: a list of names has no paper.
void DropUnknown(const Operation& renderer, Parameters& parameters) {
  std::erase_if(parameters, [&](const auto& parameter) { return !Takes(renderer, parameter.first); });
}

// Sizes, from --spec first, then from --photo and --window.
Status AddSizes(const Options& options, const Spec* spec, Parameters& parameters) {
  const auto add = [&](const char* width, const char* height, const Millimetres& mm) {
    parameters.emplace_back(width, Plain(mm.width));
    parameters.emplace_back(height, Plain(mm.height));
  };
  if (spec != nullptr) {
    if (spec->print_width_mm <= 0 && !options.Has("photo"))
      return Error{ErrorCode::kUsage, "spec '" + spec->id + "' states no printed size; give --photo as well"};
    if (spec->print_width_mm > 0)
      add("photo_width_mm", "photo_height_mm", {spec->print_width_mm, spec->print_height_mm});
    if (spec->window_width_mm > 0 && !options.Has("photo"))
      add("window_width_mm", "window_height_mm", {spec->window_width_mm, spec->window_height_mm});
  }
  if (options.Has("photo")) {
    const auto photo = ParseMillimetres("--photo", options.Text("photo"));
    if (!photo) return photo.error();
    add("photo_width_mm", "photo_height_mm", *photo);
  }
  if (options.Has("window")) {
    const auto window = ParseMillimetres("--window", options.Text("window"));
    if (!window) return window.error();
    add("window_width_mm", "window_height_mm", *window);
  }
  return {};
}

Status AddNamed(const Options& options, Parameters& parameters) {
  for (const auto& named : kNamed)
    if (options.Has(named.option)) parameters.emplace_back(named.parameter, options.Text(named.option));
  for (const auto& [flag, parameter] :
       {std::pair{"preview", "previews"}, {"soft-proof", "soft_proof"}, {"list", "list"}, {"slips", "slips"}})
    if (options.Has(flag)) parameters.emplace_back(parameter, "true");
  if (!options.Has("set")) return {};
  for (const auto& setting : options.Get<std::vector<std::string>>("set")) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos)
      return Error{ErrorCode::kUsage, "--set takes NAME=VALUE, not " + Quoted(setting)};
    parameters.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  return {};
}

Result<std::vector<FileItem>> Photos(const Options& options) {
  if (options.Has("roster")) return ReadRoster(options.Text("roster"));
  const auto list = ListPhotos(options.places(), options.Has("quiet"));
  if (!list) return list.error();
  std::vector<FileItem> items;
  for (const auto& photo : list->photos) items.push_back({photo.file, {{"id", photo.name.stem().string()}}});
  return items;
}

// What findings add up to, and where they are said.
struct Findings {
  std::size_t serious = 0;

  void Take(const std::string& what, const Finding& finding) {
    if (finding.verdict == Verdict::kPass || finding.verdict == Verdict::kNotApplicable) return;
    const bool note = finding.severity == Severity::kInfo || finding.verdict == Verdict::kInconclusive;
    if (!note) ++serious;
    std::cerr << (note ? "note: " : "warning: ") << (what.empty() ? "" : Printable(what) + ": ")
              << finding.rule << ": " << Printable(finding.text.en) << '\n';
  }
};

int Work(const Engine& engine, const Options& options, const StopSignal& stop) {
  const fs::path out = options.Text("out");
  const auto* operation = engine.registry().FindOperation(options.Text("renderer"));
  if (operation == nullptr)
    return options.Wrong("no operation " + Quoted(options.Text("renderer")) +
                         DidYouMean(options.Text("renderer"), engine.registry().OperationIds()));
  const Spec* spec = options.Has("spec") ? engine.specs().Find(options.Text("spec")) : nullptr;
  if (options.Has("spec") && spec == nullptr)
    return options.Wrong("no spec " + Quoted(options.Text("spec")) +
                         DidYouMean(options.Text("spec"), engine.specs().Ids()));
  const auto paper = FindPaper(engine.installation(), options.Text("paper"));
  if (!paper) return Fail(kProgram, paper.error());

  Parameters parameters;
  AddPaper(*paper, parameters);
  if (Takes(*operation, "format")) {
    const auto format = FormatOf(out);
    if (!format) return Fail(kProgram, format.error());
    parameters.emplace_back("format", *format);
  }
  DropUnknown(*operation, parameters);
  if (options.Has("photo") || options.Has("window") || Takes(*operation, "photo_width_mm"))
    if (auto status = AddSizes(options, spec, parameters); !status) return Fail(kProgram, status.error());
  if (auto status = AddNamed(options, parameters); !status) return Fail(kProgram, status.error());
  Diagnostics problems;
  auto typed = TypedParameters(*operation, parameters, problems);
  if (!typed) return Fail(kProgram, typed.error());
  auto photos = Photos(options);
  if (!photos) return Fail(kProgram, photos.error());
  for (const auto& photo : *photos) {
    std::error_code ignored;
    if (fs::equivalent(photo.file, out, ignored))
      return options.Wrong("--out would replace the original " + Quoted(out.string()));
  }
  const auto names = *photos;

  RendererRequest request;
  FileItems items(std::move(*photos), request.limits.max_file_bytes);
  FileOutputs outputs(out, {"document", "sheet"});
  Findings findings;
  request.operation = operation->id;
  request.params = std::move(*typed);
  request.spec = spec;
  request.items = &items;
  request.outputs = &outputs;
  request.cancellation = &stop.cancellation();
  if (options.Has("profile")) {
    auto profile = ReadFileBytes(options.Text("profile"), request.limits.max_file_bytes);
    if (!profile)
      return Fail(kProgram, {ErrorCode::kUsage, options.Text("profile") + ": " + profile.error().message});
    request.attachments.emplace("printer_profile", std::move(*profile));
  }
  request.on_finding = [&](std::optional<std::uint64_t> item, const Finding& finding) {
    findings.Take(item ? names[*item].file.string() : "", finding);
  };
  const auto status = engine.Render(request, problems);
  if (!status) {
    outputs.Remove();
    return Fail(kProgram, status.error());
  }
  if (!options.Has("quiet"))
    for (const auto& file : outputs.files()) std::cout << file.string() << '\n';
  return findings.serious > 0 ? kNotAllAccepted : kAllAccepted;
}

}  // namespace

int RunSheet(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  if (options.places().empty() && !options.Has("roster"))
    return options.Wrong("name the photos, or a folder of them, or --roster FILE.csv");
  if (!options.places().empty() && options.Has("roster"))
    return options.Wrong("take photos or --roster FILE.csv, not both");
  if (options.Text("out").empty())
    return options.Wrong("--out FILE.pdf|png|tif|jpg says where the sheets go; it is missing");
  StopSignal stop;  // before the engine
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  return Work(**engine, options, stop);
}

}  // namespace certphoto::cli
