#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/registry.h"

namespace actsweep {

/// Reads an IDX file, plain or gzip, of bytes laid out [records, shape...]: an empty `shape` for labels, {height,
/// width} for images. Throws InputError with the path for any other layout and for more than `max_records` records.
std::vector<std::uint8_t> read_idx(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
                                   std::size_t max_records);

/// Reads the four files of a data set in MNIST's layout, each plain or gzip.
Dataset read_idx_folder(const DatasetSpec& official, const std::filesystem::path& folder);

}  // namespace actsweep
