#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/locations.h"
#include "harness/schema/params.h"
#include "harness/schema/registry.h"

namespace actsweep {

/// A file published by the authors of a data set.
struct Download {
  std::string url;
  std::string sha256;  ///< of the downloaded file, in hexadecimal
};

/// The declaration of a published data set: everything known before its files are read.
struct DatasetSpec {
  Component component;
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

/// The registry of data sets: how to load each and, if it is published, where to download it.
struct DatasetKind {
  static constexpr const char* name = "dataset";

  struct Factory {
    std::function<Dataset(const Params&, const DataLocations&)> load;
    std::shared_ptr<const DatasetSpec> official = nullptr;  ///< nullptr for computed data
  };
};

/// Loads the data set named in a resolved configuration. Throws InputError with the path if it is not found or damaged.
Dataset load_dataset(const Params& params, const DataLocations& locations);

/// The entry with that name or alias. Throws InputError, which suggests the nearest name, if there is none.
const Registry<DatasetKind>::Entry& find_dataset(std::string_view name);

/// Reads the data set in a folder and checks it against its declaration.
using FolderReader = std::function<Dataset(const DatasetSpec&, const std::filesystem::path& folder)>;

/// The first folder that contains the data set. Searches the subfolders of each location, then the location itself, and
/// finally Debian's folder. Skips a folder named after another data set: MNIST and its successors use the same file
/// names.
std::optional<std::filesystem::path> locate(const DatasetSpec& official, const DataLocations& locations);

/// The data set as declared, without images.
Dataset without_images(const DatasetSpec& official);

/// How to get the data set: with `actsweep data fetch` or as a Debian package.
std::string how_to_get(const DatasetSpec& official);

/// Throws InputError with the path and the record if a label is not below `classes`.
void check_labels(const std::vector<Label>& labels, std::size_t classes, const std::filesystem::path& path);

/// Makes a factory that finds a published data set, reads it with `read` and adds a remark if it has fewer images than
/// the official one. If the data set is not found, it throws InputError with the searched folders and how to get it.
DatasetKind::Factory official_factory(DatasetSpec official, FolderReader read);

/// Registers a published data set.
Registration<DatasetKind> register_official(const DatasetSpec& official, FolderReader read);

}  // namespace actsweep
