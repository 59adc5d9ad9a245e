#include "harness/report/comparison_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/report/cell_text.h"
#include "harness/report/csv.h"
#include "harness/report/markup.h"
#include "harness/results/value.h"
#include "harness/util/markdown.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep::report {
namespace {

using Place = Standing::Place;

constexpr const char* kOpenSign = "≈";

/// A cell before it is HTML or Markdown.
struct Words {
  std::string text;
  bool is_best = false, is_open = false;
  std::string note, published;
  bool is_published_best = false;
};

/// Heads and cells as they stand, the columns of the table down where there are many.
struct Layout {
  std::vector<std::string> head;
  std::vector<std::string> labels;  ///< of the rows
  std::vector<std::vector<Words>> rows;
};

Words words_of(const Figure& figure, const Cell& cell, const Standing& standing, std::size_t usual) {
  Words words{.text = mean_text(figure, cell), .note = note_text(cell, usual), .published = {}};
  words.is_best = standing.place == Place::kBest;
  words.is_open = standing.place == Place::kOpen;
  if (standing.published != nullptr) words.published = figure.metric.format(standing.published->in_our_unit());
  words.is_published_best = standing.is_published_best;
  return words;
}

Layout lay_out(const Figure& figure, const ComparisonTable& table) {
  const bool down = curves_down(figure);
  const std::size_t usual = usual_n(figure);
  Layout layout;
  layout.head = {down ? head_label(figure.by, figure.x) : head_label(figure.x, figure.by)};
  for (const auto& x : figure.xs) (down ? layout.head : layout.labels).push_back(shown_value(figure.x, x));
  for (const Series& series : figure.series) (down ? layout.labels : layout.head).push_back(series.label);
  layout.rows.resize(layout.labels.size());
  for (std::size_t x = 0; x < figure.xs.size(); ++x) {
    for (std::size_t s = 0; s < figure.series.size(); ++s) {
      layout.rows[down ? s : x].push_back(words_of(figure, figure.series[s].cells[x], table.standings[x][s], usual));
    }
  }
  return layout;
}

bool has_published(const ComparisonTable& table) {
  return std::any_of(table.standings.begin(), table.standings.end(), [](const auto& row) {
    return std::any_of(row.begin(), row.end(), [](const Standing& standing) { return standing.published != nullptr; });
  });
}

std::size_t count_place(const ComparisonTable& table, Place place) {
  std::size_t count = 0;
  for (const auto& row : table.standings) {
    count += static_cast<std::size_t>(
        std::count_if(row.begin(), row.end(), [&](const Standing& standing) { return standing.place == place; }));
  }
  return count;
}

const char* name_of(Place place) {
  switch (place) {
    case Place::kMissing: return "";
    case Place::kUntested: return "untested";
    case Place::kWorse: return "worse";
    case Place::kOpen: return "open";
    case Place::kBest: return "best";
  }
  return "";
}

std::string number(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

std::string key_cell(const nlohmann::json& value) { return value.is_null() ? "" : csv_cell(value_text(value)); }

std::string markdown_cell(const std::string& text) { return markdown_text(printable(text)); }

std::string markdown_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

/// Numbers stand at the right, names at the left.
std::string markdown_head(const std::vector<std::string>& head) {
  std::vector<std::string> cells;
  for (const std::string& text : head) cells.push_back(markdown_cell(text));
  std::vector<std::string> rule(head.size(), "---:");
  rule.front() = ":---";
  return markdown_row(cells) + markdown_row(rule);
}

std::string markdown_cell(const Words& words) {
  std::string text = words.is_best ? fmt::format("**{}**", words.text) : words.text;
  if (words.is_open) text += fmt::format(" {}", kOpenSign);
  if (!words.note.empty()) text += fmt::format(", {}", words.note);
  if (!words.published.empty()) {
    text += words.is_published_best ? fmt::format(" (**{}**)", words.published) : fmt::format(" ({})", words.published);
  }
  return text;
}

}  // namespace

std::string comparison_html(const Figure& figure, const ComparisonTable& table) {
  const Layout layout = lay_out(figure, table);
  std::vector<std::vector<HtmlCell>> rows;
  for (std::size_t i = 0; i < layout.rows.size(); ++i) {
    rows.push_back({{layout.labels[i], false, ""}});
    for (const Words& words : layout.rows[i]) {
      std::string note = words.is_open ? kOpenSign : "";
      if (!words.note.empty()) note += (note.empty() ? "" : " ") + words.note;
      rows.back().push_back({words.text, words.is_best, note, words.published, words.is_published_best});
    }
  }
  return html_table(layout.head, rows, Columns::kNumbers);
}

std::string comparison_markdown(const Results& results, const Figure& figure, const ComparisonTable& table) {
  const Layout layout = lay_out(figure, table);
  std::string text = fmt::format("### {}\n\n{}", markdown_cell(figure.title), markdown_head(layout.head));
  for (std::size_t i = 0; i < layout.rows.size(); ++i) {
    std::vector<std::string> cells = {markdown_cell(layout.labels[i])};
    for (const Words& words : layout.rows[i]) cells.push_back(markdown_cell(words));
    text += markdown_row(cells);
  }
  text += '\n';
  for (const std::string& note : comparison_notes(results, figure, table)) text += markdown_cell(note) + "\n";
  if (table.counts.empty()) return text;
  const TextTable counts = win_tie_loss_texts(table.counts);
  text += '\n' + markdown_head(counts.head);
  for (const auto& row : counts.rows) {
    std::vector<std::string> cells;
    for (const std::string& cell : row) cells.push_back(markdown_cell(cell));
    text += markdown_row(cells);
  }
  return text + '\n' + markdown_cell(counts_note(table)) + '\n';
}

std::string comparison_csv(const Figure& figure, const ComparisonTable& table) {
  std::string csv = fmt::format(
      "{},{},n,diverged,missing,mean,sd,ci_low,ci_high,place,difference,p,p_holm,published,published_best\n",
      csv_cell(figure.x), csv_cell(figure.by));
  for (std::size_t x = 0; x < figure.xs.size(); ++x) {
    for (std::size_t s = 0; s < figure.series.size(); ++s) {
      const Cell& cell = figure.series[s].cells[x];
      const Standing& standing = table.standings[x][s];
      const statistics::Summary summary = cell.summary.value_or(statistics::Summary{});
      csv += fmt::format("{},{},{},{},{}", key_cell(figure.xs[x]), key_cell(figure.series[s].by), cell.n(),
                         cell.diverged, cell.missing);
      csv += ',' + (cell.summary ? number(summary.mean) : "");
      for (const auto& value : {summary.sd, summary.ci_low, summary.ci_high}) csv += ',' + number(value);
      csv += fmt::format(",{}", name_of(standing.place));
      for (const auto& value : {standing.difference, standing.p, standing.p_holm}) csv += ',' + number(value);
      const PublishedNumber* const published = standing.published;
      csv += ',' + (published == nullptr ? "" : number(published->in_our_unit()));
      csv += published == nullptr ? ",\n" : fmt::format(",{}\n", standing.is_published_best ? 1 : 0);
    }
  }
  return csv;
}

TextTable win_tie_loss_texts(const std::vector<WinTieLoss>& rows) {
  const bool has_published = std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.published.all(); });
  TextTable table{.head = {"Wins / ties / losses", "Points", "By mean alone", "Significant (tie: undecided)"},
                  .rows = {}};
  if (has_published) table.head.emplace_back("Published alone");
  for (const WinTieLoss& row : rows) {
    table.rows.push_back({fmt::format("{} against {}", row.a, row.b), std::to_string(row.by_mean.all()),
                          row.by_mean.text(), row.significant.text()});
    if (has_published) table.rows.back().push_back(row.published.all() == 0 ? "–" : row.published.text());
  }
  return table;
}

std::string win_tie_loss_table(const std::vector<WinTieLoss>& rows) {
  constexpr std::size_t kSignificant = 3;  // the column that was tested
  const TextTable table = win_tie_loss_texts(rows);
  std::vector<std::vector<HtmlCell>> cells;
  for (const auto& row : table.rows) {
    cells.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) cells.back().push_back({row[i], i == kSignificant, ""});
  }
  return html_table(table.head, cells, Columns::kNumbers);
}

std::string counts_csv(const ComparisonTable& table) {
  std::string csv = "a,b,by,wins,ties,losses\n";
  for (const WinTieLoss& count : table.counts) {
    const auto add = [&](const char* by, const Tally& tally) {
      csv += fmt::format("{},{},{},{},{},{}\n", csv_cell(count.a), csv_cell(count.b), by, tally.wins, tally.ties,
                         tally.losses);
    };
    add("mean", count.by_mean);
    add("test", count.significant);
    if (count.published.all() > 0) add("published", count.published);
  }
  return csv;
}

std::vector<std::string> comparison_notes(const Results& results, const Figure& figure, const ComparisonTable& table) {
  const std::size_t usual = usual_n(figure);
  const std::string row = uncapitalized(key_label(figure.x));
  const std::string& unit = figure.metric.unit;
  std::vector<std::string> notes;
  notes.push_back(fmt::format(
      "{}{}: {}.", figure.metric.label, unit.empty() ? "" : fmt::format(" ({})", unit),
      usual <= 1 ? "one trial a cell" : fmt::format("mean ± half of its 95 % interval; n = {} unless noted", usual)));
  notes.push_back(
      fmt::format("Bold: the best mean of each {}. {}: not significantly worse (two-sided, paired over "
                  "seeds, Holm over the {} at {:g}); those without a sign are.",
                  row, kOpenSign, row, kAlpha));
  if (const std::size_t untested = count_place(table, Place::kUntested); untested > 0) {
    notes.push_back(fmt::format("{} not tested, for want of a second seed, and without a sign for that.",
                                counted(untested, "cell")));
  }
  if (!table.unfinished.empty()) {
    notes.push_back(fmt::format("Not compared while trials are to come: {}.", fmt::join(table.unfinished, ", ")));
  }
  if (figure.diverged() > 0) {
    notes.push_back(fmt::format("{} diverged: {}.", counted(figure.diverged(), "trial"),
                                figure.metric.chance
                                    ? "counted as chance level, and in tests as the worst of the row if that is worse"
                                    : "left out"));
  }
  if (figure.missing() > 0) notes.push_back(counted(figure.missing(), "trial") + " missing.");
  if (has_published(table)) {
    notes.push_back(fmt::format(
        "{}: published, mostly of one run each, at full scale{}; of the published ones, too, the "
        "best is bold.",
        "Small or in brackets",
        results.scale.empty() || results.scale == "full" ? ""
                                                         : fmt::format(", where ours are of scale {}", results.scale)));
  } else if (!results.scale.empty()) {
    notes.push_back(fmt::format("Scale: {}.", results.scale));
  }
  for (const auto* more : {&figure.notes, &table.notes}) {
    for (const std::string& note : *more) notes.push_back(note + '.');
  }
  if (!figure.tied.empty()) {
    notes.push_back(fmt::format("Set along with these keys: {}.", fmt::join(figure.tied, ", ")));
  }
  return notes;
}

std::string counts_note(const ComparisonTable& table) {
  if (table.counts.empty()) return "";
  std::size_t points = 0;
  for (const WinTieLoss& count : table.counts) points = std::max(points, count.by_mean.all());
  const std::string tested = fmt::format("Significant: two-sided, paired over seeds, Holm over {} at {:g}.",
                                         counted(table.tests, "comparison"), kAlpha);
  return points < 2 ? tested : fmt::format("{} {}", tested, counting_caution(points));
}

}  // namespace actsweep::report
