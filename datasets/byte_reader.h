#pragma once

#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <memory>

namespace actsweep {

/// Reads a file sequentially and decompresses it if it is gzip-compressed.
class ByteReader {
 public:
  /// Throws InputError with the path if the file cannot be opened.
  explicit ByteReader(const std::filesystem::path& path);

  /// Reads up to `size` bytes into `target` and returns how many were read: fewer than `size` only at the end of the
  /// file. Only a read that reaches the end verifies the gzip checksum. Throws InputError with the path if the file
  /// cannot be read or its gzip data is damaged.
  std::size_t read(void* target, std::size_t size);

  bool is_compressed() const { return gzdirect(file_.get()) == 0; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

}  // namespace actsweep
