#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// The candidate with the smallest edit distance (insertions, deletions, substitutions and transpositions) to `name`,
/// ignoring case; nothing if none is close enough to be a typing error.
std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates);

/// The name that an option, key, column, view or table of an unreleased version has now; empty for any other name.
/// Parts of dotted keys are looked up one by one, ignoring case. docs/upgrading.md has the same table.
std::string renamed(std::string_view name);

/// " (did you mean mish?)", or "" without a near candidate; " (it is now called preset)" where the candidates contain
/// what the name was renamed to.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace actsweep
