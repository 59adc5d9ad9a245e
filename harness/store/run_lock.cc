#include "harness/store/run_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/util/error.h"

namespace actsweep {
namespace {

std::filesystem::path lock_file(const std::filesystem::path& database) { return database.string() + ".lock"; }

struct flock byte_of(std::int64_t run) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = run;
  lock.l_len = 1;
  return lock;
}

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, int error) {
  throw InputError(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(error)));
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& database, std::int64_t run)
    : descriptor_(open(lock_file(database).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) fail("open", lock_file(database), errno);
  struct flock lock = byte_of(run);
  if (fcntl(descriptor_, F_OFD_SETLK, &lock) != 0) {
    const int error = errno;
    close(descriptor_);
    fail("lock", lock_file(database), error);
  }
}

RunLock::~RunLock() { close(descriptor_); }

bool run_is_alive(const std::filesystem::path& database, std::int64_t run) {
  const int descriptor = open(lock_file(database).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return false;
  if (descriptor < 0) fail("open", lock_file(database), errno);
  struct flock lock = byte_of(run);
  const int status = fcntl(descriptor, F_OFD_GETLK, &lock);
  const int error = errno;
  close(descriptor);
  if (status != 0) fail("read the locks of", lock_file(database), error);
  return lock.l_type != F_UNLCK;
}

}  // namespace actsweep
