#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>

namespace actsweep {

/// Everything that must be equal for a training to resume from a checkpoint with bit-identical results, by name:
/// {"LibTorch": "1.13.0"}. Messages show the names and values.
using CheckpointIdentity = std::map<std::string, std::string>;

/// Prefix of the names of the identity among the texts of a checkpoint file.
inline constexpr const char* kIdentityPrefix = "identity.";

/// The identity among the texts of a checkpoint file.
inline CheckpointIdentity identity_in(const std::map<std::string, std::string>& texts) {
  constexpr std::string_view kPrefix = kIdentityPrefix;
  CheckpointIdentity identity;
  for (const auto& [name, text] : texts) {
    if (name.starts_with(kPrefix)) identity[name.substr(kPrefix.size())] = text;
  }
  return identity;
}

/// The first entry that a checkpoint does not share with `expected`: "LibTorch 1.13.0 instead of 2.13.0". Empty if a
/// training with all of `expected` can resume from the checkpoint.
inline std::string identity_mismatch(const CheckpointIdentity& checkpoint, const CheckpointIdentity& expected) {
  for (const auto& [name, value] : expected) {
    const auto found = checkpoint.find(name);
    const std::string actual = found == checkpoint.end() ? "none" : found->second;
    if (actual != value) return fmt::format("{} {} instead of {}", name, actual, value);
  }
  return "";
}

}  // namespace actsweep
