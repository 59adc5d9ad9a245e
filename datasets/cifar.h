#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/registry.h"

namespace actsweep {

/// The files of a CIFAR data set in its binary version. A record is `label_bytes` bytes and 3 x 32 x 32 pixels.
struct CifarLayout {
  std::vector<std::string> train_files;  ///< at least one must exist
  std::string test_file;
  std::string names_file;  ///< class names, one per line; optional
  int label_bytes = 1;     ///< per record; the last one is the label
};

/// Appends all records of a file to `part`. Throws InputError with the path if the file ends inside a record, if a
/// label is out of range, or if `part` would exceed `max_records`.
void append_cifar_file(ImageSet& part, const std::filesystem::path& path, int label_bytes, std::size_t classes,
                       std::size_t max_records);

/// Registers a data set in the CIFAR layout, published as one archive with a single top-level folder.
Registration<DatasetKind> register_cifar(DatasetSpec official, CifarLayout layout);

}  // namespace actsweep
