// certphoto specs list|show.
#include "engine/cli/catalogue_command.h"
#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

std::string HexOf(const Rgb& colour) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02X%02X%02X", colour[0], colour[1], colour[2]);
  return text;
}

std::string SizeOf(const Spec& spec) {
  return std::to_string(spec.width_px) + "x" + std::to_string(spec.height_px);
}

std::string PrintOf(const Spec& spec) {
  return spec.print_width_mm > 0 ? Plain(spec.print_width_mm) + "x" + Plain(spec.print_height_mm) : "-";
}

std::string BytesOf(const Spec& spec) {
  if (spec.bytes_min == 0 && spec.bytes_max == 0) return "-";
  const auto part = [](std::uint64_t bytes) { return bytes == 0 ? std::string() : std::to_string(bytes); };
  return part(spec.bytes_min) + ".." + part(spec.bytes_max);
}

std::string ListText(const Engine& engine) {
  Table table({"SPEC", "PIXELS", "PRINT mm", "BACKGROUND", "BYTES", "SURE", "NAME", ""});
  for (const auto& spec : engine.specs().all())
    table.Add({spec.id, SizeOf(spec), PrintOf(spec), HexOf(spec.background), BytesOf(spec), spec.confidence,
               spec.name.zh, spec.name.en});
  return table.ToString();
}

Json JsonOf(const Spec& spec) {
  Json out{{"id", spec.id},
           {"name", {{"zh", spec.name.zh}, {"en", spec.name.en}}},
           {"confidence", spec.confidence},
           {"source", spec.source},
           {"date", spec.date},
           {"background", HexOf(spec.background)}};
  out["numbers"] = Json::object();
  for (const auto& [name, value] : spec.numbers) out["numbers"][name] = value;
  if (!spec.notes.empty()) out["notes"] = spec.notes;
  return out;
}

Json ListJson(const Engine& engine) {
  Json out = Json::array();
  for (const auto& spec : engine.specs().all()) out.push_back(JsonOf(spec));
  return out;
}

std::string BandText(const Band& band) {
  std::string out = (band.min ? Plain(*band.min) : std::string("")) + ".." +
                    (band.max ? Plain(*band.max) : std::string(""));
  return out + " px" + (band.target ? ", aimed at " + Plain(*band.target) : "");
}

std::string ShowText(const Engine& engine, const std::string& id) {
  const auto& spec = *engine.specs().Find(id);
  std::string out = spec.id + "  " + spec.name.zh + "  " + spec.name.en + '\n';
  const auto line = [&](const std::string& name, std::string_view text) { out += Field(name, text, 19); };
  line("pixels", SizeOf(spec) + (spec.pixels_computed ? "  (computed by us: the source states none)" : ""));
  if (spec.print_width_mm > 0) line("print", PrintOf(spec) + " mm");
  if (spec.window_width_mm > 0)
    line("window", Plain(spec.window_width_mm) + "x" + Plain(spec.window_height_mm) + " mm");
  if (spec.dpi > 0) line("resolution", Plain(spec.dpi) + " dpi");
  line("bytes", BytesOf(spec));
  if (spec.jpeg_quality_min > 0) line("JPEG quality", "at least " + std::to_string(spec.jpeg_quality_min));
  line("background", HexOf(spec.background) + (spec.background_any ? ", any other accepted" : ""));
  for (const auto& [name, band] : spec.geometry) line(name, BandText(band));
  if (spec.geometry_default) line("", "(these bands are ours: the source states none)");
  for (const auto& [name, policy] : spec.edit_policy) line("edit " + name, ToString(policy));
  for (const auto& [name, policy] : spec.requirements) line(name, ToString(policy));
  line("source", spec.source + ", read " + spec.date + ", confidence " + spec.confidence);
  line("notes", spec.notes);
  return out;
}

int List(const Arguments& arguments) {
  return RunList(
      {{"certphoto specs list",
        "[OPTIONS]",
        "Lists the documents photos can be made for. SURE says how well the source is known: H, M or L.",
        {{"certphoto specs list", "all of them"},
         {"certphoto specs list --format json", "with every number"}}},
       ListText,
       ListJson},
      arguments);
}

int Show(const Arguments& arguments) {
  return RunShow(
      {{"certphoto specs show",
        "[OPTIONS] SPEC…",
        "Prints what a receiver accepts: size, bytes, colours, where the head has to be, what may be edited.",
        {{"certphoto specs show cn.edu.grad", "the graduation photo"},
         {"certphoto specs show us.visa --format json", "for a program"}}},
       "spec",
       [](const Engine& engine) { return engine.specs().Ids(); },
       ShowText,
       [](const Engine& engine, const std::string& id) { return JsonOf(*engine.specs().Find(id)); }},
      arguments);
}

}  // namespace

int RunSpecs(const Arguments& arguments) {
  static constexpr Command kTable[] = {{"list", "all specs, a line each", List},
                                       {"show", "one spec: sizes, colours, geometry, source", Show}};
  return Dispatch("certphoto specs", "The documents photos can be made for.", kTable, arguments);
}

}  // namespace certphoto::cli
