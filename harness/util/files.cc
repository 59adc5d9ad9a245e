#include "harness/util/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "harness/util/error.h"

namespace actsweep {
namespace {

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, int error) {
  throw InputError(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(error)));
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (std::filesystem::is_directory(path)) fail("read", path, EISDIR);
  if (!file) fail("read", path, errno);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

PendingFile::PendingFile(std::filesystem::path path, const std::vector<std::string_view>& pieces)
    : path_(std::move(path)), part_(path_.string() + fmt::format(".part{}", getpid())) {
  std::error_code error_of_folder;
  if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), error_of_folder);
  if (error_of_folder) fail("make the folder of", path_, error_of_folder.value());
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

void PendingFile::take_place() {
  if (rename(part_.c_str(), path_.c_str()) != 0) fail("write", path_, errno);
  part_.clear();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view contents) {
  write_file_atomically(path, std::vector{contents});
}

void write_file_atomically(const std::filesystem::path& path, const std::vector<std::string_view>& pieces) {
  PendingFile(path, pieces).take_place();
}

}  // namespace actsweep
