#pragma once

#include <stdlib.h>  // NOLINT: mkdtemp and setenv are POSIX, not in <cstdlib>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "harness/util/error.h"

namespace actsweep::testing {

/// An empty folder, deleted at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "actsweep_test_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
    path_ = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Sets an environment variable until the end of the scope.
class ScopedVariable {
 public:
  ScopedVariable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* before = getenv(name_.c_str())) before_ = before;
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~ScopedVariable() { before_.empty() ? unsetenv(name_.c_str()) : setenv(name_.c_str(), before_.c_str(), 1); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  std::string name_;
  std::string before_;
};

/// The message of the InputError that `action` throws.
template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "(no error)";
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Writes `bytes` gzip-compressed; `path` need not end in .gz.
inline void write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  const gzFile file = gzopen(path.c_str(), "wb1");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

/// The bytes of an IDX file with these `extents` in its header, followed by `contents`.
inline std::string idx(const std::vector<std::uint32_t>& extents, const std::string& contents) {
  std::string bytes = {0, 0, 8, static_cast<char>(extents.size())};
  for (const std::uint32_t extent : extents) {
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(extent >> shift & 255);
  }
  return bytes + contents;
}

inline std::string idx_images(std::uint32_t count, char gray) {
  return idx({count, 28, 28}, std::string(std::size_t{count} * 28 * 28, gray));
}

inline std::string idx_labels(const std::string& labels) {
  return idx({static_cast<std::uint32_t>(labels.size())}, labels);
}

/// Writes a valid data set in MNIST's layout: three training images of gray 10 and two test images of gray 20.
inline void write_small_idx_set(const std::filesystem::path& folder) {
  write_bytes(folder / "train-images-idx3-ubyte", idx_images(3, 10));
  write_bytes(folder / "train-labels-idx1-ubyte", idx_labels({0, 1, 9}));
  write_bytes(folder / "t10k-images-idx3-ubyte", idx_images(2, 20));
  write_bytes(folder / "t10k-labels-idx1-ubyte", idx_labels({5, 4}));
}

}  // namespace actsweep::testing
