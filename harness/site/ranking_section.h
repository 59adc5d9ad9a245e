#pragma once

#include <string>
#include <vector>

#include "harness/claims/ranking.h"
#include "harness/report/output.h"

namespace actsweep::site {

/// A row per pair and setup: the setup's keys, a, b, pairs, difference (positive: a is better), the ends of its 95 %
/// interval, p, p by Holm and the published difference; cells without a value are empty. Quoted by RFC 4180.
std::string ranking_csv(const claims::Ranking& ranking);

/// Whether the ranking with these counts depends on the setup: a sentence per pair, or one for all if they are many.
/// Empty with fewer than two setups to compare.
std::vector<std::string> dependence_notes(std::vector<WinTieLoss> counts);

/// The section of an experiment's page, with its CSV: wins, ties and losses, the order in each setup, and whether the
/// order depends on the setup.
std::string ranking_section(const claims::Ranking& ranking, report::Output& output);

/// For the index of a site: adds up the rankings of each activation and metric, adjusted by Holm together. Empty
/// without any ranking of one activation against the others.
std::string ranking_totals(const std::vector<claims::Ranking>& rankings);

}  // namespace actsweep::site
