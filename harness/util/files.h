#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// Throws InputError, naming the path and the reason, when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Writes beside the file, syncs and renames, so that a reader sees the old contents or the new and never a part.
/// Missing folders are made. Throws InputError, naming the path and the reason, when it cannot be written.
void write_file_atomically(const std::filesystem::path& path, std::string_view contents);
/// The same for contents in pieces.
void write_file_atomically(const std::filesystem::path& path, const std::vector<std::string_view>& pieces);

}  // namespace actsweep
