#include "harness/report/win_tie_loss.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/markup.h"
#include "harness/statistics/tests.h"

namespace actsweep::report {

void Tally::add(PairwiseResult outcome) {
  wins += outcome == PairwiseResult::kWin ? 1 : 0;
  ties += outcome == PairwiseResult::kTie ? 1 : 0;
  losses += outcome == PairwiseResult::kLoss ? 1 : 0;
}

std::string Tally::text() const { return fmt::format("{} / {} / {}", wins, ties, losses); }

TextTable win_tie_loss_texts(const std::vector<WinTieLoss>& rows) {
  const bool has_published = std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.published.all(); });
  TextTable table{.head = {"Wins / ties / losses", "Points", "By mean alone", "Beyond doubt (tie: open)"}, .rows = {}};
  if (has_published) table.head.emplace_back("Published alone");
  for (const WinTieLoss& row : rows) {
    table.rows.push_back({fmt::format("{} against {}", row.a, row.b), std::to_string(row.by_mean.all()),
                          row.by_mean.text(), row.beyond_doubt.text()});
    if (has_published) table.rows.back().push_back(row.published.all() == 0 ? "–" : row.published.text());
  }
  return table;
}

std::string win_tie_loss_table(const std::vector<WinTieLoss>& rows) {
  constexpr std::size_t kBeyondDoubt = 3;  // the column that was tested
  const TextTable table = win_tie_loss_texts(rows);
  std::vector<std::vector<HtmlCell>> cells;
  for (const auto& row : table.rows) {
    cells.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) cells.back().push_back({row[i], i == kBeyondDoubt, ""});
  }
  return html_table(table.head, cells, Columns::kNumbers);
}

std::string counting_caution(std::size_t points) {
  const std::size_t two_thirds = (2 * points + 2) / 3;
  const double one = statistics::coin_tail(two_thirds, points);
  const std::string most =
      two_thirds == points ? fmt::format("all {}", points) : fmt::format("{} or more of {}", two_thirds, points);
  return fmt::format(
      "Counting means is no evidence: were two activations equally good everywhere, the first would win {} independent "
      "points with probability {:.2g}, and one of the two with {:.2g}. Only what is beyond doubt was tested.",
      most, one, std::min(1.0, 2 * one));
}

}  // namespace actsweep::report
