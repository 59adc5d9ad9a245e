#include "harness/claims/win_tie_loss.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/report/markup.h"
#include "harness/report/palette.h"
#include "harness/report/value.h"
#include "harness/util/text.h"

namespace actsweep::claims {
namespace {

using report::counting_caution;
using report::html_escaped;
using report::kAlpha;
using report::WinTieLoss;

std::string site_section(const std::vector<const Ranking*>& rankings) {
  std::vector<Ranking> adjusted(rankings.size());
  std::transform(rankings.begin(), rankings.end(), adjusted.begin(), [](const Ranking* ranking) { return *ranking; });
  std::vector<Ranking*> together(adjusted.size());
  std::transform(adjusted.begin(), adjusted.end(), together.begin(), [](Ranking& ranking) { return &ranking; });
  adjust_together(together);
  const std::vector<WinTieLoss> rows = win_tie_loss({together.begin(), together.end()});
  const RankingRequest& request = rankings.front()->request;
  const report::Metric& metric = rankings.front()->metric;
  std::size_t comparisons = 0, points = 0;
  for (const WinTieLoss& row : rows) {
    comparisons += row.by_mean.all();
    points = std::max(points, row.by_mean.all());
  }
  return fmt::format(
      "<section class=\"plain\" id=\"ranking-{}-{}\"><h2>{} against the others, all experiments: {}</h2>\n"
      "{}<p class=\"caption\">Sums over {}, each at its scale; trials that several of them share "
      "count once. {} Beyond doubt: by Holm at {:g} over all {} comparisons of this table, which is stricter than each "
      "experiment's own page.</p>\n</section>\n",
      html_escaped(request.of), metric.name, html_escaped(report::activation_label(request.of)),
      html_escaped(report::uncapitalized(metric.label)), report::win_tie_loss_table(rows),
      counted(rankings.size(), "experiment"), counting_caution(points), kAlpha, comparisons);
}

}  // namespace

std::vector<WinTieLoss> win_tie_loss(const std::vector<const Ranking*>& rankings) {
  std::vector<WinTieLoss> rows;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const Ranking* ranking : rankings) {
    const auto label = [&](std::size_t i) { return report::activation_label(ranking->set_ups.activations[i]); };
    for (const PairAtPoint& pair : ranking->comparisons) {
      const auto [place, is_new] = places.emplace(std::pair(label(pair.a), label(pair.b)), rows.size());
      if (is_new) {
        rows.emplace_back();
        rows.back().a = label(pair.a), rows.back().b = label(pair.b);
      }
      WinTieLoss& row = rows[place->second];
      if (pair.published) row.published.add(pair.by_published);
      if (pair.is_repeated) continue;
      row.by_mean.add(pair.by_mean);
      row.beyond_doubt.add(pair.beyond_doubt());
      row.untested += pair.is_tested() ? 0 : 1;
    }
  }
  return rows;
}

std::string site_win_tie_loss(const std::vector<Ranking>& rankings) {
  std::map<std::pair<std::string, std::string>, std::vector<const Ranking*>> groups;
  for (const Ranking& ranking : rankings) {
    if (ranking.request.of.empty() || ranking.comparisons.empty()) continue;
    groups[{ranking.request.of, ranking.request.metric}].push_back(&ranking);
  }
  std::string html;
  for (const auto& [key, group] : groups) html += site_section(group);
  return html;
}

}  // namespace actsweep::claims
