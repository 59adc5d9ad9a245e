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

/// SHA-256 of the published .gz files.
struct IdxChecksums {
  std::string train_images, train_labels, test_images, test_labels;
};

/// Registers a data set in MNIST's layout. `base_url` precedes the names of its four .gz files.
Registration<DatasetKind> register_idx(DatasetSpec official, const std::string& base_url,
                                       const IdxChecksums& checksums);

}  // namespace actsweep
