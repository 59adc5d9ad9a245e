#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/claims/ranking.h"

namespace actsweep::claims {

struct Tally {
  std::size_t wins = 0, ties = 0, losses = 0;

  void add(Outcome outcome);
  std::size_t all() const { return wins + ties + losses; }
  /// "6 / 1 / 2".
  std::string text() const;
};

/// Two activations over all set-ups, of one experiment or of several.
struct WinTieLoss {
  std::string a, b;          ///< as papers write them
  Tally by_mean;             ///< says nothing by itself: see counting_caution()
  Tally beyond_doubt;        ///< tested; its ties are open
  Tally published;           ///< of the published numbers alone
  std::size_t untested = 0;  ///< set-ups at which neither has the seeds for a test
};

/// A row a pair, in the order in which the pairs come.
std::vector<WinTieLoss> win_tie_loss(const std::vector<const Ranking*>& rankings);

/// The table of these rows, as HTML.
std::string win_tie_loss_table(const std::vector<WinTieLoss>& rows);

/// What counting means is worth at so many points: "6 or more of 9 points with probability 0.25 …".
std::string counting_caution(std::size_t points);

/// Those that ask for pairs with the same activation in the same metric, added up: for the index of a site. Tested
/// anew, by Holm over all that are added up. Empty without any.
std::string site_win_tie_loss(const std::vector<Ranking>& rankings);

}  // namespace actsweep::claims
