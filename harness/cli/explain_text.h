#pragma once

#include <string>
#include <vector>

#include "harness/cli/terminal_text.h"
#include "harness/runner/trial_decision.h"

namespace actsweep {

/// Whether an experiment, as last requested, still contains a trial: "yes" or "no"; "unknown" if this program rejects
/// the experiment.
std::string still_contains(const HoldingExperiment& experiment, const std::string& trial);

/// The state of a trial and the reasons for it, in sentences.
struct Explanation {
  std::string state;  ///< "done", "diverged", "failed", "running", "pending" or "of another training version"
  std::vector<std::string> why;
  std::vector<std::string> next;  ///< what the next `actsweep run` does with it
  bool is_trouble = false;
};

Explanation explain(const TrialHistory& history, const TrialDecision& decision);

/// What `actsweep explain TRIAL` prints. `contains` has what still_contains() says of each experiment of the history.
std::string explain_text(const TrialHistory& history, const TrialDecision& decision,
                         const std::vector<std::string>& contains, const TextStyle& style);

/// Formats a time from the database to the second: "2026-01-02 03:04:05".
std::string shown_time(const std::string& iso);

}  // namespace actsweep
