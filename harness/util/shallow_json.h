#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace actsweep {

/// Parses JSON with at most 64 levels; returns null for malformed or deeper texts. Functions that write or visit a JSON
/// value recurse once per level, so a short text of brackets could exhaust the stack.
nlohmann::json parse_shallow_json(std::string_view text);

}  // namespace actsweep
