#pragma once

#include <filesystem>
#include <optional>

#include "datasets/registry.h"

namespace actsweep {

/// Downloads a file with `curl`, which shows its progress on standard error. Writes to `target`.part, resumes from it
/// after an interruption, and renames it to `target` once its SHA-256 matches; deletes it if it does not. Never
/// overwrites `target`: an existing file is accepted if its SHA-256 matches. Otherwise throws InputError with the URL
/// or path.
void fetch_file(const Download& download, const std::filesystem::path& target);

/// The folder with the complete published data set, if one of the locations has it.
std::optional<std::filesystem::path> find_complete(const DatasetKind::Factory& dataset, const DataLocations& locations);

/// Downloads a published data set into its own subfolder of `target` and returns that folder. Unpacks an archive with
/// `tar`. Skips files that already match. Throws InputError if a download fails or an existing file differs from the
/// published one.
std::filesystem::path fetch_dataset(const DatasetKind::Factory& dataset, const std::filesystem::path& target);

}  // namespace actsweep
