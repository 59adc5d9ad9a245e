#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace actsweep {

/// An error in the user's input: a wrong or missing argument, file or value. The message says where, what is wrong and
/// what would be right; `actsweep` prints it on one line and exits with 2. For an error in a text of several lines,
/// `excerpt` shows the line and a marker below it.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& message, std::vector<std::string> excerpt = {})
      : std::runtime_error(message), excerpt_(std::move(excerpt)) {}

  const std::vector<std::string>& excerpt() const { return excerpt_; }

 private:
  std::vector<std::string> excerpt_;
};

}  // namespace actsweep
