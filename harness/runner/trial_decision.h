#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "harness/runner/checkpoint_folder.h"
#include "harness/store/trial_history.h"

namespace actsweep {

/// Whether an experiment, as last requested, contains a trial; unknown if this program rejects the experiment.
enum class Containment { kYes, kNo, kUnknown };
Containment contains(const HoldingExperiment& experiment, const std::string& trial);

/// What the next run of its experiments does with a trial, and why.
struct TrialDecision {
  enum class Kind {
    kTrain,                 ///< from `checkpoint`, or from the start if there is none
    kFinished,              ///< skip: it has a result on this data
    kFailed,                ///< skip: it failed; --retry-failed trains it as kTrain does
    kHeld,                  ///< wait until the live run that trains it ends or releases it
    kNoData,                ///< stop: the data set is not found
    kNotInExperiment,       ///< no run requests it: its experiments no longer contain it
    kOtherTrainingVersion,  ///< no run requests it: training has changed since
    kOtherId,               ///< no run requests it: a default has changed since
    kInvalidConfig          ///< no run requests it: this program rejects its configuration
  };
  Kind kind = Kind::kTrain;
  /// With kNoData, the kind on the data set of the newest result or attempt.
  Kind on_recorded_data = Kind::kTrain;
  std::string current_id = {};                    ///< that this program gives the configuration; empty if it rejects it
  std::optional<std::string> current_state = {};  ///< of the trial `current_id`, if that is another one of the database
  std::string config_error = {};                  ///< why this program rejects the configuration
  std::vector<Containment> containment = {};      ///< of the trial in each experiment of its history
  bool is_requested = true;                       ///< whether an experiment may contain the trial `current_id`
  std::string data_sha256 = {};                   ///< of the data set as it is now; empty if it is not found
  std::string data_error = {};                    ///< why it is not found
  std::string recorded_data = {};                 ///< of the newest result or attempt, if the data set is not found
  std::vector<CheckpointInfo> checkpoints = {};   ///< all of the trial
  std::optional<CheckpointInfo> checkpoint = {};  ///< to resume from, if LibTorch, device and threads match
  std::string why_start_over = {};                ///< why it cannot resume from the checkpoint for this data
};

/// Decides as a run does: `Sweep` visits what the experiments contain and finds its data, Store::lease answers as
/// Store::preview_lease does, and the trainer asks decide_checkpoint(). `sha256_of` finds the data set of a
/// configuration and throws InputError if it is missing.
TrialDecision decide_trial(const Store& store, const TrialHistory& history,
                           const std::function<std::string(const nlohmann::json& config)>& sha256_of);

/// Answers for many trials what Store::preview_lease answers for one, except that no live run holds them. Reads the
/// trials that ended on a data set once.
class EndedTrials {
 public:
  explicit EndedTrials(const Store& store) : store_(store) {}
  LeaseResult preview(const std::string& trial, const std::string& data_sha256, const RetryPolicy& retry = {});

 private:
  struct Ids {
    std::unordered_set<std::string> finished, failed;
  };
  const Store& store_;
  std::map<std::string, Ids> by_data_;
};

/// The result on this data set, or else the newest result on any; nullptr if there is none.
const PastAttempt* accepted_attempt(const TrialHistory& history, const std::string& data_sha256 = "");

}  // namespace actsweep
