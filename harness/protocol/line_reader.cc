#include "harness/protocol/line_reader.h"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace actsweep::protocol {

bool LineReader::read_available(const std::function<void(std::string_view)>& on_line) {
  std::array<char, 65536> buffer{};
  ssize_t size = 0;
  do {
    size = read(fd_, buffer.data(), buffer.size());
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return false;
  rest_.append(buffer.data(), static_cast<std::size_t>(size));
  std::size_t begin = 0;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
    on_line(std::string_view(rest_).substr(begin, end - begin));
    begin = end + 1;
  }
  rest_.erase(0, begin);
  return true;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace actsweep::protocol
