#include "engine/cli/sheet_job.h"

#include <charconv>

#include "engine/config/csv.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

}  // namespace

Result<Millimetres> ParseMillimetres(const std::string& option, const std::string& text) {
  const Error wrong{ErrorCode::kUsage,
                    option + " takes WIDTHxHEIGHT in millimetres, like 33x48mm, not " + Quoted(text)};
  std::string_view rest = text;
  if (rest.ends_with("mm")) rest.remove_suffix(2);
  const auto by = rest.find('x');
  if (by == std::string_view::npos) return wrong;
  Millimetres mm;
  const auto read = [](std::string_view part, double& out) {
    const auto [end, error] =
        std::from_chars(part.data(), part.data() + part.size(), out, std::chars_format::fixed);
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
  return Error{ErrorCode::kUsage,
               "no paper " + Quoted(paper) + DidYouMean(paper, papers.Ids()) +
                   " `certphoto papers list` names them; a .yaml file of your own does as well"};
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
  if (items.empty())
    return Error{ErrorCode::kInvalid, file.string() + ": there are no photos below the header"};
  return items;
}

}  // namespace certphoto::cli
