#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace actsweep {

/// Throws InputError, naming the path and the reason, when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Writes beside the file, syncs and renames, so that a reader sees the old contents or the new and never a part.
/// Missing folders are made. Throws InputError, naming the path and the reason, when it cannot be written.
void write_file_atomically(const std::filesystem::path& path, std::string_view contents);

}  // namespace actsweep
