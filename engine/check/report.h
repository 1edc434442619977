// Results as text for people, JSON for tools, JUnit for build servers.
#ifndef CERTPHOTO_ENGINE_CHECK_REPORT_H
#define CERTPHOTO_ENGINE_CHECK_REPORT_H

#include <string>
#include <vector>

#include "engine/check/cases.h"

namespace certphoto::check {

[[nodiscard]] std::string TextReport(const std::string& library, const std::vector<Outcome>& outcomes,
                                     bool verbose);
[[nodiscard]] std::string JsonReport(const std::string& library, std::uint64_t seed,
                                     const std::vector<Outcome>& outcomes);
[[nodiscard]] std::string JUnitReport(const std::string& library, const std::vector<Outcome>& outcomes);

}  // namespace certphoto::check

#endif
