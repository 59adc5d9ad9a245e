#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/registry.h"

namespace actsweep {

/// How the binary version of a CIFAR data set is laid out: records of label bytes and 3 x 32 x 32 pixels.
struct CifarLayout {
  std::vector<std::string> train_files;  ///< at least one of them has to be there
  std::string test_file;
  std::string names_file;  ///< class names, one a line; need not be there
  int label_bytes = 1;     ///< of a record; the last one is the label
};

/// Appends the records of one file, any whole number of them, to `part`. Throws InputError, naming the path, for a part
/// of a record, a label out of range, and more than `most_records` in the whole part.
void append_cifar_file(ImageSet& part, const std::filesystem::path& path, int label_bytes, std::size_t classes,
                       std::size_t most_records);

/// Registers a data set in the CIFAR layout, which is published as one archive that holds one folder.
Registration<DatasetKind> register_cifar(DatasetSpec official, CifarLayout layout);

}  // namespace actsweep
