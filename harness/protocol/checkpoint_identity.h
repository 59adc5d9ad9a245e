#pragma once

#include <map>
#include <string>

namespace actsweep {

/// Everything that must be equal for a training to resume from a checkpoint with bit-identical results, by name:
/// {"LibTorch": "1.13.0"}. Messages show the names and values.
using CheckpointIdentity = std::map<std::string, std::string>;

/// Prefix of the names of the identity among the texts of a checkpoint file.
inline constexpr const char* kIdentityPrefix = "identity.";

/// The identity among the texts of a checkpoint file.
CheckpointIdentity identity_in(const std::map<std::string, std::string>& texts);

/// The first entry that a checkpoint does not share with `expected`: "LibTorch 1.13.0 instead of 2.13.0". Empty if a
/// training with all of `expected` can resume from the checkpoint.
std::string identity_mismatch(const CheckpointIdentity& checkpoint, const CheckpointIdentity& expected);

}  // namespace actsweep
