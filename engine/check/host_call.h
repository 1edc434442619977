// What the services of the watching host share: the call, and how they complain.
#ifndef CERTPHOTO_ENGINE_CHECK_HOST_CALL_H
#define CERTPHOTO_ENGINE_CHECK_HOST_CALL_H

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "certphoto/abi/renderer.h"
#include "engine/base/sha256.h"
#include "engine/check/fake_host.h"
#include "engine/plugin/table_row.h"

namespace certphoto::check {

// What a renderer writes.
struct Output {
  std::string name;  // "document/0.pdf"
  std::uint64_t bytes = 0;
  Sha256 sum;
};

}  // namespace certphoto::check

// One create or run.
struct cph_call {
  certphoto::check::FakeHost* host = nullptr;
  const certphoto::Operation* operation = nullptr;
  certphoto::check::Scene* scene = nullptr;
  bool creating = false;
  bool over = false;  // create or run has returned: whoever uses the call now kept it
  std::string error;
  certphoto::check::Made* made = nullptr;
  std::map<std::string, certphoto::check::FakeHost::Allocation*, std::less<>> scene_images, scene_tensors;
  std::map<std::uint32_t, std::unique_ptr<certphoto::check::Output>> outputs;  // of a renderer, that are open
  std::uint32_t next_output = 1;
};

namespace certphoto::check {

// Tells the findings when there is no call, or one that has ended.
[[nodiscard]] bool Alive(const cph_call* call, const char* service);
inline Findings& Say(const cph_call* call) {
  return call->host->findings();
}
inline cph_status Fail(cph_call* call, cph_status status, const std::string& why) {
  call->error = why;
  return status;
}
// With all digits that tell it from another.
[[nodiscard]] std::string Number(double value);

// Bytes a pixel, or an element; 0: there is no such format, or type.
[[nodiscard]] std::int64_t Channels(std::int32_t format);
[[nodiscard]] std::int64_t ElementBytes(std::int32_t type);
// Owned by the plugin, one reference.
[[nodiscard]] cph_image* NewImage(FakeHost& host, const std::string& name, std::int32_t format,
                                  std::int32_t width, std::int32_t height);
[[nodiscard]] cph_tensor* NewTensor(FakeHost& host, const std::string& name, std::int32_t type,
                                    std::int32_t rank, const std::int64_t* shape);
void Unref(const cph_image* image);
void Unref(const cph_tensor* tensor);

// What a finding says, as text that can be compared; nothing when its rule is not the operation's. Complains
// about what is wrong with it.
[[nodiscard]] bool CheckFinding(cph_call* call, const char* service, const cph_finding* finding,
                                std::string& text);

// The services, by what they are about.
void FillValues(cph_host& table);  // images and tensors
void FillFacts(cph_host& table);
void FillFindings(cph_host& table);
void FillSettings(cph_host& table);  // thresholds, the spec, networks
[[nodiscard]] const cph_renderer_host* RendererTable();

}  // namespace certphoto::check

#endif
