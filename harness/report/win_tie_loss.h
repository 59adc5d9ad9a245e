#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/report/pairwise.h"

namespace actsweep::report {

struct Tally {
  std::size_t wins = 0, ties = 0, losses = 0;

  void add(PairwiseResult outcome);
  std::size_t all() const { return wins + ties + losses; }
  /// "6 / 1 / 2".
  std::string text() const;
};

/// Two activations, or whatever else, over all set-ups.
struct WinTieLoss {
  std::string a, b;          ///< as papers write them
  Tally by_mean = {};        ///< says nothing by itself: see counting_caution()
  Tally beyond_doubt = {};   ///< tested; its ties are open
  Tally published = {};      ///< of the published numbers alone
  std::size_t untested = 0;  ///< set-ups at which neither has the seeds for a test
};

/// The heads and the rows of a table, as texts.
struct TextTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};
TextTable win_tie_loss_texts(const std::vector<WinTieLoss>& rows);

/// That table as HTML.
std::string win_tie_loss_table(const std::vector<WinTieLoss>& rows);

/// What counting means is worth at so many points: "6 or more of 9 points with probability 0.25 …".
std::string counting_caution(std::size_t points);

}  // namespace actsweep::report
