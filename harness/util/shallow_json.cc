#include "harness/util/shallow_json.h"

namespace actsweep {

nlohmann::json parse_shallow_json(std::string_view text) {
  using nlohmann::json;
  constexpr int kMaxDepth = 64;
  bool is_too_deep = false;
  const auto keep = [&](int depth, json::parse_event_t, const json&) {
    is_too_deep = is_too_deep || depth > kMaxDepth;
    return !is_too_deep;
  };
  json value = json::parse(text, keep, false);
  return is_too_deep || value.is_discarded() ? json() : value;
}

}  // namespace actsweep
