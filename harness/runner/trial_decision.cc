#include "harness/runner/trial_decision.h"

#include <algorithm>

#include "harness/config/grid.h"
#include "harness/protocol/checkpoint_file.h"
#include "harness/schema/trial_params.h"
#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

using Kind = TrialDecision::Kind;

/// The data set of the newest result, or else of the newest attempt.
std::string recorded_data(const TrialHistory& history) {
  if (const PastAttempt* accepted = accepted_attempt(history)) return accepted->info.data_sha256;
  return history.attempts.empty() ? "" : history.attempts.back().info.data_sha256;
}

Kind kind_of(LeaseResult result) {
  switch (result) {
    case LeaseResult::kGranted: return Kind::kTrain;
    case LeaseResult::kFinished: return Kind::kFinished;
    case LeaseResult::kFailed: return Kind::kFailed;
    case LeaseResult::kHeld: return Kind::kHeld;
  }
  return Kind::kTrain;
}

bool may_contain(const std::vector<Containment>& containment) {
  return std::any_of(containment.begin(), containment.end(), [](Containment c) { return c != Containment::kNo; });
}

std::vector<Containment> containment_in(const TrialHistory& history, const std::string& trial) {
  std::vector<Containment> containment;
  for (const HoldingExperiment& experiment : history.experiments) containment.push_back(contains(experiment, trial));
  return containment;
}

/// Finds out which trial the configuration is for this program, and who requests it.
nlohmann::json identify(const Store& store, const TrialHistory& history, TrialDecision& decision) {
  nlohmann::json config;
  try {
    if (!history.config.is_object()) throw InputError("the database does not have it");
    Trial current = recorded_trial(built_in_schema(), history.config);
    decision.current_id = current.id;
    config = std::move(current.config);
  } catch (const InputError& error) {
    decision.config_error = error.what();
  }
  decision.containment = containment_in(history, history.id);
  decision.is_requested = may_contain(decision.containment);
  if (!decision.current_id.empty() && decision.current_id != history.id) {
    decision.current_state = state_of(store, decision.current_id);
    decision.is_requested = may_contain(containment_in(history, decision.current_id));
  }
  return config;
}

/// Decides whether a training on this data resumes.
void find_checkpoint(const CheckpointFolder& folder, const std::string& trial, const std::string& data,
                     TrialDecision& decision) {
  const std::filesystem::path file = folder.files(trial, data).current;
  for (const CheckpointInfo& checkpoint : decision.checkpoints) {
    if (checkpoint.file != file) continue;
    try {
      decision.why_start_over =
          decide_checkpoint(file, read_file(file), {{"trial", trial}, {"data", data}}).why_start_over;
    } catch (const InputError& error) {
      decision.why_start_over = error.what();
    }
    if (decision.why_start_over.empty()) decision.checkpoint = checkpoint;
  }
}

}  // namespace

Containment contains(const HoldingExperiment& experiment, const std::string& trial) {
  try {
    const ExperimentFile file = ExperimentFile::from_recorded(experiment.yaml, experiment.name);
    const Grid grid(built_in_schema(), file.experiment(experiment.overrides));
    bool found = false;
    grid.for_each([&](const Point& point) { found = found || to_string(point.id) == trial; });
    return found ? Containment::kYes : Containment::kNo;
  } catch (const InputError&) {
    return Containment::kUnknown;  // written for another version of actsweep
  }
}

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
  const nlohmann::json config = identify(store, history, decision);
  if (history.training_version != kTrainingVersion) {
    decision.kind = Kind::kOtherTrainingVersion;
  } else if (decision.current_id.empty()) {
    decision.kind = Kind::kInvalidConfig;
  } else if (decision.current_id != history.id) {
    decision.kind = Kind::kOtherId;
  } else if (!decision.is_requested) {
    decision.kind = Kind::kNotInExperiment;
  } else {
    try {
      decision.data_sha256 = sha256_of(config);
    } catch (const InputError& error) {
      decision.data_error = error.what();
      decision.recorded_data = recorded_data(history);
    }
    const bool has_data = decision.data_error.empty();
    const std::string& data = has_data ? decision.data_sha256 : decision.recorded_data;
    const Kind on_data = kind_of(store.preview_lease(history.id, data));
    decision.kind = has_data ? on_data : Kind::kNoData;
    decision.on_recorded_data = on_data;
    find_checkpoint(folder, history.id, data, decision);
  }
  return decision;
}

LeaseResult EndedTrials::preview(const std::string& trial, const std::string& data_sha256, const RetryPolicy& retry) {
  const auto [ids, is_new] = by_data_.try_emplace(data_sha256);
  if (is_new) ids->second = {store_.finished(data_sha256), store_.failed(data_sha256)};
  return decide_lease(
      {.is_finished = ids->second.finished.contains(trial), .has_failed = ids->second.failed.contains(trial)}, retry);
}

}  // namespace actsweep
