#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace actsweep::protocol {

/// Splits what arrives on a file descriptor into lines.
class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}

  /// Reads what is there (it blocks when there is nothing) and hands on every complete line, without its newline.
  /// Returns false at the end of the input.
  bool read_available(const std::function<void(std::string_view)>& on_line);

 private:
  int fd_;
  std::string rest_;
};

/// Writes all of `text` in one write where the kernel allows; false when the other end is gone.
bool write_all(int fd, std::string_view text);

}  // namespace actsweep::protocol
