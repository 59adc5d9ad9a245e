#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// The candidate with the smallest edit distance (insertion, deletion, substitution and swap of neighbours) to `name`,
/// ignoring case; nothing when even that one is too far off to have been meant.
std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates);

/// " (did you mean mish?)", or nothing.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace actsweep
