#pragma once

#include <string>
#include <vector>

#include "harness/claims/ranking.h"
#include "harness/report/win_tie_loss.h"

namespace actsweep::claims {

/// Over all set-ups of these rankings, a row a pair, in the order in which the pairs come.
std::vector<report::WinTieLoss> win_tie_loss(const std::vector<const Ranking*>& rankings);

/// Those that ask for pairs with the same activation in the same metric, added up: for the index of a site. Tested
/// anew, by Holm over all that are added up. Empty without any.
std::string site_win_tie_loss(const std::vector<Ranking>& rankings);

}  // namespace actsweep::claims
