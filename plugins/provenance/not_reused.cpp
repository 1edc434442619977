#include "not_reused.h"

namespace certphoto::provenance {

void NotReused::run(cph::Call& call) const {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : call.tensor(kPhotoHash).values<std::uint8_t>()) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  cph::Finding f;
  f.rule = "source.not_reused";
  f.verdict = CPH_VERDICT_NOT_APPLICABLE;
  f.note = "alone";
  f.args.push_back({"hash", hex});
  call.report(f);
}

}  // namespace certphoto::provenance
