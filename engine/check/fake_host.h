// A host that watches: every service checks how it is used, and keeps what the plugin gave for comparison.
#ifndef CERTPHOTO_ENGINE_CHECK_FAKE_HOST_H
#define CERTPHOTO_ENGINE_CHECK_FAKE_HOST_H

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "certphoto/abi/plugin.h"
#include "engine/catalogue/rule.h"
#include "engine/catalogue/spec.h"
#include "engine/check/scene.h"
#include "engine/inference/inference.h"
#include "engine/plugin/operation.h"

namespace certphoto::check {

// What calls need of the installation. Rules and specs are read in the parent; networks are opened in the
// child that needs them.
struct Catalogues {
  RuleCatalogue rules;
  const Spec* spec = nullptr;
  SpecCatalogue specs;
  std::function<Inference*()> inference;
};

// Collects what is wrong. Of one case.
class Findings {
 public:
  explicit Findings(int descriptor) : descriptor_(descriptor) {}
  void Fail(const std::string& what);        // once for each text
  void Note(const std::string& what) const;  // what is being tried: told when the process does not survive it
  [[nodiscard]] bool any() const { return !said_.empty(); }

 private:
  int descriptor_;
  std::set<std::string> said_;
};

// What one run made, as text that can be compared.
struct Made {
  cph_status status = CPH_OK;
  std::string error;
  std::map<std::string, std::string>
      facts;  // id → checksum; of a renderer "output document/0.pdf" → checksum
  std::vector<std::string> findings;
  [[nodiscard]] std::string Text() const;
  int polls = 0;  // of `cancelled`
};

struct HostOptions {
  bool old = false;          // a host of ABI 1.0: the table ends where it ended then
  bool cancelled = false;    // from the start
  std::uint8_t fill = 0xAA;  // what new memory holds
};

class FakeHost;

struct Instance {
  void* handle = nullptr;
  const Operation* operation = nullptr;
  std::vector<cph_value> values;
  std::shared_ptr<std::vector<std::string>> texts;
  std::shared_ptr<Guarded> guarded;  // `values` as the plugin sees them
};

// Not copied: the plugin keeps the table's address. On one thread at a time but for the table's `log`.
class FakeHost {
 public:
  FakeHost(const Catalogues& catalogues, HostOptions options, Findings& findings);
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  [[nodiscard]] const cph_host* table() const { return table_; }
  [[nodiscard]] cph_host* writable_table() { return reinterpret_cast<cph_host*>(table_memory_->data()); }
  void Set(HostOptions options) { options_ = options; }
  [[nodiscard]] const HostOptions& options() const { return options_; }
  [[nodiscard]] const Catalogues& catalogues() const { return catalogues_; }
  [[nodiscard]] Findings& findings() { return findings_; }
  // The host of this process, one at a time: image_unref is given no call. Null when there is none.
  [[nodiscard]] static FakeHost* OfProcess() { return of_process_; }

  [[nodiscard]] cph_status Create(const Operation& operation, const std::vector<cph_value>& values,
                                  Instance& out, std::string& error);
  void Destroy(Instance& instance);
  [[nodiscard]] Made Run(Instance& instance, Scene& scene);

  // References to images and tensors that the plugin still holds.
  [[nodiscard]] std::size_t HeldByPlugin() const;
  // Images and tensors ever handed out: each is kept, so that a use after giving it back is seen.
  [[nodiscard]] std::size_t Kept() const { return allocations_.size(); }

  struct Allocation {
    std::unique_ptr<Guarded> memory;
    cph_image image{};
    cph_tensor tensor{};
    long references = 1;
    bool input = false;
    std::string name;
  };
  Allocation* NewAllocation(const std::string& name, std::size_t bytes);

 private:
  static FakeHost* of_process_;
  const Catalogues& catalogues_;
  HostOptions options_;
  Findings& findings_;
  std::unique_ptr<Guarded> table_memory_;
  const cph_host* table_ = nullptr;
  std::vector<std::unique_ptr<cph_call>> calls_;
  std::vector<std::unique_ptr<Allocation>> allocations_;  // kept when given back: a second return is seen
};

// The values of the defaults.
[[nodiscard]] std::vector<cph_value> Defaults(const Operation& operation);

}  // namespace certphoto::check

#endif
