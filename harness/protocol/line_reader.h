#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace actsweep::protocol {

/// Splits the bytes from a file descriptor into lines.
class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}

  /// Reads what is available, blocking until there is something, and passes on each complete line without its newline.
  /// Returns false at the end of the input.
  bool read_available(const std::function<void(std::string_view)>& on_line);

 private:
  int fd_;
  std::string rest_;
};

/// Writes all of `text`, in one write(2) if the kernel allows. Returns false if the other end is closed.
bool write_all(int fd, std::string_view text);

}  // namespace actsweep::protocol
