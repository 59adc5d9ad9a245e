#pragma once

#include <filesystem>
#include <vector>

namespace actsweep {

/// Whether there is a file or a folder; false also if that cannot be determined.
bool path_exists(const std::filesystem::path& path);

/// The user's cache folder for data sets: "actsweep/datasets" in $XDG_CACHE_HOME or ~/.cache. Throws InputError if
/// neither $XDG_CACHE_HOME nor $HOME is set.
std::filesystem::path dataset_cache();

/// The folders to search for data sets, in this order.
struct DataLocations {
  std::vector<std::filesystem::path> folders;

  /// `given` (from --data), then $ACTSWEEP_DATA (separated by ':'), then the user's cache. Throws InputError if a
  /// folder in `given` does not exist: after a typo, a trial would silently train on other data.
  static DataLocations standard(const std::vector<std::filesystem::path>& given = {});
};

}  // namespace actsweep
