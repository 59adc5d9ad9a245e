#pragma once

#include <string>
#include <vector>

#include "harness/claims/ranking.h"
#include "harness/report/output.h"

namespace actsweep::site {

/// A row a pair and set-up: the set-up's keys, a, b, pairs, difference (positive where a is better), the ends of its 95
/// % interval, p, p by Holm and the published difference; empty where there is none. Quoted as RFC 4180 has it.
std::string ranking_csv(const claims::Ranking& ranking);

/// What the section says of whether the ranking depends on the set-up: a sentence a pair, or one for all where there
/// are many. Empty with fewer than two set-ups to compare.
std::vector<std::string> dependence_notes(const claims::Ranking& ranking);

/// A section of the report's page, with its CSV: win/tie/loss, the order at each set-up, and whether it depends on it.
std::string ranking_section(const claims::Ranking& ranking, report::Output& output);

/// For the index of a site: the rankings that ask for pairs with the same activation in the same metric, added up and
/// adjusted by Holm together. Empty without any.
std::string ranking_totals(const std::vector<claims::Ranking>& rankings);

}  // namespace actsweep::site
