#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/locations.h"

namespace actsweep {

/// One file of a data set as its authors publish it.
struct Download {
  std::string url;
  std::string sha256;  ///< of the file as it is downloaded, in hexadecimal
};

/// What is known of a published data set before any file of it is read.
struct DatasetSpec {
  std::string name;
  std::vector<std::string> aliases = {};
  std::string summary;
  std::string source;
  int channels = 1;
  int height = 28;
  int width = 28;
  std::vector<std::string> class_names;
  std::size_t train_count = 0;
  std::size_t test_count = 0;
  /// The subfolders of a data folder that may hold it; `fetch` writes to the first one.
  std::vector<std::string> folders;
  /// A folder that holds one of these files is taken to hold the data set.
  std::vector<std::string> files = {};
  std::vector<Download> downloads = {};
  /// The Debian package that installs it, and where.
  std::string debian_package = {};
  std::filesystem::path debian_folder = {};
};

/// Reads the images that a folder holds, checked against the declaration.
using FolderReader = std::function<Dataset(const DatasetSpec&, const std::filesystem::path& folder)>;

/// The first folder that holds the data set: of each location its subfolder, then the folder itself; last, what Debian
/// installed. A folder that bears the name of another data set is passed over, because MNIST and its successors use the
/// same file names.
std::optional<std::filesystem::path> locate(const DatasetSpec& official, const DataLocations& locations);

/// Finds and reads a data set, and remarks on what it lacks of the official one. Throws InputError when it is not
/// found, saying where it was looked for and how to get it.
Dataset load_official(const DatasetSpec& official, const FolderReader& read, const DataLocations& locations);

/// A data set without images yet, described as declared.
Dataset described(const DatasetSpec& official);

/// "actsweep data fetch mnist", and the Debian package if there is one.
std::string how_to_get(const DatasetSpec& official);

}  // namespace actsweep
