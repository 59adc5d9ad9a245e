#pragma once

#include <cstddef>
#include <filesystem>

#include "datasets/registry.h"

namespace actsweep {

/// Appends all records of a file to `part`. Throws InputError with the path if the file ends inside a record, if a
/// label is out of range, or if `part` would exceed `max_records`.
void append_cifar_file(ImageSet& part, const std::filesystem::path& path, int label_bytes, std::size_t classes,
                       std::size_t max_records);

}  // namespace actsweep
