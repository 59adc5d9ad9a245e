#pragma once

#include <filesystem>
#include <optional>

#include "datasets/registry.h"

namespace actsweep {

/// Downloads one file to `target` with the program `curl`, which shows its progress on standard error. What an earlier
/// attempt left in `target`.part is continued. The file appears under its name only when its SHA-256 is right. A part
/// with a wrong SHA-256 is removed. A file that is there already is kept when it is right, and never overwritten.
/// Throws InputError, naming address or path, when there is no right file in the end.
void fetch_file(const Download& download, const std::filesystem::path& target);

/// The folder that holds the whole published data set, if one of the locations does.
std::optional<std::filesystem::path> find_complete(const DatasetKind::Factory& dataset, const DataLocations& locations);

/// Downloads a published data set into its own subfolder of `target`, which is returned; an archive is unpacked with
/// the program `tar`. Files that are there already and right are not downloaded again. Throws InputError when something
/// cannot be downloaded, and rather than overwrite files that are not the published ones.
std::filesystem::path fetch_dataset(const DatasetKind::Factory& dataset, const std::filesystem::path& target);

}  // namespace actsweep
