#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace actsweep {

/// "60,000": a count as messages and tables show it, whatever the locale.
std::string grouped(std::uint64_t number);

/// "1,234 trials", "1 trial".
std::string counted(std::uint64_t count, const std::string& noun);

/// "12 kB", "3.4 MB", "1.2 GB": powers of 1000.
std::string bytes_text(double bytes);

/// "42 s", "3 min 05 s", "2 h 10 min", "4 d 03 h".
std::string duration_text(double seconds);

/// Whether a text may name what becomes a file, a folder or a column of a table: up to 100 letters, digits, '_', '-'
/// and '.', of which the first is neither '-' nor '.'.
bool is_plain_name(std::string_view text);

/// A configuration value without the quotes of a JSON string.
std::string plain_text(const nlohmann::json& value);

/// The first 8 digits of a checksum, an id or a commit, which tell it from any other.
std::string short_hash(const std::string& hash);

}  // namespace actsweep
