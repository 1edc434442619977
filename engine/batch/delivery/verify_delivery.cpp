#include <zip.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/base/sha256.h"
#include "engine/batch/delivery/delivery.h"
#include "engine/batch/runner.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::uint64_t kMaxFileBytes = 256u << 20;
constexpr std::size_t kMaxManifestBytes = 256u << 20;

// A delivery as names and bytes, whatever it lies in.
struct Opened {
  std::set<std::string> names;
  std::function<Result<std::string>(const std::string&)> bytes;
};

Result<Opened> OpenFolder(const fs::path& place) {
  Opened out;
  std::error_code failed;
  for (fs::recursive_directory_iterator it(place, failed), end; !failed && it != end; it.increment(failed))
    if (!it->is_directory(failed) || it->is_symlink(failed))
      out.names.insert(it->path().lexically_relative(place).generic_string());
  if (failed) return Error{ErrorCode::kIo, place.string() + ": " + failed.message()};
  out.bytes = [place](const std::string& name) -> Result<std::string> {
    auto bytes = ReadFileBytes(place / fs::path(name), kMaxFileBytes);
    if (!bytes) return bytes.error();
    return std::string(bytes->begin(), bytes->end());
  };
  return out;
}

Result<Opened> OpenZip(const fs::path& place) {
  int code = 0;
  const std::shared_ptr<zip_t> archive(zip_open(place.c_str(), ZIP_RDONLY, &code), [](zip_t* p) {
    if (p != nullptr) zip_discard(p);
  });
  if (!archive)
    return Error{
        ErrorCode::kInvalid,
        place.string() +
            " is neither a folder nor a ZIP; decrypt a .cms first (`openssl cms -decrypt -inform DER`)"};
  Opened out;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i)
    if (const char* name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
        name != nullptr)
      out.names.insert(name);
  out.bytes = [archive](const std::string& name) -> Result<std::string> {
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
        zip_fopen(archive.get(), name.c_str(), ZIP_FL_ENC_GUESS), &zip_fclose);
    if (!file) return Error{ErrorCode::kNotFound, "it is not there"};
    std::string bytes;
    char block[1 << 16];
    for (zip_int64_t got = 0; (got = zip_fread(file.get(), block, sizeof block)) != 0;) {
      if (got < 0) return Error{ErrorCode::kInvalid, zip_file_strerror(file.get())};
      bytes.append(block, static_cast<std::size_t>(got));
      if (bytes.size() > kMaxFileBytes) return Error{ErrorCode::kLimit, "it is over 256 MiB"};
    }
    return bytes;
  };
  return out;
}

}  // namespace

Result<std::size_t> VerifyDelivery(const fs::path& place) {
  std::error_code failed;
  const auto opened = fs::is_directory(place, failed) ? OpenFolder(place) : OpenZip(place);
  if (!opened) return opened.error();
  const auto text = opened->bytes("manifest.json");
  if (!text) return Error{ErrorCode::kInvalid, place.string() + ": manifest.json: " + text.error().message};
  if (text->size() > kMaxManifestBytes)
    return Error{ErrorCode::kLimit, place.string() + ": manifest.json is over 256 MiB"};
  const auto manifest = Json::parse(*text, nullptr, false);
  const auto malformed =
      Error{ErrorCode::kInvalid, place.string() + ": manifest.json is not of the form certphoto/delivery/1"};
  if (!manifest.is_object() || manifest.value("schema", Json()) != "certphoto/delivery/1" ||
      !manifest.contains("files") || !manifest["files"].is_array() || !manifest.contains("counts") ||
      !manifest["counts"].is_object())
    return malformed;
  Diagnostics problems;
  auto left = opened->names;
  left.erase("manifest.json");
  std::size_t photos = 0;
  for (const auto& file : manifest["files"]) {
    if (!file.is_object() || !file.contains("path") || !file["path"].is_string() ||
        !file.contains("sha256") || !file.contains("bytes"))
      return malformed;
    const auto name = file["path"].get<std::string>();
    const auto problem = [&](const std::string& message) { problems.Add({name, 0, 0}, message); };
    if (name.starts_with('/') || ("/" + name + "/").find("/../") != std::string::npos) {
      problem("is a path that leads out of the delivery");
      continue;
    }
    photos += name.starts_with("electronic/") ? 1 : 0;
    if (left.erase(name) == 0) {
      problem(opened->names.contains(name) ? "stands in the manifest twice" : "is missing");
      continue;
    }
    const auto bytes = opened->bytes(name);
    if (!bytes)
      problem(bytes.error().message);
    else if (file["bytes"] != bytes->size())
      problem("has " + std::to_string(bytes->size()) + " bytes; the manifest says " + file["bytes"].dump());
    else if (file["sha256"] !=
             Sha256Hex({reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()}))
      problem("is not the file the manifest was made of (sha256)");
  }
  for (const auto& name : left) problems.Add({name, 0, 0}, "is not in the manifest");
  const auto& counts = manifest["counts"];
  if (counts.value("photos", Json()) != photos)
    problems.Add({"manifest.json", 0, 0}, "the count of photos does not agree with its list (R50)");
  if (counts.value("paper_sets", Json()) != photos && counts.value("paper_sets", Json()) != 0)
    problems.Add({"manifest.json", 0, 0}, "paper sets and photos are not the same number (R50)");
  std::size_t sum = 0;
  if (counts.contains("results") && counts["results"].is_object())
    for (const auto& [standing, count] : counts["results"].items())
      sum += count.is_number_unsigned() ? count.get<std::size_t>() : 0;
  if (counts.value("candidates", Json()) != sum)
    problems.Add({"manifest.json", 0, 0}, "the results do not add up to the candidates (R50)");
  if (!problems.empty()) return problems.ToError();
  return photos;
}

}  // namespace certphoto
