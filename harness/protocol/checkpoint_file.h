#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/util/error.h"

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

/// A file that is corrupt, or lacks something that the reader needs.
class DamagedFile : public InputError {
 public:
  using InputError::InputError;
};

/// A safetensors file whose checksum is right.
struct CheckedFile {
  nlohmann::json header;
  std::map<std::string, std::string> texts;  ///< the format's metadata, without the key "sha256"
  std::string_view contents;                 ///< the tensors
};

/// The text of a header, to be written between its length and `contents`, with a checksum of the whole file in its
/// metadata.
std::string checked_header(nlohmann::json header, const std::vector<std::string_view>& contents);

/// Takes the bytes of a file apart; the result refers to them. Throws DamagedFile, with the path and the defect, if the
/// file is truncated, has a flipped bit or lacks the checksum.
CheckedFile check_file(const std::filesystem::path& path, std::string_view bytes);

/// What a training does with the checkpoint that it finds.
struct CheckpointDecision {
  std::optional<CheckedFile> resumes_from;
  std::string why_start_over;  ///< "the checkpoint FILE is damaged: its checksum is wrong"; empty if it resumes
};

/// Decides from the bytes of a checkpoint, to which the result refers, and from what is known of the training's
/// identity. The trainer acts on it; `explain` shows it.
CheckpointDecision decide_checkpoint(const std::filesystem::path& path, std::string_view bytes,
                                     const CheckpointIdentity& expected);

}  // namespace actsweep
