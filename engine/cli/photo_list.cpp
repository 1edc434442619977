#include "engine/cli/photo_list.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

// ASCII only: enough for extensions, and for names a file system without case would confuse most.
std::string Lowered(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string ExtensionOf(const fs::path& file) {  // without the dot
  const auto dotted = Lowered(file.extension().string());
  return dotted.empty() ? dotted : dotted.substr(1);
}

bool HasPhotoExtension(const fs::path& file) {
  static constexpr std::array kExtensions = {"jpg", "jpeg", "png", "tif", "tiff", "webp", "heic", "heif"};
  return std::find(kExtensions.begin(), kExtensions.end(), ExtensionOf(file)) != kExtensions.end();
}

bool IsHidden(const fs::path& file) {
  return file.filename().string().starts_with('.');
}

class Collector {
 public:
  explicit Collector(const fs::path& output) {
    std::error_code failed;
    if (!output.empty()) output_ = fs::weakly_canonical(output, failed);
  }

  void AddPlace(const fs::path& place) {
    std::error_code failed;
    const auto status = fs::status(place, failed);
    if (fs::is_directory(status)) return AddFolder(place, {});
    if (status.type() == fs::file_type::not_found) list_.absent.push_back(place);
    AddPhoto(place, place.filename());
  }

  PhotoList Take() { return std::move(list_); }

 private:
  void AddPhoto(const fs::path& file, const fs::path& name) {
    std::error_code failed;
    auto real = fs::weakly_canonical(file, failed);
    if (seen_.insert(failed ? file : real).second) list_.photos.push_back({file, name});
  }

  void AddFolder(const fs::path& folder, const fs::path& below) {
    std::error_code failed;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
      entries.push_back(*it);
    if (failed) {
      list_.unreadable.push_back(
          {ErrorCode::kIo, "cannot list " + folder.string() + ": " + failed.message()});
      return;
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.path().native() < b.path().native(); });
    for (const auto& entry : entries) AddEntry(entry, below / entry.path().filename());
  }

  void AddEntry(const fs::directory_entry& entry, const fs::path& name) {
    std::error_code failed;
    const auto& path = entry.path();
    if (entry.is_directory(failed)) {
      const bool taken = !IsHidden(path) && !entry.is_symlink(failed) && !IsOutput(path);
      if (taken) AddFolder(path, name);
      return;
    }
    if (!IsHidden(path) && HasPhotoExtension(path))
      AddPhoto(path, name);
    else
      list_.skipped.push_back(path);
  }

  bool IsOutput(const fs::path& folder) const {
    std::error_code failed;
    return !output_.empty() && fs::weakly_canonical(folder, failed) == output_;
  }

  fs::path output_;
  std::set<fs::path> seen_;
  PhotoList list_;
};

}  // namespace

PhotoList CollectPhotos(const std::vector<std::string>& places, const fs::path& output) {
  Collector collector(output);
  for (const auto& place : places) collector.AddPlace(place);
  return collector.Take();
}

std::string SkippedText(const PhotoList& list) {
  constexpr std::size_t kShown = 3;
  if (list.skipped.empty()) return "";
  std::string text = Count(list.skipped.size(), "file") + " skipped (hidden, or no photo by the extension): ";
  for (std::size_t i = 0; i < std::min(kShown, list.skipped.size()); ++i)
    text += (i == 0 ? "" : ", ") + Printable(list.skipped[i].filename().string());
  return text + (list.skipped.size() > kShown ? " …" : "");
}

std::vector<fs::path> OutputNames(const std::vector<PhotoInput>& photos, const std::string& reserved) {
  std::vector<fs::path> names;
  std::map<std::string, std::size_t> keepers;  // plain name → the photo that keeps it
  const auto key = [](const fs::path& name) { return Lowered(name.generic_string()); };
  for (std::size_t i = 0; i < photos.size(); ++i) {
    auto name = photos[i].name;
    name.replace_extension();
    const auto top = *name.begin();
    if (!reserved.empty() && top != name && Lowered(top.string()) == reserved)
      name = fs::path(top.string() + "_") / name.lexically_relative(top);
    names.push_back(name);
    const auto [it, fresh] = keepers.emplace(key(name), i);
    if (!fresh && ExtensionOf(photos[it->second].name) != "jpg" && ExtensionOf(photos[i].name) == "jpg")
      it->second = i;
  }
  std::set<std::string> taken;
  for (const auto& [name, photo] : keepers) taken.insert(name);
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (keepers.at(key(names[i])) == i) continue;
    const auto plain = names[i].string();
    const auto extension = ExtensionOf(photos[i].name);
    fs::path candidate = extension.empty() ? plain + "-2" : plain + "-" + extension;
    for (int n = 2; !taken.insert(key(candidate)).second; ++n) candidate = plain + "-" + std::to_string(n);
    names[i] = candidate;
  }
  return names;
}

}  // namespace certphoto::cli
