#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace actsweep {

/// Throws InputError, naming the path and the record, when a label is not below `classes`.
void check_labels(const std::vector<std::uint8_t>& labels, std::size_t classes, const std::filesystem::path& path);

}  // namespace actsweep
