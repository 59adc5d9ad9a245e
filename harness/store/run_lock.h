#pragma once

#include <cstdint>
#include <filesystem>

namespace actsweep {

/// Proof that a run is alive: a lock on one byte of the file `<database>.lock`, which the kernel releases when the
/// process ends for whatever reason. It is not on the database itself, because closing any descriptor of that file
/// would drop SQLite's own locks. It belongs to the open file instead of the process (F_OFD_SETLK), so that two runs of
/// one process exclude each other, too. Child programs do not inherit it.
class RunLock {
 public:
  /// Throws InputError if the file cannot be created or the byte is locked.
  RunLock(const std::filesystem::path& database, std::int64_t run);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int descriptor_;
};

/// Whether some process holds the run's lock. Throws InputError if the file cannot be read.
bool run_is_alive(const std::filesystem::path& database, std::int64_t run);

}  // namespace actsweep
