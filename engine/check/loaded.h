// The library, loaded into the process of a case.
#ifndef CERTPHOTO_ENGINE_CHECK_LOADED_H
#define CERTPHOTO_ENGINE_CHECK_LOADED_H

#include <memory>

#include "engine/check/cases.h"
#include "engine/plugin/loader.h"

namespace certphoto::check {

// Loads, runs `init` with a watching host and reads the tables. `deinit` is called by Close, or when the
// object ends.
class Loaded {
 public:
  // Null after telling `findings` why.
  [[nodiscard]] static std::unique_ptr<Loaded> Open(const Context& context, Findings& findings,
                                                    HostOptions options = {});
  ~Loaded() { Close(); }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;

  [[nodiscard]] FakeHost& host() { return *host_; }
  [[nodiscard]] const Plugin& plugin() const { return plugin_; }
  [[nodiscard]] const Operation* Find(const std::string& id) const;
  // An instance with the defaults; tells `findings` when it cannot be made.
  [[nodiscard]] bool Create(const Operation& operation, Instance& out);
  void Close();

 private:
  Loaded(const Context& context, Findings& findings, HostOptions options)
      : findings_(findings), host_(std::make_unique<FakeHost>(context.catalogues, options, findings)) {}

  Findings& findings_;
  std::unique_ptr<FakeHost> host_;
  Plugin plugin_;
  bool open_ = false;
};

}  // namespace certphoto::check

#endif
