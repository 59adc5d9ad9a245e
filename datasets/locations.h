#pragma once

#include <filesystem>
#include <vector>

namespace actsweep {

/// The user's cache folder for data sets: $XDG_CACHE_HOME (or ~/.cache) and "actsweep/datasets" below it. Throws
/// InputError when neither $XDG_CACHE_HOME nor $HOME is set.
std::filesystem::path dataset_cache();

/// The folders in which data sets are looked for, first come, first served.
struct DataLocations {
  std::vector<std::filesystem::path> folders;

  /// The folders given with --data, those of $ACTSWEEP_DATA (separated by ':'), the user's cache. Throws InputError
  /// when a folder in `given` is none: a typing error there would silently train on other data.
  static DataLocations standard(const std::vector<std::filesystem::path>& given = {});
};

}  // namespace actsweep
