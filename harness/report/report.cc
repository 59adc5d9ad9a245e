#include "harness/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/report/comparison_table.h"
#include "harness/report/csv.h"
#include "harness/report/figure.h"
#include "harness/report/html.h"
#include "harness/report/plot.h"
#include "harness/report/tables.h"
#include "harness/results/metric.h"
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
                        "<p>No trial of this figure is finished yet.</p>\n" + downloads);
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
  std::string body = figure.drawable() ? "" : "<p>No trial of this table is finished yet.</p>\n";
  body += comparison_html(figure, table) + html_caption(notes);
  if (!table.counts.empty()) body += counts_table(table.counts) + html_caption(counts_note(table));
  return html_section("figure", figure.file, figure.title, body + html_downloads(files.downloads));
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

}  // namespace actsweep::report
