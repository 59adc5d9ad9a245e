#pragma once

#include <cstdint>
#include <filesystem>

namespace actsweep {

/// The sign of life of a run: a lock on one byte of the file `<database>.lock`, which the kernel releases when the
/// process ends, however it ends. It is not on the database itself, because closing any descriptor of that file would
/// drop SQLite's own locks; and it belongs to the open file rather than to the process (F_OFD_SETLK), so that two runs
/// of one process exclude each other too. A program that is started later does not inherit it.
class RunLock {
 public:
  /// Throws InputError when the file cannot be made or the byte is taken.
  RunLock(const std::filesystem::path& database, std::int64_t run);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int descriptor_;
};

/// Whether some process holds the run's lock. Throws InputError when that cannot be found out.
bool run_is_alive(const std::filesystem::path& database, std::int64_t run);

}  // namespace actsweep
