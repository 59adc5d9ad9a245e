#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace actsweep {

/// Parses JSON of at most 64 levels; anything else, malformed or deeper, is null. Whatever writes or visits a value
/// calls itself for each of its levels: a short text of brackets would take all of the stack.
nlohmann::json parse_shallow_json(std::string_view text);

}  // namespace actsweep
