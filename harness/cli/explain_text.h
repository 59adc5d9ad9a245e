#pragma once

#include <string>
#include <vector>

#include "harness/cli/last_request.h"
#include "harness/cli/trial_verdict.h"

namespace actsweep {

/// How a text is to be shown.
struct TextStyle {
  std::size_t width = 0;  ///< columns that tables keep to, where they can; 0: they are as wide as they get
  bool color = false;     ///< ANSI: trouble is red
};

/// What `actsweep explain TRIAL` prints. `holds` says of each of its experiments whether their last request has it.
std::string explain_text(const TrialFacts& facts, const std::vector<Holds>& holds, const TextStyle& style);

/// What `actsweep explain TRIAL TRIAL` prints: the keys of their configurations that differ, and what differs in how
/// their accepted attempts came about.
std::string difference_text(const TrialHistory& a, const TrialHistory& b, const TextStyle& style);

}  // namespace actsweep
