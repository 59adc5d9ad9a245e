#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// The candidate with the smallest edit distance (insertions, deletions, substitutions and transpositions) to `name`,
/// ignoring case; nothing if none is close enough to be a typing error.
std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates);

/// " (did you mean mish?)", or "" without a near candidate.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace actsweep
