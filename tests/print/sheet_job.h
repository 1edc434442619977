// A print job in memory, run by the engine: for the tests and the benchmark of print sheets.
#ifndef CERTPHOTO_TESTS_PRINT_SHEET_JOB_H
#define CERTPHOTO_TESTS_PRINT_SHEET_JOB_H

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/imaging/test_pictures.h"

namespace certphoto::print_test {

using Bytes = std::vector<std::uint8_t>;

// Outputs by "ROLE.EXTENSION" or "ROLE-NUMBER.EXTENSION"; only closed ones count.
class Shelf : public RendererOutputs {
 public:
  Result<std::uint32_t> Open(std::string_view role, std::uint32_t number,
                             std::string_view extension) override {
    auto name = std::string(role);
    if (number > 0) name.append("-").append(std::to_string(number));
    open_.emplace_back(name.append(".").append(extension), Bytes());
    return static_cast<std::uint32_t>(open_.size() - 1);
  }
  Status Write(std::uint32_t output, std::span<const std::uint8_t> bytes) override {
    written += bytes.size();
    if (!forget) open_[output].second.insert(open_[output].second.end(), bytes.begin(), bytes.end());
    return {};
  }
  Status Close(std::uint32_t output) override {
    files[open_[output].first] = std::move(open_[output].second);
    return {};
  }
  void Clear() {
    open_.clear();
    files.clear();
  }
  std::map<std::string, Bytes> files;
  std::uint64_t written = 0;
  bool forget = false;  // counts bytes and keeps none

 private:
  std::vector<std::pair<std::string, Bytes>> open_;
};

struct Item {
  std::shared_ptr<const Bytes> file;
  std::map<std::string, std::string, std::less<>> texts;
};

class Items : public RendererItems {
 public:
  std::uint64_t size() const override { return all.size(); }
  const std::string* Text(std::uint64_t item, std::string_view key) const override {
    const auto it = all[item].texts.find(key);
    return it == all[item].texts.end() ? nullptr : &it->second;
  }
  Result<std::vector<std::uint8_t>> Bytes(std::uint64_t item) override { return *all[item].file; }
  std::vector<Item> all;
};

// The engine with the plugins of this build.
[[nodiscard]] inline Result<std::unique_ptr<Engine>> OpenEngine(const std::filesystem::path& build) {
  auto installation = Installation::Find();
  installation.data = build / "share/certphoto";
  installation.plugin_folders = {build / "lib/certphoto/plugins"};
  return Engine::Open(installation, [](int, const std::string&) {});
}

struct SheetJob {
  Items items;
  Shelf shelf;
  std::map<std::string, Bytes, std::less<>> attachments;
  const Spec* spec = nullptr;
  std::function<void(std::optional<std::uint64_t>, const Finding&)> on_finding;

  // `params`: the text of a YAML map.
  [[nodiscard]] Status Run(const Engine& engine, const std::string& params,
                           const std::string& operation = "print.sheet") {
    Diagnostics problems;
    RendererRequest request;
    request.operation = operation;
    auto map = LoadYamlText(params, "params", problems);
    if (!map) return problems.ToError();
    for (const auto& entry : map->Entries())
      request.params.push_back({entry.key, entry.key_place, entry.value});
    request.items = &items;
    request.outputs = &shelf;
    request.attachments = attachments;
    request.spec = spec;
    request.on_finding = on_finding;
    return engine.Render(request, problems);
  }
};

[[nodiscard]] inline std::shared_ptr<const Bytes> Share(Bytes bytes) {
  return std::make_shared<const Bytes>(std::move(bytes));
}

}  // namespace certphoto::print_test

#endif
