#pragma once

#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <memory>

namespace actsweep {

/// Reads a file from its beginning, decompressing it where it is in gzip's format.
class ByteReader {
 public:
  /// Throws InputError, naming the path, when the file cannot be opened.
  explicit ByteReader(const std::filesystem::path& path);

  /// Fills `target` and returns `size`, or less at the end of the file. Reading up to the end, so that less comes back,
  /// also checks gzip's checksum. Throws InputError, naming the path, when the file cannot be read or is no sound gzip.
  std::size_t read(void* target, std::size_t size);

  /// Whether the file is in gzip's format.
  bool is_compressed() const { return gzdirect(file_.get()) == 0; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

}  // namespace actsweep
