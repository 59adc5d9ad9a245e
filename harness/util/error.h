#pragma once

#include <stdexcept>
#include <string>

namespace actsweep {

/// Something the user gave is wrong or missing: an argument, a file, a value in it. The message says what, where, and
/// what would be right; `actsweep` prints it in one line and exits with 2.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace actsweep
