#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"

namespace actsweep {

/// Throws InputError, naming the path and the record, when a label is not below `classes`.
void check_labels(const std::vector<Label>& labels, std::size_t classes, const std::filesystem::path& path);

}  // namespace actsweep
