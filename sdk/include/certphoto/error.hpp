// The exception of the layer: a status of the ABI and a message. It never leaves the plugin.
#ifndef CERTPHOTO_ERROR_HPP
#define CERTPHOTO_ERROR_HPP

#include <stdexcept>
#include <string>

#include "certphoto/abi/status.h"

namespace cph {

class Error : public std::runtime_error {
 public:
  Error(cph_status status, const std::string& message) : std::runtime_error(message), status_(status) {}
  [[nodiscard]] cph_status status() const { return status_; }

 private:
  cph_status status_;
};

}  // namespace cph

#endif
