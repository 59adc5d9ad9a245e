#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// Reads a whole file. Throws InputError, with the path and the reason, if the file cannot be read, is not a regular
/// file, or has more than `max_size` bytes.
std::string read_file(const std::filesystem::path& path, std::uint64_t max_size = UINT64_MAX);

/// The new contents of a file, in a temporary file until they replace it. To update several files, write all of them
/// before replacing the first, so that a full disk leaves all files unchanged.
class PendingFile {
 public:
  /// Writes the concatenation of `pieces` to the temporary file, syncs it, and creates missing folders. Throws
  /// InputError with the path and the reason.
  PendingFile(std::filesystem::path path, const std::vector<std::string_view>& pieces);
  /// Removes the temporary file unless it was committed.
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Replaces the file.
  void commit();

 private:
  std::filesystem::path path_, part_;
};

/// Replaces a file atomically, by syncing and renaming a temporary file: readers see either the old or the new
/// contents. Creates missing folders. Throws InputError, with the path and the reason, if the file cannot be written.
void write_file_atomically(const std::filesystem::path& path, std::string_view contents);

}  // namespace actsweep
