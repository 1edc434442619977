#include "engine/cli/sheet_job.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/cli/catalogue_command.h"
#include "engine/config/csv.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

bool LooksLikeNumber(const std::string& text) {
  return !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string::npos;
}

const Param* FindParam(const Operation& operation, const std::string& name) {
  const auto it = std::find_if(operation.params.begin(), operation.params.end(), [&](const Param& p) { return p.name == name; });
  return it == operation.params.end() ? nullptr : &*it;
}

// As the strict reader of YAML takes it: numbers and true/false bare, texts in quotes.
std::string Scalar(const Param* param, const std::string& value) {
  const bool text = param == nullptr || param->type == ParamType::kText || param->type == ParamType::kChoice;
  if (!text && (LooksLikeNumber(value) || value == "true" || value == "false")) return value;
  return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Result<Millimetres> ParseMillimetres(const std::string& option, const std::string& text) {
  const Error wrong{ErrorCode::kUsage, option + " takes WIDTHxHEIGHT in millimetres, like 33x48mm, not " + Quoted(text)};
  std::string_view rest = text;
  if (rest.ends_with("mm")) rest.remove_suffix(2);
  const auto by = rest.find('x');
  if (by == std::string_view::npos) return wrong;
  Millimetres mm;
  const auto read = [](std::string_view part, double& out) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), out, std::chars_format::fixed);
    return error == std::errc{} && end == part.data() + part.size() && out > 0;
  };
  if (!read(rest.substr(0, by), mm.width) || !read(rest.substr(by + 1), mm.height)) return wrong;
  return mm;
}

Result<Paper> FindPaper(const Installation& installation, const std::string& paper) {
  Diagnostics problems;
  if (paper.ends_with(".yaml")) {
    auto own = LoadPaper(paper, problems);
    if (!own) return problems.ToError();
    return *own;
  }
  const auto papers = PaperCatalogue::Load(installation.data / "papers", problems);
  if (!problems.empty()) return problems.ToError();
  if (const auto* found = papers.Find(paper)) return *found;
  return Error{ErrorCode::kUsage, "no paper " + Quoted(paper) + DidYouMean(paper, papers.Ids()) +
                                      " `certphoto papers list` names them; a .yaml file of your own does as well"};
}

void AddPaper(const Paper& paper, Parameters& parameters) {
  const auto add = [&](const char* name, double value) { parameters.emplace_back(name, Plain(value)); };
  add("paper_width_mm", paper.width_mm);
  add("paper_height_mm", paper.height_mm);
  if (const auto& raster = paper.raster) {
    add("dpi", raster->dpi);
    add("raster_dpi", raster->dpi);
    add("raster_width_px", raster->width_px);
    add("raster_height_px", raster->height_px);
    add("pad_left_px", raster->pad_left_px);
    add("pad_right_px", raster->pad_right_px);
    add("pad_top_px", raster->pad_top_px);
    add("pad_bottom_px", raster->pad_bottom_px);
    add("overscan_x_mm", raster->overscan_x_mm);
    add("overscan_y_mm", raster->overscan_y_mm);
  }
  add("scale_x", paper.calibration.scale_x);
  add("scale_y", paper.calibration.scale_y);
  add("offset_x_mm", paper.calibration.offset_x_mm);
  add("offset_y_mm", paper.calibration.offset_y_mm);
}

Result<std::vector<FileItem>> ReadRoster(const fs::path& file) {
  Diagnostics problems;
  const auto table = LoadCsvFile(file, problems);
  if (!table) return problems.ToError();
  const auto columns = table->Columns({"file"}, problems);
  if (!problems.empty()) return problems.ToError();
  std::vector<FileItem> items;
  for (const auto& row : table->rows) {
    FileItem item;
    item.file = file.parent_path() / row.cells[columns[0]];
    for (std::size_t i = 0; i < table->header.size(); ++i)
      if (i != columns[0] && !row.cells[i].empty()) item.texts.emplace(table->header[i], row.cells[i]);
    item.texts.emplace("id", fs::path(row.cells[columns[0]]).stem().string());
    items.push_back(std::move(item));
  }
  if (items.empty()) return Error{ErrorCode::kInvalid, file.string() + ": there are no photos below the header"};
  return items;
}

Result<std::vector<PipelineParam>> TypedParameters(const Operation& operation, const Parameters& parameters,
                                                   Diagnostics& problems) {
  std::map<std::string, std::string> last;
  for (const auto& [name, value] : parameters) last[name] = value;
  std::string text;
  for (const auto& [name, value] : last) {
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
      return Error{ErrorCode::kUsage, "a parameter is named in lower-case letters, not " + Quoted(name)};
    text += name + ": " + Scalar(FindParam(operation, name), value) + "\n";
  }
  std::vector<PipelineParam> typed;
  if (text.empty()) return typed;
  auto map = LoadYamlText(text, "options", problems);
  if (!map) return problems.ToError();
  for (const auto& entry : map->Entries()) typed.push_back({entry.key, entry.key_place, entry.value});
  return typed;
}

}  // namespace certphoto::cli
