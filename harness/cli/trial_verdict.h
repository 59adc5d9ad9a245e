#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/checkpoint_list.h"
#include "harness/store/trial_history.h"

namespace actsweep {

/// What decides what a run does with a trial.
struct TrialFacts {
  TrialHistory history = {};
  int training_version = 0;  ///< of this program
  std::string id_now = {};   ///< that this program gives to the configuration; empty where it cannot train it
  std::string why_not = {};  ///< it cannot
  std::optional<std::string> state_now = {};  ///< of the trial `id_now` in the database, where that is another one
  std::string data_sha256 = {};               ///< of the data set that is found now; empty where none is
  std::string why_no_data = {};
  std::vector<CheckpointFacts> checkpoints = {};
};

struct TrialVerdict {
  std::string state;  ///< "done", "diverged", "failed", "running", "pending" or "of another training_version"
  std::vector<std::string> why;   ///< sentences
  std::vector<std::string> next;  ///< what `actsweep run` does with it
  bool is_trouble = false;
};

/// Why a trial is in the state it is in, and what the next run of an experiment that holds it does.
TrialVerdict verdict_of(const TrialFacts& facts);

/// "2026-01-02 03:04:05" of a time as the database has it.
std::string shown_time(const std::string& iso);
/// The first digits of a checksum or a commit, which tell it from any other.
std::string brief_hash(const std::string& hash);

}  // namespace actsweep
