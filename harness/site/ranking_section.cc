#include "harness/site/ranking_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "harness/report/comparison_table.h"
#include "harness/report/csv.h"
#include "harness/report/html.h"
#include "harness/results/value.h"
#include "harness/util/text.h"

namespace actsweep::site {
namespace {

using claims::Ranking;

constexpr std::size_t kMaxInOrder = 8;  // activations that one line can hold
constexpr std::size_t kMaxSentences = 10;
constexpr std::size_t kMaxRows = 30;  // of a table that is not folded

/// The order of activations by their means in one setup.
std::string order_text(const Ranking& ranking, std::size_t row) {
  const std::vector<std::size_t> order = ranking.table.best_first(row);
  const auto sign = [&](std::size_t better, std::size_t worse) {
    const auto found =
        std::find_if(ranking.comparisons.begin(), ranking.comparisons.end(), [&](const ColumnComparison& comparison) {
          return comparison.row == row && std::minmax(comparison.a, comparison.b) == std::minmax(better, worse);
        });
    if (found == ranking.comparisons.end()) return ", ";
    const PairwiseResult wins = found->a == better ? PairwiseResult::kWin : PairwiseResult::kLoss;
    return found->significant() == wins ? " > " : " ≈ ";
  };
  const bool is_short = order.size() <= kMaxInOrder;
  std::string text = ranking.table.columns[order.front()];
  for (std::size_t i = 1; i < (is_short ? order.size() : 3); ++i) {
    text += sign(order[i - 1], order[i]) + ranking.table.columns[order[i]];
  }
  return is_short ? text : fmt::format("{} … {}", text, ranking.table.columns[order.back()]);
}

std::string orders_table(const Ranking& ranking) {
  std::vector<report::HtmlRow> rows;
  for (std::size_t i = 0; i < ranking.table.rows.size(); ++i) {
    if (ranking.table.best_first(i).empty()) continue;
    rows.push_back(report::html_row({ranking.table.rows[i].label, order_text(ranking, i)}));
  }
  return report::html_table({"Setup", "Best mean first"}, rows, report::Columns::kTexts);
}

std::string folded(const std::string& table, std::size_t rows, const std::string& what) {
  return rows <= kMaxRows ? table : report::html_details(fmt::format("{} of {} rows", what, rows), table);
}

std::string contradiction_text(const WinTieLoss& count) {
  const auto where = [](const std::string& first, std::size_t setups) {
    return fmt::format("\"{}\"{}", first, setups > 1 ? fmt::format(" and at {} more", setups - 1) : "");
  };
  return fmt::format(
      "{0} and {1}: the ranking depends on the setup. Significant: {0} > {1} at {2}, and {1} > {0} at {3}.", count.a,
      count.b, where(count.won_at, count.significant.wins), where(count.lost_at, count.significant.losses));
}

std::string counts_text(const WinTieLoss& count) {
  const Tally& tally = count.significant;
  return fmt::format(
      "{0} and {1}: no two setups contradict each other significantly: {0} > {1} at {2} of "
      "{5}, {1} > {0} at {3}, undecided at {4}.",
      count.a, count.b, tally.wins, tally.losses, tally.ties, counted(tally.all(), "setup"));
}

std::vector<std::string> reading_notes(const Ranking& ranking, const std::vector<WinTieLoss>& counts) {
  std::vector<std::string> notes = {fmt::format(
      "Significant: two-sided test, paired over seeds (Student's t; Welch's where the two share fewer than two seeds), "
      "adjusted by Holm over {} at {:g}. The probability of any false positive is at most that, for one analysis: "
      "unlike in the claims, repeating the analysis with more seeds is not adjusted for.",
      counted(ranking.comparisons.size(), "comparison"), kAlpha)};
  notes.emplace_back(
      "Undecided does not mean equal: more seeds may decide. A tie by the mean prints alike. A published difference "
      "within the reading error is a tie, too.");
  std::string signs = "a > b: significant; a ≈ b: undecided";
  if (!ranking.request.of.empty() && ranking.activations.size() > 2) {
    signs +=
        fmt::format("; a, b: not compared, because the file requests {} only", activation_label(ranking.request.of));
  }
  notes.push_back(fmt::format("In the order by means, {}.", signs));
  std::size_t untested = 0;
  for (const WinTieLoss& count : counts) untested += count.untested;
  if (untested > 0) {
    notes.push_back(
        fmt::format("{} with fewer than two seeds: not tested, and undecided.", counted(untested, "comparison")));
  }
  if (const std::size_t diverged = ranking.table.diverged(); diverged > 0) {
    notes.push_back(fmt::format("{} diverged: counted as chance, or as the worst of their setup if that is worse.",
                                counted(diverged, "trial")));
  }
  if (!ranking.tied.empty()) {
    notes.push_back(
        fmt::format("Set along with the activation, so different within a pair: {}.", fmt::join(ranking.tied, ", ")));
  }
  return notes;
}

std::string totals_section(const std::vector<Ranking>& rankings) {
  const std::vector<WinTieLoss> counts = claims::count_together(rankings);
  const claims::RankingRequest& request = rankings.front().request;
  const Metric& metric = rankings.front().table.metric;
  std::size_t comparisons = 0;
  for (const WinTieLoss& count : counts) comparisons += count.by_mean.all();
  const std::string caption = fmt::format(
      "Sums over {}, each at its scale; trials that experiments share count once. {} Significant: by Holm at {:g} over "
      "all {} comparisons of this table, which is stricter than each experiment's own page.",
      counted(rankings.size(), "experiment"), counting_caution(max_compared(counts)), kAlpha, comparisons);
  return report::html_section("plain", fmt::format("ranking-{}-{}", request.of, metric.name),
                              fmt::format("{} against the others, all experiments: {}", activation_label(request.of),
                                          uncapitalized(metric.label)),
                              report::counts_table(counts) + report::html_caption(caption));
}

}  // namespace

std::string ranking_csv(const Ranking& ranking) {
  report::CsvRow head = ranking.keys;
  head.insert(head.end(),
              {"a", "b", "pairs", "difference", "ci_low", "ci_high", "p", "p_holm", "published_difference"});
  std::string csv = report::csv_row(head);
  for (const ColumnComparison& comparison : ranking.comparisons) {
    report::CsvRow row;
    for (const auto& value : ranking.setups[comparison.row]) row.push_back(report::csv_value(value));
    for (const std::size_t i : {comparison.a, comparison.b}) row.push_back(ranking.activations[i]);
    row.push_back(std::to_string(comparison.pairs));
    row.push_back(fmt::format("{:.10g}", comparison.difference));
    const statistics::Estimate& effect = comparison.effect;
    const auto if_tested = [&](const std::string& text) { return comparison.is_tested() ? text : ""; };
    for (const double side : {-1.0, 1.0}) {
      row.push_back(if_tested(fmt::format("{:.10g}", effect.effect + side * effect.half_width())));
    }
    for (const double p : {comparison.p, comparison.p_holm}) row.push_back(if_tested(fmt::format("{:.6g}", p)));
    const auto& published = comparison.published;
    row.push_back(published ? fmt::format("{:.10g}", published->difference) : "");
    csv += report::csv_row(row);
  }
  return csv;
}

std::vector<std::string> dependence_notes(std::vector<WinTieLoss> counts) {
  std::erase_if(counts, [](const WinTieLoss& count) { return count.significant.all() < 2; });
  std::vector<std::string> notes;
  const bool is_short = counts.size() <= kMaxSentences;
  std::size_t others = 0, undecided = 0, all = 0;
  for (const WinTieLoss& count : counts) {
    if (count.significant.wins > 0 && count.significant.losses > 0) {
      notes.push_back(contradiction_text(count));
    } else if (is_short) {
      notes.push_back(counts_text(count));
    } else {
      ++others;
      undecided += count.significant.ties;
      all += count.significant.all();
    }
  }
  if (others > 0) {
    notes.push_back(
        fmt::format("{}{}: no two setups contradict each other significantly; undecided at {} of {} comparisons.",
                    notes.empty() ? "" : "The other ", counted(others, "pair"), undecided, all));
  }
  return notes;
}

std::string ranking_section(const Ranking& ranking, report::Output& output) {
  const std::string title = fmt::format(
      "Ranking{}: {}", ranking.request.of.empty() ? "" : fmt::format(" of {}", activation_label(ranking.request.of)),
      uncapitalized(ranking.table.metric.label));
  const std::size_t rows = ranking.table.rows.size(), unfinished = ranking.table.unfinished().size();
  std::string body;
  if (unfinished > 0) {
    body += fmt::format("<p>Left out: {} of {} with unfinished trials.</p>\n", unfinished, counted(rows, "setup"));
  }
  if (!ranking.missing.empty()) {
    body += fmt::format("<p>Nothing to compare: {}.</p>\n", report::html_escaped(ranking.missing));
    return report::html_section("plain", "ranking", title, body);
  }
  const std::vector<WinTieLoss> counts = claims::count_together({ranking});
  body += folded(report::counts_table(counts), counts.size(), "Wins, ties and losses: table");
  body += report::html_caption(counting_caution(max_compared(counts)));
  body += folded(orders_table(ranking), rows, "The order in each setup: table");
  if (const auto notes = dependence_notes(counts); !notes.empty()) {
    body += report::html_caption("Does the ranking depend on the setup?") + report::html_list(notes);
  }
  body += report::html_details("How to read the ranking", report::html_list(reading_notes(ranking, counts)));
  report::Drawing files;
  output.add_file(files, "CSV of the pairs by setup", output.free_name("ranking") + ".csv", ranking_csv(ranking));
  return report::html_section("plain", "ranking", title, body + report::html_downloads(files.downloads));
}

std::string ranking_totals(const std::vector<Ranking>& rankings) {
  std::map<std::pair<std::string, std::string>, std::vector<Ranking>> groups;
  for (const Ranking& ranking : rankings) {
    if (ranking.request.of.empty() || ranking.comparisons.empty()) continue;
    groups[{ranking.request.of, ranking.request.metric}].push_back(ranking);
  }
  std::string html;
  for (const auto& [key, group] : groups) html += totals_section(group);
  return html;
}

}  // namespace actsweep::site
