#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/store/status.h"
#include "harness/store/store.h"

namespace actsweep {

/// An attempt at a trial, ended or running.
struct PastAttempt {
  std::int64_t id = 0;  ///< column `attempt` of `result` and exports
  std::int64_t run = 0;
  std::string outcome = {};            ///< "done", "diverged", "failed" or "interrupted"; empty while it runs
  std::string error = {};              ///< why it failed, diverged or was interrupted, and the end of its log
  std::string began = {}, ended = {};  ///< ISO 8601, UTC; `ended` is empty while it runs
  double seconds = 0;                  ///< its duration, so far if it runs
  AttemptInfo info = {};
  std::int64_t epochs = 0;                               ///< recorded
  bool is_accepted = false;                              ///< its result counts for the trial on its data
  std::optional<double> test_top1 = {}, test_loss = {};  ///< of its last epoch, if it is accepted
};

/// An experiment that contains a trial, as it was last requested.
struct HoldingExperiment {
  std::string name;
  std::string last_seen;  ///< ISO 8601, UTC
  std::string yaml;       ///< the text of its file and of the files that it extends
  std::vector<std::string> overrides;
};

/// All that a database knows about one trial.
struct TrialHistory {
  std::string id;
  int training_version = 0;
  std::string state;                           ///< as recorded: a trial of a dead run is still "running"
  std::string settings;                        ///< that distinguish it in its experiments; may be empty
  nlohmann::json config;                       ///< nested, as the trainer takes it
  std::vector<HoldingExperiment> experiments;  ///< by name
  std::vector<PastAttempt> attempts;           ///< oldest first
  std::optional<RunStatus> run;                ///< the one that holds it while it is "running"
};

/// The id of the trial with this id, or of the only one whose id begins with it. Throws InputError, with the nearest
/// ids, if there is none or if there are several.
std::string find_trial(const Store& store, const std::string& beginning);

/// `id` must be one that find_trial() returned.
TrialHistory read_trial_history(const Store& store, const std::string& id);

/// The recorded state of a trial; nothing if the database does not know it.
std::optional<std::string> state_of(const Store& store, const std::string& id);

}  // namespace actsweep
