#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/registry.h"

namespace actsweep {

/// Reads an IDX file, plain or gzip, of bytes laid out [records, shape...] (none: labels; height, width: images) with
/// at most `most_records` records. Throws InputError, naming the path, for anything else.
std::vector<std::uint8_t> read_idx(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
                                   std::size_t most_records);

/// Reads the four files of MNIST's layout, both ways of writing their names, plain or gzip.
Dataset read_idx_folder(const DatasetSpec& official, const std::filesystem::path& folder);

/// The SHA-256 of the published .gz files.
struct IdxChecksums {
  std::string train_images, train_labels, test_images, test_labels;
};

/// Registers a data set in MNIST's layout, whose four .gz files lie below `address`.
Registration<DatasetKind> register_idx(DatasetSpec official, const std::string& address, const IdxChecksums& checksums);

}  // namespace actsweep
