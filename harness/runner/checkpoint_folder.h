#pragma once

#include <filesystem>
#include <string>

#include "harness/protocol/message.h"
#include "harness/store/store.h"

namespace actsweep {

/// What is kept of trials that have ended well.
enum class KeptCheckpoint { kNone, kBest, kLast };

/// The checkpoints of a database's trials: files in the folder beside it whose name ends in ".checkpoints". A file's
/// name has the trial and the data that it is trained on, for which a result would count.
class CheckpointFolder {
 public:
  /// `seconds` lie between two checkpoints of a trial.
  CheckpointFolder(const std::filesystem::path& database, double seconds, KeptCheckpoint kept);

  protocol::CheckpointFiles files(const std::string& trial, const std::string& data_sha256) const;
  /// Removes what a trial that has ended would go on from, and the folder with its last file. Does nothing where there
  /// is none.
  void remove(const std::string& trial, const std::string& data_sha256) const;
  /// Removes what processes that died have left: checkpoints of finished trials, and files that they were just writing.
  void tidy(const Store& store) const;

 private:
  std::filesystem::path folder_;
  double seconds_;
  KeptCheckpoint kept_;
};

}  // namespace actsweep
