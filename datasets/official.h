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

/// A file published by the authors of a data set.
struct Download {
  std::string url;
  std::string sha256;  ///< of the downloaded file, in hexadecimal
};

/// The declaration of a published data set: everything known before its files are read.
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
  /// Subfolders of a data folder that may contain it; `data fetch` writes to the first one.
  std::vector<std::string> folders;
  /// A folder with one of these files is assumed to contain the data set.
  std::vector<std::string> files = {};
  std::vector<Download> downloads = {};
  /// The Debian package with the data set, and where it installs its files; often empty.
  std::string debian_package = {};
  std::filesystem::path debian_folder = {};
};

/// Reads the data set in a folder and checks it against its declaration.
using FolderReader = std::function<Dataset(const DatasetSpec&, const std::filesystem::path& folder)>;

/// The first folder that contains the data set. Searches the subfolders of each location, then the location itself, and
/// finally Debian's folder. Skips a folder named after another data set: MNIST and its successors use the same file
/// names.
std::optional<std::filesystem::path> locate(const DatasetSpec& official, const DataLocations& locations);

/// Finds and reads a data set, and adds a remark if it has fewer images than the official one. If it is not found,
/// throws InputError with the searched folders and how to get it.
Dataset load_official(const DatasetSpec& official, const FolderReader& read, const DataLocations& locations);

/// The data set as declared, without images.
Dataset without_images(const DatasetSpec& official);

/// How to get the data set: with `actsweep data fetch` or as a Debian package.
std::string how_to_get(const DatasetSpec& official);

/// Throws InputError with the path and the record if a label is not below `classes`.
void check_labels(const std::vector<Label>& labels, std::size_t classes, const std::filesystem::path& path);

}  // namespace actsweep
