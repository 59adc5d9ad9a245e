#include "datasets/byte_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "harness/util/error.h"

namespace actsweep {

ByteReader::ByteReader(const std::filesystem::path& path) : path_(path), file_(nullptr, gzclose) {
  std::error_code unreadable;
  errno = 0;
  if (std::filesystem::is_directory(path, unreadable)) {
    errno = EISDIR;
  } else if (std::filesystem::exists(path, unreadable) && !std::filesystem::is_regular_file(path, unreadable)) {
    // Opening a pipe would block.
    throw InputError(fmt::format("cannot read {}: not a regular file", path.string()));
  } else {
    file_.reset(gzopen(path.c_str(), "rbe"));
  }
  if (!file_) throw InputError(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
  gzbuffer(file_.get(), 1 << 18);
}

std::size_t ByteReader::read(void* target, std::size_t size) {
  constexpr std::size_t kMaxReadLength = 1 << 30;  // gzread counts in int
  std::size_t done = 0;
  while (done < size) {
    const auto wanted = static_cast<unsigned>(std::min(size - done, kMaxReadLength));
    const int got = gzread(file_.get(), static_cast<char*>(target) + done, wanted);
    int error = Z_OK;
    const std::string reason = gzerror(file_.get(), &error);
    if (error == Z_ERRNO) {
      throw InputError(fmt::format("cannot read {}: {}", path_.string(), std::strerror(errno)));
    }
    if (error == Z_BUF_ERROR) {
      throw InputError(fmt::format("{} is truncated: the gzip data ends too early", path_.string()));
    }
    if (got < 0) {
      // zlib's message starts with the path.
      throw InputError(fmt::format("{} is damaged: {}", path_.string(), reason.substr(reason.rfind(": ") + 2)));
    }
    done += static_cast<std::size_t>(got);
    if (static_cast<unsigned>(got) < wanted) break;
  }
  return done;
}

}  // namespace actsweep
