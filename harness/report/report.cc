#include "harness/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "harness/config/mapping.h"
#include "harness/report/comparison_table.h"
#include "harness/report/csv.h"
#include "harness/report/figure.h"
#include "harness/report/gnuplot.h"
#include "harness/report/html.h"
#include "harness/report/plot_elements.h"
#include "harness/report/tables.h"
#include "harness/results/time_to.h"
#include "harness/util/text.h"

namespace actsweep::report {
namespace {

/// What the picture does not say by itself.
std::string caption(const Figure& figure, const std::string& scale) {
  static const std::map<Intervals, const char*> intervals = {
      {Intervals::kNone, "One trial a point, so there are no intervals"},
      {Intervals::kHidden, "Mean over the seeds; for the 95 % intervals see the table"},
      {Intervals::kBands, "Mean over the seeds; bands: 95 % interval (Student's t)"},
      {Intervals::kWhiskers, "Mean over the seeds; whiskers: 95 % interval (Student's t)"}};
  std::string text = fmt::format("{}.", intervals.at(shown_intervals(figure)));
  if (!figure.minus.empty()) text += " Differences between runs with the same seeds.";
  if (figure.runs) text += " Small dots: single runs.";
  if (figure.diverged() > 0) {
    text +=
        fmt::format(" {} diverged: {}.", counted(figure.diverged(), "trial"),
                    figure.metric.kind != Metric::Kind::kOther ? "counted as chance level (open markers)" : "left out");
  }
  if (figure.missing() > 0) {
    text += fmt::format(" {} {}.", counted(figure.missing(), "trial"),
                        time_to(figure.metric.name) ? "missing or never so accurate, and left out" : "missing");
  }
  if (figure.has_published()) {
    text += fmt::format(" Crosses: published, mostly of one run each, at full scale{}.",
                        scale.empty() || scale == "full" ? "" : "; ours at scale " + scale);
  } else if (!scale.empty()) {
    text += fmt::format(" Scale: {}.", scale);
  }
  for (const std::string& note : figure.notes) text += fmt::format(" {}.", note);
  if (!figure.tied.empty()) text += fmt::format(" Set along with these axes: {}.", fmt::join(figure.tied, ", "));
  return text;
}

Drawing draw(const Figure& figure, const Results& results, Output& output) {
  Drawing drawing;
  const std::string csv = figure_csv(figure);
  if (figure.drawable()) {
    drawing = output.draw(figure.file, csv, gnuplot_script(figure));
  } else {
    output.keep_csv(drawing, "CSV of the points", figure.file + ".csv", csv);
  }
  output.keep_csv(drawing, "CSV of the trials", figure.file + ".trials.csv", trials_csv(figure, results));
  return drawing;
}

std::string section(const Figure& figure, const Drawing& drawing, const std::string& scale) {
  std::string html =
      fmt::format("<section class=\"figure\" id=\"{}\">\n<h2>{}</h2>\n", figure.file, html_escaped(figure.title));
  if (!figure.drawable()) {
    return html + "<p>No trial of this figure is finished yet.</p>\n" + html_downloads(drawing.downloads) +
           "</section>\n";
  }
  html += html_figure(figure.title, drawing.svg, caption(figure, scale)) + html_downloads(drawing.downloads);
  if (figure.x == kPreactivationKey) return html + "</section>\n";  // a hundred points of a curve are no table
  html += fmt::format("<p class=\"caption\">{}</p>\n{}", html_escaped(pivot_caption(figure)), pivot_table(figure));
  html += fmt::format("<details><summary>All points with standard deviation and interval</summary>\n{}</details>\n",
                      points_table(figure));
  return html + "</section>\n";
}

std::string table_section(const Results& results, const Figure& figure, Output& output) {
  const ComparisonTable table = make_comparison_table(results, figure);
  Drawing files;
  output.free_name(figure.file);
  output.keep_csv(files, "CSV of the cells", figure.file + ".csv", comparison_csv(figure, table));
  output.keep_csv(files, "CSV of the trials", figure.file + ".trials.csv", trials_csv(figure, results));
  if (!table.counts.empty()) {
    output.keep_csv(files, "CSV of wins, ties and losses", figure.file + ".counts.csv", counts_csv(table.counts));
  }
  output.keep_markdown(files, "Markdown", figure.file + ".md", comparison_markdown(results, figure, table));
  std::string html =
      fmt::format("<section class=\"figure\" id=\"{}\">\n<h2>{}</h2>\n", figure.file, html_escaped(figure.title));
  if (!figure.drawable()) html += "<p>No trial of this table is finished yet.</p>\n";
  html += fmt::format("{}<p class=\"caption\">{}</p>\n", comparison_html(figure, table),
                      html_escaped(fmt::format("{}", fmt::join(comparison_notes(results, figure, table), " "))));
  if (!table.counts.empty()) {
    html +=
        fmt::format("{}<p class=\"caption\">{}</p>\n", counts_table(table.counts), html_escaped(counts_note(table)));
  }
  return html + html_downloads(files.downloads) + "</section>\n";
}

}  // namespace

std::vector<std::string> report_keys() {
  std::vector<std::string> keys = {"figures"};
  for (const auto& kind : Registry<SectionKind>::instance().entries()) keys.push_back(kind.component.name);
  return keys;
}

ReportSpec parse_report(const YamlValue& report) {
  constexpr std::size_t kMaxSections = 100;
  ReportSpec spec;
  if (const YamlValue* figures = report.find("figures")) {
    expect(*figures, YamlValue::Kind::kSequence, "report.figures", "a list");
    for (const YamlValue& figure : figures->items) spec.figures.push_back(parse_figure(figure));
  }
  for (const auto& [key, section] : report.entries) {
    for (const auto& kind : Registry<SectionKind>::instance().entries()) {
      if (kind.component.name != key.text) continue;
      const bool is_list = section.kind == YamlValue::Kind::kSequence;
      for (const YamlValue& item : is_list ? section.items : std::vector<YamlValue>{section}) {
        if (spec.sections.size() == kMaxSections) {
          fail_at(item, "report." + key.text, fmt::format("more than {} sections in one report", kMaxSections));
        }
        spec.sections.push_back(kind.make(item));
      }
    }
  }
  return spec;
}

std::vector<std::string> draw_figures(const Results& results, const std::vector<FigureSpec>& figures, Output& output) {
  std::vector<std::string> sections;
  for (const Figure& figure : make_figures(results, figures)) {
    sections.push_back(figure.is_table ? table_section(results, figure, output)
                                       : section(figure, draw(figure, results, output), results.scale));
  }
  return sections;
}

}  // namespace actsweep::report
