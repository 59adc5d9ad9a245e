#include "harness/runner/trial_decision.h"

#include "harness/config/grid.h"
#include "harness/schema/trial_params.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

/// The data set that decides: the current one, or else that of the newest result or attempt.
std::string deciding_data(const TrialHistory& history, const TrialDecision& decision) {
  if (!decision.data_sha256.empty()) return decision.data_sha256;
  if (const PastAttempt* accepted = accepted_attempt(history)) return accepted->info.data_sha256;
  return history.attempts.empty() ? "" : history.attempts.back().info.data_sha256;
}

TrialDecision::Kind kind_of(LeaseResult result) {
  switch (result) {
    case LeaseResult::kGranted: return TrialDecision::Kind::kTrain;
    case LeaseResult::kFinished: return TrialDecision::Kind::kFinished;
    case LeaseResult::kFailed: return TrialDecision::Kind::kFailed;
    case LeaseResult::kHeld: return TrialDecision::Kind::kHeld;
  }
  return TrialDecision::Kind::kTrain;
}

}  // namespace

const PastAttempt* accepted_attempt(const TrialHistory& history, const std::string& data_sha256) {
  const PastAttempt* newest = nullptr;
  for (const PastAttempt& attempt : history.attempts) {
    if (!attempt.is_accepted) continue;
    if (attempt.info.data_sha256 == data_sha256) return &attempt;
    newest = &attempt;
  }
  return newest;
}

TrialDecision decide_trial(const Store& store, const TrialHistory& history,
                           const std::function<std::string(const nlohmann::json& config)>& sha256_of) {
  const CheckpointFolder folder(store.path());
  TrialDecision decision{.checkpoints = folder.list(history.id)};
  nlohmann::json config;
  try {
    if (!history.config.is_object()) throw InputError("the database does not have it");
    Trial current = recorded_trial(built_in_schema(), history.config);
    decision.current_id = current.id;
    config = std::move(current.config);
  } catch (const InputError& error) {
    decision.config_error = error.what();
  }
  if (!decision.current_id.empty() && decision.current_id != history.id) {
    decision.current_state = state_of(store, decision.current_id);
  }
  if (history.training_version != kTrainingVersion) {
    decision.kind = TrialDecision::Kind::kOtherTrainingVersion;
  } else if (decision.current_id.empty()) {
    decision.kind = TrialDecision::Kind::kInvalidConfig;
  } else if (decision.current_id != history.id) {
    decision.kind = TrialDecision::Kind::kOtherId;
  } else {
    try {
      decision.data_sha256 = sha256_of(config);
    } catch (const InputError& error) {
      decision.data_error = error.what();
    }
    const std::string data = deciding_data(history, decision);
    decision.kind = kind_of(store.preview_lease(history.id, data));
    const std::filesystem::path file = folder.files(history.id, data).current;
    for (const CheckpointInfo& checkpoint : decision.checkpoints) {
      if (checkpoint.file != file || !checkpoint.steps) continue;
      if (!identity_mismatch(checkpoint.identity, {{"trial", history.id}, {"data", data}}).empty()) continue;
      decision.checkpoint = checkpoint;
    }
  }
  return decision;
}

}  // namespace actsweep
