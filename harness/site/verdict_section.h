#pragma once

#include <string>
#include <vector>

#include "harness/claims/verdict.h"

namespace actsweep::site {

/// "0.42 ± 0.11": the mean difference over the points with half of its 95 % interval; a dash where there is none.
std::string effect_text(const claims::Verdict& verdict);

/// How all verdicts of a table of `count` are to be read: their level and what is adjusted for, in a few sentences.
std::vector<std::string> reading_notes(std::size_t count);

/// A section of the report's page: the verdicts of one experiment, decided over a table of `count`, and behind each its
/// points.
std::string verdict_section(const std::vector<claims::Verdict>& verdicts, std::size_t count);

}  // namespace actsweep::site
