#include "harness/util/shallow_json.h"

namespace actsweep {

nlohmann::json parse_shallow_json(std::string_view text) {
  using nlohmann::json;
  constexpr int kDeepest = 64;
  bool is_deeper = false;
  const auto keep = [&](int depth, json::parse_event_t, const json&) {
    is_deeper = is_deeper || depth > kDeepest;
    return !is_deeper;
  };
  json value = json::parse(text, keep, false);
  return is_deeper || value.is_discarded() ? json() : value;
}

}  // namespace actsweep
