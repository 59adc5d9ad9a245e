#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace actsweep {

/// What a checkpoint file says of itself, without its tensors.
struct CheckpointFacts {
  std::filesystem::path file = {};
  std::string data_sha256 = {};  ///< of the data that it was trained on; empty where the file's name does not have it
  std::string kind = {};         ///< "" to go on from; "best" or "last" that were asked to be kept
  std::uintmax_t bytes = 0;
  double age = 0;                          ///< seconds
  std::optional<std::int64_t> steps = {};  ///< of the optimizer behind it; nothing where its head cannot be read
  std::int64_t epochs = 0;                 ///< that are over
  std::map<std::string, std::string> identity =
      {};  ///< what a training must share with it to go on: "LibTorch" to "1.13.1"
};

/// The checkpoints of a trial in the folder that belongs to a database, by name; none where there is no folder.
std::vector<CheckpointFacts> checkpoints_of(const std::filesystem::path& database, const std::string& trial);

}  // namespace actsweep
