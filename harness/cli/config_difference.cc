#include "harness/cli/config_difference.h"

#include <map>
#include <set>

namespace actsweep {
namespace {

using Flat = std::map<std::string, nlohmann::json>;

void flatten(const nlohmann::json& value, const std::string& key, Flat& flat) {
  if (!value.is_object()) {
    if (!key.empty()) flat[key] = value;
    return;
  }
  for (const auto& [name, member] : value.items()) {
    if (key.empty()) {
      flatten(member, name, flat);
    } else {
      flatten(member, name == "name" ? key : key + "." + name, flat);
    }
  }
}

}  // namespace

std::vector<KeyDifference> config_difference(const nlohmann::json& a, const nlohmann::json& b) {
  Flat flat_a, flat_b;
  flatten(a, "", flat_a);
  flatten(b, "", flat_b);
  std::set<std::string> keys;
  for (const Flat* flat : {&flat_a, &flat_b}) {
    for (const auto& [key, value] : *flat) keys.insert(key);
  }
  std::vector<KeyDifference> differences;
  for (const std::string& key : keys) {
    const auto in_a = flat_a.find(key), in_b = flat_b.find(key);
    KeyDifference difference{key, nullptr, nullptr, in_a != flat_a.end(), in_b != flat_b.end()};
    if (difference.has_a) difference.a = in_a->second;
    if (difference.has_b) difference.b = in_b->second;
    if (difference.has_a && difference.has_b && difference.a == difference.b) continue;
    differences.push_back(std::move(difference));
  }
  return differences;
}

}  // namespace actsweep
