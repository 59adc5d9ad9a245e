#include "harness/util/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, int error) {
  throw InputError(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(error)));
}

/// Closes a file descriptor at the end of its scope.
struct FileDescriptor {
  explicit FileDescriptor(int descriptor) : number(descriptor) {}
  ~FileDescriptor() {
    if (number >= 0) close(number);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  const int number;
};

}  // namespace

std::string read_file(const std::filesystem::path& path, std::uint64_t max_size) {
  const auto fail_as_too_large = [&] {
    throw InputError(fmt::format("{}: larger than {} bytes", path.string(), grouped(max_size)));
  };
  // Without O_NONBLOCK, open() would wait for a writer of a pipe.
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (file.number < 0 || fstat(file.number, &status) != 0) fail("read", path, errno);
  if (S_ISDIR(status.st_mode)) fail("read", path, EISDIR);
  if (!S_ISREG(status.st_mode))
    throw InputError(fmt::format("cannot read {}: it is not a regular file", path.string()));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > max_size) fail_as_too_large();
  std::string contents;
  contents.reserve(size);
  std::array<char, 1 << 16> buffer{};
  // Read to the end instead of `size` bytes, because files in /proc have no size and other files may grow.
  for (;;) {
    const ssize_t got = read(file.number, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", path, errno);
    if (got == 0) return contents;
    contents.append(buffer.data(), static_cast<std::size_t>(got));
    if (contents.size() > max_size) fail_as_too_large();
  }
}

PendingFile::PendingFile(std::filesystem::path path, const std::vector<std::string_view>& pieces)
    : path_(std::move(path)), part_(path_.string() + fmt::format(".part{}", getpid())) {
  std::error_code folder_error;
  if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), folder_error);
  if (folder_error) fail("write", path_, folder_error.value());
  const int fd = open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) fail("write", path_, errno);
  int error = 0;
  for (std::string_view rest : pieces) {
    while (!rest.empty() && error == 0) {
      const ssize_t written = write(fd, rest.data(), rest.size());
      if (written < 0 && errno != EINTR) error = errno;
      if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  if (error == 0 && fsync(fd) != 0) error = errno;
  close(fd);
  if (error != 0) {
    unlink(part_.c_str());
    fail("write", path_, error);
  }
}

PendingFile::~PendingFile() {
  if (!part_.empty()) unlink(part_.c_str());
}

void PendingFile::commit() {
  if (rename(part_.c_str(), path_.c_str()) != 0) fail("write", path_, errno);
  part_.clear();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view contents) {
  PendingFile(path, {contents}).commit();
}

}  // namespace actsweep
