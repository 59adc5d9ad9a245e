#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/runner/checkpoint_folder.h"
#include "harness/store/trial_history.h"

namespace actsweep {

/// What the next run of its experiments does with a trial, and the facts behind it.
struct TrialDecision {
  enum class Kind {
    kTrain,                 ///< from `checkpoint`, or from the start if there is none
    kFinished,              ///< skip: it has a result on this data
    kFailed,                ///< skip: it failed; --retry-failed trains it as kTrain does
    kHeld,                  ///< leave it to the live run that trains it
    kOtherTrainingVersion,  ///< no run asks for it: training has changed since
    kOtherId,               ///< no run asks for it: a default has changed since
    kInvalidConfig          ///< no run asks for it: this program rejects its configuration
  };
  Kind kind = Kind::kTrain;
  std::string current_id = {};                    ///< that this program gives the configuration; empty if it rejects it
  std::optional<std::string> current_state = {};  ///< of the trial `current_id`, if that is another one of the database
  std::string config_error = {};                  ///< why this program rejects the configuration
  std::string data_sha256 = {};                   ///< of the data set as it is now; empty if it is not found
  std::string data_error = {};                    ///< why it is not found
  std::vector<CheckpointInfo> checkpoints = {};   ///< all of the trial
  std::optional<CheckpointInfo> checkpoint = {};  ///< to resume from, if LibTorch, device and threads match
};

/// Decides as a run does: by Store::preview_lease for a trial that this program still asks for, on the data set that
/// `sha256_of` finds for its configuration. If `sha256_of` throws InputError, decides for the data set of the newest
/// result or attempt.
TrialDecision decide_trial(const Store& store, const TrialHistory& history,
                           const std::function<std::string(const nlohmann::json& config)>& sha256_of);

/// The result on this data set, or else the newest result on any; nullptr if there is none.
const PastAttempt* accepted_attempt(const TrialHistory& history, const std::string& data_sha256 = "");

}  // namespace actsweep
