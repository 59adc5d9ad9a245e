#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace actsweep {

/// Something the user gave is wrong or missing: an argument, a file, a value in it. The message says what, where, and
/// what would be right; `actsweep` prints it in one line and exits with 2. What is wrong in a text of several lines is
/// shown below the message: the line, and one that points at the place.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& message, std::vector<std::string> excerpt = {})
      : std::runtime_error(message), excerpt_(std::move(excerpt)) {}

  const std::vector<std::string>& excerpt() const { return excerpt_; }

 private:
  std::vector<std::string> excerpt_;
};

}  // namespace actsweep
