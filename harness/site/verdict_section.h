#pragma once

#include <string>
#include <vector>

#include "harness/claims/verdict.h"

namespace actsweep::site {

/// "+0.42 ± 0.11": the mean difference over the points and half of its 95 % interval; a dash without a test.
std::string effect_text(const claims::Verdict& verdict);

/// How to read the verdicts of a table of `count`: their level and what is adjusted for.
std::vector<std::string> reading_notes(std::size_t count);

/// The section of an experiment's page with its verdicts, decided over a table of `count`, and the points of each.
std::string verdict_section(const std::vector<claims::Verdict>& verdicts, std::size_t count);

}  // namespace actsweep::site
