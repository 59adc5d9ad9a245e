#include "harness/protocol/checkpoint_identity.h"

#include <fmt/format.h>

#include <string_view>

namespace actsweep {

CheckpointIdentity identity_in(const std::map<std::string, std::string>& texts) {
  constexpr std::string_view kPrefix = kIdentityPrefix;
  CheckpointIdentity identity;
  for (const auto& [name, text] : texts) {
    if (name.starts_with(kPrefix)) identity[name.substr(kPrefix.size())] = text;
  }
  return identity;
}

std::string identity_mismatch(const CheckpointIdentity& checkpoint, const CheckpointIdentity& expected) {
  for (const auto& [name, value] : expected) {
    const auto found = checkpoint.find(name);
    const std::string actual = found == checkpoint.end() ? "none" : found->second;
    if (actual != value) return fmt::format("{} {} instead of {}", name, actual, value);
  }
  return "";
}

}  // namespace actsweep
