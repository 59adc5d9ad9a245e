#include "harness/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/report/comparison_table.h"
#include "harness/report/csv.h"
#include "harness/report/figure.h"
#include "harness/report/html.h"
#include "harness/report/plot.h"
#include "harness/report/tables.h"
#include "harness/results/metric.h"
#include "harness/results/value.h"
#include "harness/util/text.h"

namespace actsweep::report {
namespace {

std::string caption(const Figure& figure, const std::string& scale) {
  std::string text = intervals_text(figure) + '.';
  if (!figure.minus.empty()) text += " Differences between runs with the same seeds.";
  if (figure.runs) text += " Small dots: single runs.";
  if (figure.diverged() > 0) {
    text +=
        fmt::format(" {} diverged: {}.", counted(figure.diverged(), "trial"),
                    figure.metric.kind != Metric::Kind::kOther ? "counted as chance level (open markers)" : "left out");
  }
  if (figure.missing() > 0) {
    text += fmt::format(" {} {}.", counted(figure.missing(), "trial"),
                        time_to(figure.metric.name) ? "missing, or never reached the accuracy" : "missing");
  }
  if (figure.has_published()) {
    text += fmt::format(" Crosses: published, mostly one run each, at full scale{}.",
                        scale.empty() || scale == "full" ? "" : "; ours at scale " + scale);
  } else if (!scale.empty()) {
    text += fmt::format(" Scale: {}.", scale);
  }
  for (const std::string& note : figure.notes) text += fmt::format(" {}.", note);
  if (!figure.tied.empty()) text += fmt::format(" Set along with these axes: {}.", fmt::join(figure.tied, ", "));
  return text;
}

std::string drawing_section(const Results& results, const Figure& figure, Output& output) {
  Drawing drawing;
  const std::string csv = figure_csv(figure);
  if (figure.drawable()) {
    drawing = output.draw(figure.file, csv, gnuplot_script(figure));
  } else {
    output.add_file(drawing, "CSV of the points", figure.file + ".csv", csv);
  }
  output.add_file(drawing, "CSV of the trials", figure.file + ".trials.csv", trials_csv(figure, results));
  const std::string downloads = html_downloads(drawing.downloads);
  if (!figure.drawable()) {
    return html_section("figure", figure.file, figure.title,
                        fmt::format("<p>{}</p>\n", html_escaped(figure.empty)) + downloads);
  }
  std::string body = html_figure(figure.title, drawing.svg, caption(figure, results.scale)) + downloads;
  // The hundred points of a density are too many for a table.
  if (figure.x != kPreactivationKey) {
    body += html_caption(pivot_caption(figure)) + pivot_table(figure) +
            html_details("All points with standard deviation and interval", points_table(figure));
  }
  return html_section("figure", figure.file, figure.title, body);
}

std::string table_section(const Results& results, const Figure& figure, Output& output) {
  const ComparisonTable table = make_comparison_table(results, figure);
  Drawing files;
  output.add_file(files, "CSV of the cells", figure.file + ".csv", comparison_csv(figure, table));
  output.add_file(files, "CSV of the trials", figure.file + ".trials.csv", trials_csv(figure, results));
  if (!table.counts.empty()) {
    output.add_file(files, "CSV of wins, ties and losses", figure.file + ".counts.csv", counts_csv(table.counts));
  }
  output.add_file(files, "Markdown", figure.file + ".md", comparison_markdown(results, figure, table));
  const std::string notes = fmt::format("{}", fmt::join(comparison_notes(results, figure, table), " "));
  std::string body = figure.drawable() ? "" : fmt::format("<p>{}</p>\n", html_escaped(figure.empty));
  body += comparison_html(figure, table) + html_caption(notes);
  if (!table.counts.empty()) body += counts_table(table.counts) + html_caption(counts_note(table));
  return html_section("figure", figure.file, figure.title, body + html_downloads(files.downloads));
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::size_t count_state(const Results& results, const std::string& state) {
  return static_cast<std::size_t>(std::count_if(results.trials.begin(), results.trials.end(),
                                                [&](const Observation& trial) { return trial.state == state; }));
}

const std::string& title_of(const Results& results) { return results.title.empty() ? results.name : results.title; }

std::string header(const Results& results) {
  std::string html = fmt::format("<header>\n<h1>{}</h1>\n<p class=\"lead\">Experiment <code>{}</code>",
                                 html_escaped(title_of(results)), html_escaped(results.name));
  if (!results.scale.empty()) html += fmt::format(", scale <strong>{}</strong>", html_escaped(results.scale));
  if (!results.overrides.empty())
    html += fmt::format(", selected with <code>{}</code>", html_escaped(results.overrides));
  html += "</p>\n";
  if (results.trials.empty()) return html + "</header>\n";
  html += "<ul class=\"counts\">\n";
  html += fmt::format("<li>{} of {} finished</li>\n", count_finished(results), counted(results.trials.size(), "trial"));
  for (const char* state : {"diverged", "failed", "running", "pending"}) {
    const std::size_t count = count_state(results, state);
    if (count == 0) continue;
    const bool bad = state == std::string_view("failed") || state == std::string_view("diverged");
    html += fmt::format("<li{}>{} {}</li>\n", bad ? " class=\"bad\"" : "", count, state);
  }
  return html + "</ul>\n</header>\n";
}

std::string pairs_section(const std::string& title, const Pairs& pairs, bool wide) {
  if (pairs.empty()) return "";
  std::string html = fmt::format("<dl class=\"pairs{}\">\n", wide ? " wide" : "");
  for (const auto& [key, value] : pairs) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_escaped(key), html_escaped(value));
  }
  return html_section("plain", "", title, html + "</dl>\n");
}

/// The values of a trial on the axes: "model.activation = relu, seed = 1".
std::string place(const Results& results, const Observation& trial) {
  std::vector<std::string> parts;
  for (const AxisValues& axis : results.axes) {
    const std::string value = value_text(value_of(trial, axis.key));
    parts.push_back(fmt::format("{} = {}", axis.key, value));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string failures_section(const Results& results) {
  std::vector<HtmlRow> rows;
  for (const char* state : {"failed", "diverged"}) {
    for (const Observation& trial : results.trials) {
      if (trial.state != state) continue;
      std::string reason = trial.error.empty() ? "no reason recorded" : trial.error;
      if (trial.state == "diverged") reason = fmt::format("loss not finite in epoch {}", trial.epochs);
      rows.push_back(html_row({trial.trial_id, state, place(results, trial), reason}));
    }
  }
  if (rows.empty()) return "";
  return html_section("plain", "failed", "Failed and diverged trials",
                      html_table({"Trial", "State", "Where", "Why"}, rows, Columns::kTexts));
}

std::string notes_section(const Results& results) {
  std::vector<std::string> notes = results.remarks;
  notes.insert(notes.end(), results.left_out.begin(), results.left_out.end());
  const auto section = [&] { return html_section("plain", "", "Notes", html_list(notes)); };
  if (results.trials.empty()) return notes.empty() ? "" : section();
  notes.emplace_back(
      "Intervals are 95 % intervals of the mean over trials that differ only in their seeds, by Student's t: mean ± "
      "t(0.975, n − 1) · s / √n, with s the sample standard deviation (n − 1). One trial has no interval.");
  const Metric loss = describe_metric("test_loss", results);
  notes.push_back(fmt::format("Metrics are measured after the last epoch. Accuracies are in percent, losses {}.",
                              loss.unit.empty() ? "what each trial minimizes" : "in " + loss.unit));
  if (results.classes > 0) {
    notes.push_back(fmt::format(
        "A trial whose loss becomes NaN or infinite has diverged. That is a result: it counts as chance level among {} "
        "classes (accuracy {:.4g} %{}), and is left out of metrics without a chance level.",
        results.classes, *describe_metric("test_top1", results).chance,
        loss.chance ? fmt::format(", loss {:.4g} nats", *loss.chance) : ""));
  }
  notes.emplace_back("Means leave out failed, running and pending trials; each figure says how many are missing.");
  return section();
}

}  // namespace

std::vector<std::string> draw_figures(const Results& results, const std::vector<FigureSpec>& figures, Output& output) {
  std::vector<std::string> sections;
  for (Figure& figure : make_figures(results, figures)) {
    figure.file = output.free_name(figure.file);
    sections.push_back(figure.is_table ? table_section(results, figure, output)
                                       : drawing_section(results, figure, output));
  }
  return sections;
}

std::size_t count_finished(const Results& results) {
  return count_state(results, "done") + count_state(results, "diverged");
}

std::string experiment_page(const Results& results, const std::vector<std::string>& sections) {
  std::string body = header(results);
  if (sections.empty()) body += "<p>The experiment requests no figures.</p>\n";
  for (const std::string& section : sections) body += section;
  body += failures_section(results);
  body += pairs_section("Setup shared by all trials", results.setup, false);
  body += notes_section(results);
  body += pairs_section("Provenance", results.provenance, true);
  return html_document(title_of(results), body);
}

}  // namespace actsweep::report
