#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// "60,000", independent of the locale.
std::string grouped(std::uint64_t number);

/// "1,234 trials", "1 trial".
std::string counted(std::uint64_t count, const std::string& noun);

/// "12 kB", "3.4 MB", "1.2 GB", with powers of 1000.
std::string bytes_text(double bytes);

/// "42 s", "3 min 05 s", "2 h 10 min", "4 d 03 h".
std::string duration_text(double seconds);

/// The number of characters of a text in UTF-8.
std::size_t display_width(std::string_view text);

/// Wraps a text at spaces into lines of at most `width` characters; 0: no limit.
std::vector<std::string> wrapped(const std::string& text, std::size_t width);

/// Whether a text is safe as the name of a file, a folder or a database column: up to 100 letters, digits, '_', '-' and
/// '.', not starting with '-' or '.'.
bool is_plain_name(std::string_view text);

/// A configuration value as text, strings without quotes.
std::string plain_text(const nlohmann::json& value);

/// Appends "key=value" to a text such as "model.activation=mish seed=3". A null value appends nothing.
void append_setting(std::string& text, const std::string& key, const nlohmann::json& value);

/// Digits of a hash (trial id, commit, SHA-256) that people see; enough to tell apart the few in one message.
inline constexpr std::size_t kShortHashLength = 8;

/// The first kShortHashLength digits of a hash.
std::string short_hash(std::string_view hash);

}  // namespace actsweep
