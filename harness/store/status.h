#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/store/failure.h"
#include "harness/store/store.h"

namespace actsweep {

struct ExperimentStatus {
  std::string name;
  Counts counts;  ///< a trial of a dead run counts as pending: the next run trains it
  /// Until all trials are finished, if the live runs train nothing else; nothing while that is unknown.
  std::optional<double> eta_seconds;

  std::int64_t total() const;
};

struct RunStatus {
  std::int64_t id = 0;
  std::string host;
  std::int64_t pid = 0;
  std::int64_t jobs = 0;
  double heartbeat_age = 0;  ///< seconds
  bool alive = false;        ///< it has not ended, and its process exists
};

struct RunningTrial {
  std::string id;
  std::int64_t run = 0;
  bool alive = false;                       ///< whether its run is
  std::string settings;                     ///< that distinguish it in its experiments: "model.activation=mish seed=2"
  std::int64_t epoch = 0;                   ///< recorded so far
  std::int64_t epochs = 0;                  ///< to be trained; 0 if unknown
  std::optional<double> images_per_second;  ///< of its newest epoch
  std::set<std::int64_t> experiments = {};  ///< ids of those that contain it
};

struct FailedTrial {
  std::string id;
  std::string ended_at;  ///< ISO 8601, UTC
  Failure failure;
  std::string settings;  ///< that distinguish it in its experiments
};

/// The progress of experiments.
struct Status {
  std::vector<ExperimentStatus> experiments;
  std::vector<RunStatus> runs;  ///< those that have not ended
  std::vector<RunningTrial> running;
  std::vector<FailedTrial> failures;        ///< newest first, up to the requested number
  std::int64_t failed = 0;                  ///< number of all failed trials
  std::optional<double> images_per_second;  ///< in training, of all live runs together
};

/// The runs that meet an SQL condition on the table `run`, oldest first.
std::vector<RunStatus> runs_where(const Store& store, const std::string& condition);

/// The status of the named experiments, or of all. Throws InputError for a name that the database does not know.
Status read_status(const Store& store, const std::vector<std::string>& experiments, int max_failures);

}  // namespace actsweep
