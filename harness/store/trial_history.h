#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/store/status.h"
#include "harness/store/store.h"

namespace actsweep {

/// An attempt at a trial, over or under way.
struct PastAttempt {
  std::int64_t id = 0;  ///< as `result` and exports have it
  std::int64_t run = 0;
  std::string outcome = {};            ///< "done", "diverged", "failed" or "interrupted"; empty while it is under way
  std::string error = {};              ///< why it failed, diverged or was interrupted, and the end of its log
  std::string began = {}, ended = {};  ///< ISO 8601, UTC; `ended` is empty while it is under way
  double seconds = 0;                  ///< that it took, up to now while it is under way
  AttemptInfo info = {};
  std::int64_t epochs = 0;                               ///< recorded
  bool is_accepted = false;                              ///< its result is the one that counts on its data
  std::optional<double> test_top1 = {}, test_loss = {};  ///< of its last epoch, where it is accepted
};

/// An experiment that holds a trial, as it was last asked for.
struct HoldingExperiment {
  std::string name;
  std::string last_seen;  ///< ISO 8601, UTC
  std::string yaml;       ///< the file's text, and those of the files it extends
  std::vector<std::string> overrides;
};

/// All that a database knows of one trial.
struct TrialHistory {
  std::string id;
  int training_version = 0;
  std::string state;      ///< as the database has it: a trial of a run that died is still "running"
  std::string settings;   ///< what sets it apart in its experiments; empty where nothing does
  nlohmann::json config;  ///< nested, as the trainer takes it
  std::vector<HoldingExperiment> experiments;  ///< by name
  std::vector<PastAttempt> attempts;           ///< oldest first
  std::optional<RunStatus> run;                ///< that holds it while it is "running"
};

/// The id of the trial that has this id, or is the only one whose id begins so. Throws InputError, with the nearest
/// ids, where there is none or several.
std::string find_trial(const Store& store, const std::string& beginning);

/// `id` must be one that find_trial() returned.
TrialHistory read_trial_history(const Store& store, const std::string& id);

/// The state of a trial as the database has it; nothing where it does not know the trial.
std::optional<std::string> state_of(const Store& store, const std::string& id);

}  // namespace actsweep
