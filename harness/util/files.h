#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// Throws InputError, naming the path and the reason, when it cannot be read, is no file but a folder, a pipe or a
/// device, or holds more bytes than `most`.
std::string read_file(const std::filesystem::path& path, std::uint64_t most = UINT64_MAX);

/// A file's new contents, on the disk beside it, until they take its place. Several of them are written before the
/// first takes its place, so that a full disk leaves all files as they were.
class PendingFile {
 public:
  /// Writes and syncs. Missing folders are made. Throws InputError, naming the path and the reason.
  PendingFile(std::filesystem::path path, const std::vector<std::string_view>& pieces);
  /// Removes what has not taken its place.
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void take_place();

 private:
  std::filesystem::path path_, part_;
};

/// Writes beside the file, syncs and renames, so that a reader sees the old contents or the new and never a part.
/// Missing folders are made. Throws InputError, naming the path and the reason, when it cannot be written.
void write_file_atomically(const std::filesystem::path& path, std::string_view contents);
/// The same for contents in pieces.
void write_file_atomically(const std::filesystem::path& path, const std::vector<std::string_view>& pieces);

}  // namespace actsweep
