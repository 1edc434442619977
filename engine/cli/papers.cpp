// certphoto papers list|show.
#include "engine/catalogue/paper.h"
#include "engine/cli/catalogue_command.h"
#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

PaperCatalogue PapersOf(const Engine& engine) {
  Diagnostics problems;  // a broken file is reported by `certphoto sheet`, which needs it
  return PaperCatalogue::Load(engine.installation().data / "papers", problems);
}

std::string SizeOf(const Paper& paper) {
  return Plain(paper.width_mm) + "x" + Plain(paper.height_mm);
}

std::string RasterOf(const Paper& paper) {
  if (!paper.raster) return "-";
  return std::to_string(paper.raster->width_px) + "x" + std::to_string(paper.raster->height_px) + " at " +
         Plain(paper.raster->dpi) + " dpi";
}

std::string ListText(const Engine& engine) {
  Table table({"PAPER", "SIZE mm", "KIND", "RASTER px", "NAME", ""});
  const auto papers = PapersOf(engine);
  for (const auto& paper : papers.all())
    table.Add(
        {paper.id, SizeOf(paper), ToString(paper.category), RasterOf(paper), paper.name.zh, paper.name.en});
  return table.ToString();
}

Json JsonOf(const Paper& paper) {
  Json out{{"id", paper.id},
           {"name", {{"zh", paper.name.zh}, {"en", paper.name.en}}},
           {"category", ToString(paper.category)},
           {"width_mm", paper.width_mm},
           {"height_mm", paper.height_mm},
           {"confidence", paper.confidence},
           {"source", paper.source}};
  if (!paper.devices.empty()) out["devices"] = paper.devices;
  if (const auto& r = paper.raster)
    out["raster"] = {{"dpi", r->dpi},
                     {"width_px", r->width_px},
                     {"height_px", r->height_px},
                     {"pad_px", {r->pad_left_px, r->pad_right_px, r->pad_top_px, r->pad_bottom_px}},
                     {"overscan_mm", {r->overscan_x_mm, r->overscan_y_mm}}};
  if (!paper.notes.empty()) out["notes"] = paper.notes;
  return out;
}

Json ListJson(const Engine& engine) {
  Json out = Json::array();
  const auto papers = PapersOf(engine);
  for (const auto& paper : papers.all()) out.push_back(JsonOf(paper));
  return out;
}

std::string ShowText(const Engine& engine, const std::string& id) {
  const auto papers = PapersOf(engine);
  const auto& paper = *papers.Find(id);
  std::string out = paper.id + "  " + paper.name.zh + "  " + paper.name.en + '\n';
  const auto line = [&](const std::string& name, std::string_view text) { out += Field(name, text, 14); };
  line("size", SizeOf(paper) + " mm");
  line("kind", ToString(paper.category));
  if (!paper.devices.empty()) line("devices", JoinComma(paper.devices));
  if (const auto& r = paper.raster) {
    line("raster", RasterOf(paper));
    line("pads", std::to_string(r->pad_left_px) + ", " + std::to_string(r->pad_right_px) + ", " +
                     std::to_string(r->pad_top_px) + ", " + std::to_string(r->pad_bottom_px) +
                     " px (left, right, top, bottom)");
    line("overscan",
         Plain(r->overscan_x_mm) + " mm left and right, " + Plain(r->overscan_y_mm) + " mm top and bottom");
  }
  const auto& c = paper.calibration;
  line("calibration", Plain(c.scale_x) + " by " + Plain(c.scale_y) + ", moved " + Plain(c.offset_x_mm) +
                          ", " + Plain(c.offset_y_mm) + " mm");
  line("source", paper.source + " (" + paper.confidence + ")");
  if (!paper.notes.empty()) line("notes", paper.notes);
  return out;
}

std::vector<std::string> Ids(const Engine& engine) {
  return PapersOf(engine).Ids();
}

int RunPapersList(const Arguments& arguments) {
  return RunList({{"certphoto papers list",
                   "[--format text|json]",
                   "The papers and printers sheets can be made for.",
                   {{"certphoto papers list", "all of them"}}},
                  ListText,
                  ListJson},
                 arguments);
}

int RunPapersShow(const Arguments& arguments) {
  return RunShow(
      {{"certphoto papers show",
        "PAPER…",
        "What is known of a paper and where it comes from.",
        {{"certphoto papers show 6in", "Chinese 6-inch"}}},
       "paper",
       Ids,
       ShowText,
       [](const Engine& engine, const std::string& id) { return JsonOf(*PapersOf(engine).Find(id)); }},
      arguments);
}

}  // namespace

int RunPapers(const Arguments& arguments) {
  constexpr Command kTable[] = {{"list", "the papers and printers", RunPapersList},
                                {"show", "one of them", RunPapersShow}};
  return Dispatch("certphoto papers", "Papers and printers that sheets are made for.", kTable, arguments);
}

}  // namespace certphoto::cli
