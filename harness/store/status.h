#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/store/failure.h"
#include "harness/store/store.h"

namespace actsweep {

struct ExperimentStatus {
  std::string name;
  Counts counts;  ///< a trial of a run that died counts as pending: the next run takes it up
  /// Until all trials are finished, if the runs that are alive work on nothing else; nothing while that is unknown.
  std::optional<double> eta_seconds;

  std::int64_t total() const;
};

struct RunStatus {
  std::int64_t id = 0;
  std::string host;
  std::int64_t pid = 0;
  std::int64_t jobs = 0;
  double heartbeat_age = 0;  ///< seconds
  bool alive = false;        ///< whether it has not ended and its process exists
};

struct RunningTrial {
  std::string id;
  std::int64_t run = 0;
  bool alive = false;       ///< whether its run is
  std::string settings;     ///< what sets it apart from its experiments' other trials: "model.activation=mish seed=2"
  std::int64_t epoch = 0;   ///< recorded so far
  std::int64_t epochs = 0;  ///< to be trained; 0 if unknown
  std::optional<double> images_per_second;  ///< of its newest epoch
};

struct FailedTrial {
  std::string id;
  std::string ended_at;  ///< ISO 8601, UTC
  Failure failure;
  std::string settings;  ///< what sets it apart, as of a running one
};

/// How far the experiments of a database are.
struct Status {
  std::vector<ExperimentStatus> experiments;
  std::vector<RunStatus> runs;  ///< that have not ended
  std::vector<RunningTrial> running;
  std::vector<FailedTrial> failures;        ///< newest first; no more than were asked for
  std::int64_t failed = 0;                  ///< all of them
  std::optional<double> images_per_second;  ///< in training, of all living runs together
};

/// The runs that fulfil an SQL condition on the table `run`, oldest first.
std::vector<RunStatus> runs_where(const Store& store, const std::string& condition);

/// Of the experiments named, or of all. Throws InputError for a name that the database does not know.
Status read_status(const Store& store, const std::vector<std::string>& experiments, int most_failures);

}  // namespace actsweep
