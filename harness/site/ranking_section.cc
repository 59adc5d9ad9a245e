#include "harness/site/ranking_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/report/comparison_text.h"
#include "harness/report/csv.h"
#include "harness/report/markup.h"
#include "harness/report/palette.h"
#include "harness/results/value.h"
#include "harness/util/text.h"

namespace actsweep::site {
namespace {

using claims::PairAtPoint;
using claims::Ranking;
using report::csv_cell;
using report::html_escaped;
using report::HtmlCell;

constexpr std::size_t kMaxInOrder = 8;  // activations that one line can hold
constexpr std::size_t kMaxSentences = 10;
constexpr std::size_t kMaxRows = 30;  // that stand open on the page

std::string label_of(const Ranking& ranking, std::size_t activation) {
  return activation_label(ranking.set_ups.activations[activation]);
}

const std::string& point_of(const Ranking& ranking, std::size_t point) { return ranking.set_ups.points[point].text; }

/// The comparisons of a set-up, by their activations, either way round.
class AtPoint {
 public:
  AtPoint(const Ranking& ranking, std::size_t point) {
    for (const PairAtPoint& pair : ranking.comparisons) {
      if (pair.point == point) pairs_[std::minmax(pair.a, pair.b)] = &pair;
    }
  }

  /// " > " where the first is significantly better, ", " where the two are not compared.
  const char* between(std::size_t first, std::size_t second) const {
    const auto found = pairs_.find(std::minmax(first, second));
    if (found == pairs_.end()) return ", ";
    return found->second->significant() == (found->second->a == first ? PairwiseResult::kWin : PairwiseResult::kLoss)
               ? " > "
               : " ≈ ";
  }

 private:
  std::map<std::pair<std::size_t, std::size_t>, const PairAtPoint*> pairs_;
};

std::string order_text(const Ranking& ranking, std::size_t point) {
  const std::vector<std::size_t>& order = ranking.orders[point];
  const bool is_short = order.size() <= kMaxInOrder;
  const AtPoint at(ranking, point);
  std::string text;
  for (std::size_t i = 0; i < (is_short ? order.size() : 3); ++i) {
    if (i > 0) text += at.between(order[i - 1], order[i]);
    text += label_of(ranking, order[i]);
  }
  return is_short ? text : fmt::format("{} … {}", text, label_of(ranking, order.back()));
}

std::string orders_table(const Ranking& ranking) {
  std::vector<std::vector<HtmlCell>> rows;
  for (std::size_t i = 0; i < ranking.orders.size(); ++i) {
    if (ranking.orders[i].empty()) continue;
    rows.push_back({{point_of(ranking, i), false, ""}, {order_text(ranking, i), false, ""}});
  }
  return report::html_table({"Point", "Best mean first"}, rows, report::Columns::kTexts);
}

std::string folded(const std::string& table, std::size_t rows, const std::string& what) {
  return rows <= kMaxRows ? table
                          : fmt::format("<details><summary>{} of {} rows</summary>\n{}</details>\n", what, rows, table);
}

/// The points at which either one of a pair is significantly better.
struct PairOverPoints {
  std::size_t a = 0, b = 0, points = 0;
  std::vector<std::size_t> for_a, for_b;

  bool contradicts() const { return !for_a.empty() && !for_b.empty(); }
};

std::vector<PairOverPoints> pairs_over_points(const Ranking& ranking) {
  std::vector<PairOverPoints> pairs;
  for (const PairAtPoint& pair : ranking.comparisons) {
    if (pairs.empty() || pairs.back().a != pair.a || pairs.back().b != pair.b) {
      pairs.push_back({.a = pair.a, .b = pair.b, .points = 0, .for_a = {}, .for_b = {}});
    }
    ++pairs.back().points;
    if (pair.significant() == PairwiseResult::kWin) pairs.back().for_a.push_back(pair.point);
    if (pair.significant() == PairwiseResult::kLoss) pairs.back().for_b.push_back(pair.point);
  }
  return pairs;
}

std::string contradiction_text(const Ranking& ranking, const PairOverPoints& pair) {
  const std::string a = label_of(ranking, pair.a), b = label_of(ranking, pair.b);
  const auto where = [&](const std::vector<std::size_t>& points) {
    const std::string more = points.size() > 1 ? fmt::format(" and at {} more", points.size() - 1) : "";
    return fmt::format("\"{}\"{}", point_of(ranking, points.front()), more);
  };
  return fmt::format("{} and {}: the ranking depends on the set-up. Significant: {} > {} at {}, and {} > {} at {}.", a,
                     b, a, b, where(pair.for_a), b, a, where(pair.for_b));
}

std::string counts_text(const Ranking& ranking, const PairOverPoints& pair) {
  const std::string a = label_of(ranking, pair.a), b = label_of(ranking, pair.b);
  return fmt::format(
      "{} and {}: no two set-ups contradict each other significantly: {} > {} at {}, {} > {} at {}, "
      "undecided at {} of {}.",
      a, b, a, b, pair.for_a.size(), b, a, pair.for_b.size(), pair.points - pair.for_a.size() - pair.for_b.size(),
      pair.points);
}

/// What stands below the tables: how they came about and what they leave out.
std::vector<std::string> reading_notes(const Ranking& ranking) {
  const auto untested = static_cast<std::size_t>(std::count_if(ranking.comparisons.begin(), ranking.comparisons.end(),
                                                               [](const auto& pair) { return !pair.is_tested(); }));
  std::vector<std::string> notes = {fmt::format(
      "Significant: a two-sided test, paired over seeds (Student's t; Welch's where fewer than two seeds are common "
      "to both), adjusted by Holm over {} at {:g}: that any is wrong has at most that probability, for one look; seeds "
      "added after a look are not paid for here, as they are in the claims.",
      counted(ranking.comparisons.size(), "comparison"), kAlpha)};
  notes.emplace_back(
      "Undecided is not equal: more seeds may decide. A tie by the mean prints alike; a published difference within "
      "the "
      "errors of reading it is a tie, too.");
  std::string signs = "a > b: significant; a ≈ b: undecided";
  if (!ranking.request.of.empty() && ranking.set_ups.activations.size() > 2) {
    signs += fmt::format("; a, b: not compared: the file asks for {} only", activation_label(ranking.request.of));
  }
  notes.push_back(fmt::format("In the order by means, {}.", signs));
  if (untested > 0) {
    notes.push_back(
        fmt::format("{} with fewer than two seeds: not tested, and undecided.", counted(untested, "comparison")));
  }
  if (ranking.diverged > 0) {
    notes.push_back(fmt::format("{} diverged: counted as chance, or as the worst of their point if that is worse.",
                                counted(ranking.diverged, "trial")));
  }
  if (!ranking.set_ups.tied.empty()) {
    notes.push_back(fmt::format("Goes with the activation, so that it differs within a pair: {}.",
                                fmt::join(ranking.set_ups.tied, ", ")));
  }
  return notes;
}

std::string list_of(const std::vector<std::string>& notes) {
  std::string html = "<ul class=\"notes\">\n";
  for (const std::string& note : notes) html += fmt::format("<li>{}</li>\n", html_escaped(note));
  return html + "</ul>\n";
}

std::string site_section(const std::vector<const Ranking*>& rankings) {
  std::vector<Ranking> adjusted(rankings.size());
  std::transform(rankings.begin(), rankings.end(), adjusted.begin(), [](const Ranking* ranking) { return *ranking; });
  std::vector<Ranking*> together(adjusted.size());
  std::transform(adjusted.begin(), adjusted.end(), together.begin(), [](Ranking& ranking) { return &ranking; });
  claims::adjust_together(together);
  const std::vector<WinTieLoss> rows = claims::win_tie_loss({together.begin(), together.end()});
  const claims::RankingRequest& request = rankings.front()->request;
  const Metric& metric = rankings.front()->metric;
  std::size_t comparisons = 0, points = 0;
  for (const WinTieLoss& row : rows) {
    comparisons += row.by_mean.all();
    points = std::max(points, row.by_mean.all());
  }
  return fmt::format(
      "<section class=\"plain\" id=\"ranking-{}-{}\"><h2>{} against the others, all experiments: {}</h2>\n"
      "{}<p class=\"caption\">Sums over {}, each at its scale; trials that several of them share "
      "count once. {} Significant: by Holm at {:g} over all {} comparisons of this table, which is stricter than each "
      "experiment's own page.</p>\n</section>\n",
      html_escaped(request.of), metric.name, html_escaped(activation_label(request.of)),
      html_escaped(uncapitalized(metric.label)), report::win_tie_loss_table(rows),
      counted(rankings.size(), "experiment"), counting_caution(points), kAlpha, comparisons);
}

}  // namespace

std::string ranking_csv(const Ranking& ranking) {
  std::string csv;
  for (const std::string& key : ranking.set_ups.keys) csv += csv_cell(key) + ',';
  csv += "a,b,pairs,difference,ci_low,ci_high,p,p_holm,published_difference\n";
  for (const PairAtPoint& pair : ranking.comparisons) {
    for (const auto& value : ranking.set_ups.points[pair.point].values) {
      csv += (value.is_null() ? "" : csv_cell(value_text(value))) + ',';
    }
    csv += fmt::format("{},{},{},{:.10g}", csv_cell(ranking.set_ups.activations[pair.a]),
                       csv_cell(ranking.set_ups.activations[pair.b]), pair.pairs, pair.difference);
    if (const auto& effect = pair.effect) {
      const double half = effect->half_width();
      csv += fmt::format(",{:.10g},{:.10g},{:.6g},{:.6g}", effect->effect - half, effect->effect + half, pair.p,
                         pair.p_holm);
    } else {
      csv += ",,,,";
    }
    csv += fmt::format(",{}\n", pair.published ? fmt::format("{:.10g}", *pair.published) : "");
  }
  return csv;
}

std::vector<std::string> dependence_notes(const Ranking& ranking) {
  std::vector<PairOverPoints> pairs = pairs_over_points(ranking);
  std::erase_if(pairs, [](const PairOverPoints& pair) { return pair.points < 2; });
  std::vector<std::string> notes;
  const bool is_short = pairs.size() <= kMaxSentences;
  std::size_t quiet = 0, open = 0, points = 0;
  for (const PairOverPoints& pair : pairs) {
    if (pair.contradicts()) {
      notes.push_back(contradiction_text(ranking, pair));
    } else if (is_short) {
      notes.push_back(counts_text(ranking, pair));
    } else {
      ++quiet;
      points += pair.points;
      open += pair.points - pair.for_a.size() - pair.for_b.size();
    }
  }
  if (quiet > 0) {
    notes.push_back(
        fmt::format("{}{}: no two set-ups contradict each other significantly; undecided at {} of {} comparisons.",
                    notes.empty() ? "" : "The other ", counted(quiet, "pair"), open, points));
  }
  return notes;
}

std::string ranking_section(const Ranking& ranking, report::Output& output) {
  const bool is_of_one = !ranking.request.of.empty();
  std::string html =
      fmt::format("<section class=\"plain\" id=\"ranking\"><h2>Ranking{}: {}</h2>\n",
                  is_of_one ? fmt::format(" of {}", html_escaped(activation_label(ranking.request.of))) : "",
                  html_escaped(uncapitalized(ranking.metric.label)));
  if (!ranking.unfinished.empty()) {
    html += fmt::format("<p>Left out: {} of {} with unfinished trials.</p>\n", ranking.unfinished.size(),
                        counted(ranking.set_ups.points.size(), "point"));
  }
  if (!ranking.missing.empty()) {
    return html + fmt::format("<p>Nothing to compare: {}.</p>\n</section>\n", html_escaped(ranking.missing));
  }
  const std::vector<WinTieLoss> rows = claims::win_tie_loss({&ranking});
  std::size_t points = 0;
  for (const WinTieLoss& row : rows) points = std::max(points, row.by_mean.all());
  html += folded(report::win_tie_loss_table(rows), rows.size(), "Wins, ties and losses: table");
  html += fmt::format("<p class=\"caption\">{}</p>\n", html_escaped(counting_caution(points)));
  html += folded(orders_table(ranking), ranking.orders.size(), "The order at each point: table");
  if (const auto notes = dependence_notes(ranking); !notes.empty()) {
    html += "<p class=\"caption\">Does the ranking depend on the set-up?</p>\n" + list_of(notes);
  }
  html += "<details><summary>How to read the ranking</summary>\n" + list_of(reading_notes(ranking)) + "</details>\n";
  report::Drawing files;
  output.keep_csv(files, "CSV of the pairs by points", output.free_name("ranking") + ".csv", ranking_csv(ranking));
  return html + report::html_downloads(files.downloads) + "</section>\n";
}

std::string ranking_totals(const std::vector<Ranking>& rankings) {
  std::map<std::pair<std::string, std::string>, std::vector<const Ranking*>> groups;
  for (const Ranking& ranking : rankings) {
    if (ranking.request.of.empty() || ranking.comparisons.empty()) continue;
    groups[{ranking.request.of, ranking.request.metric}].push_back(&ranking);
  }
  std::string html;
  for (const auto& [key, group] : groups) html += site_section(group);
  return html;
}

}  // namespace actsweep::site
