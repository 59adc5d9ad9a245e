#pragma once

#include <string>
#include <vector>

#include "harness/cli/terminal_text.h"
#include "harness/runner/trial_decision.h"

namespace actsweep {

/// The state of a trial and the reasons for it, in sentences.
struct Explanation {
  std::string state;  ///< "done", "diverged", "failed", "running", "pending" or "of another training version"
  std::vector<std::string> why;
  std::vector<std::string> next;  ///< what the next `actsweep run` does with it
  bool is_trouble = false;
};

Explanation explain(const TrialHistory& history, const TrialDecision& decision);

/// What `actsweep explain TRIAL` prints.
std::string explain_text(const TrialHistory& history, const TrialDecision& decision, const TextStyle& style);

/// Formats a time from the database to the second: "2026-01-02 03:04:05".
std::string shown_time(const std::string& iso);

}  // namespace actsweep
