#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/protocol/checkpoint_file.h"
#include "harness/protocol/message.h"
#include "harness/store/store.h"

namespace actsweep {

/// Which checkpoint to keep of a finished trial.
enum class KeptCheckpoint { kNone, kBest, kLast };

/// What a checkpoint file says about itself, without its tensors.
struct CheckpointInfo {
  std::filesystem::path file = {};
  std::string data_sha256 = {};  ///< of the data set, from the file name; empty if the name lacks it
  std::string kind = {};         ///< "" to resume from; "best" or "last" if kept on request
  std::uintmax_t bytes = 0;
  double age = 0;                          ///< seconds
  std::optional<std::int64_t> steps = {};  ///< optimizer steps before it; nothing if the file is damaged
  std::int64_t epochs = 0;                 ///< completed epochs
  CheckpointIdentity identity = {};
};

/// The checkpoints of a database: files in the folder DATABASE.checkpoints, named after the trial and its data set.
class CheckpointFolder {
 public:
  /// `seconds`: between two checkpoints of a trial.
  explicit CheckpointFolder(const std::filesystem::path& database, double seconds = 0,
                            KeptCheckpoint kept = KeptCheckpoint::kNone);

  protocol::CheckpointFiles files(const std::string& trial, const std::string& data_sha256) const;
  /// All checkpoints of a trial, by file name.
  std::vector<CheckpointInfo> list(const std::string& trial) const;
  /// Removes the checkpoint to resume from, if there is one, and the folder if it is empty then.
  void remove(const std::string& trial, const std::string& data_sha256) const;
  /// Removes what killed processes left: checkpoints of finished trials, and partly written files.
  void tidy(const Store& store) const;

 private:
  std::filesystem::path folder_;
  double seconds_;
  KeptCheckpoint kept_;
};

}  // namespace actsweep
