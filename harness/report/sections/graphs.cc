// `report.graphs`: activations and their derivatives as curves.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/mapping.h"
#include "harness/report/axes.h"
#include "harness/report/csv.h"
#include "harness/report/gnuplot.h"
#include "harness/report/html.h"
#include "harness/report/section.h"
#include "harness/report/sections/activations.h"
#include "harness/report/sections/curve.h"
#include "harness/results/value.h"

namespace actsweep::report {
namespace {

constexpr int kPoints = 401;
constexpr std::size_t kMaxTogether = 5;  // more curves hide each other, so each gets its own panel

/// One drawing: the derivatives of one order of all activations.
struct Graph {
  std::string file, title, symbol;
  const std::vector<DrawnActivation>& activations;
  std::vector<std::vector<Stroke>> curves;  ///< of each activation
  std::pair<double, double> range;          ///< of x
};

/// A row per point, in drawing order. Strokes are blocks of rows, which the script picks by number.
std::string csv_of(const Graph& graph) {
  std::string csv = "activation,stroke,x,y\n";
  for (std::size_t i = 0; i < graph.curves.size(); ++i) {
    const std::string label = csv_plain(graph.activations[i].label);
    for (std::size_t k = 0; k < graph.curves[i].size(); ++k) {
      for (const auto& [x, y] : graph.curves[i][k]) {
        csv += fmt::format("\"{}\",{},{:.8g},{:.8g}\n", label, k + 1, x, y);
      }
    }
  }
  return csv;
}

/// Adds the elements of a plot command that draw the strokes of a curve; only the first has the title.
void add_curve(const Graph& graph, std::size_t curve, const std::string& line, std::string title,
               std::vector<std::string>& layers) {
  std::size_t row = 0;
  for (std::size_t i = 0; i < curve; ++i) {
    for (const Stroke& stroke : graph.curves[i]) row += stroke.size();
  }
  for (const Stroke& stroke : graph.curves[curve]) {
    layers.push_back(fmt::format("data skip 1 every ::{}::{} using 3:4 with lines {} {}", row, row + stroke.size() - 1,
                                 line, title));
    row += stroke.size();
    title = "notitle";
  }
}

std::string line_style(const Style& style, const std::string& dash) {
  return fmt::format("linewidth 2.2 dashtype {} linecolor rgb '{}'", dash, style.color);
}

std::string plot_of(const std::vector<std::string>& layers) {
  return fmt::format("plot {}\n", fmt::join(layers, ", \\\n     "));
}

std::string y_axis_of(const Graph& graph) {
  const auto [low, high] = shown_range(graph.curves);
  return y_axis_commands({low, high, false});
}

std::string axes_of(const Graph& graph) {
  return fmt::format("set xrange [{}:{}]\n", graph.range.first, graph.range.second) + y_axis_of(graph) +
         "set xzeroaxis linetype 1 linecolor rgb '#8a8a8a' linewidth 1\n"
         "set yzeroaxis linetype 1 linecolor rgb '#8a8a8a' linewidth 1\n";
}

/// All curves in one picture.
std::string script_together(const Graph& graph) {
  const Canvas canvas{620, 430};
  std::vector<std::string> layers;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < graph.curves.size(); ++i) {
    const DrawnActivation& activation = graph.activations[i];
    add_curve(graph, i, line_style(activation.style, activation.style.dash),
              fmt::format("title {} noenhanced", gnuplot_quoted(activation.label)), layers);
    longest = std::max(longest, activation.label.size());
  }
  const auto columns = std::clamp<std::size_t>(58 / (longest + 6), 1, graph.curves.size());
  return head_commands(graph.file) + title_commands(graph.title, canvas.width) + axes_of(graph) +
         fmt::format(
             "set xlabel 'x' offset 0,0.7\nset ylabel {} noenhanced\n"
             "set key noenhanced noautotitle Left reverse samplen 2.4 bmargin center horizontal maxcols {} "
             "spacing 1.1 height 0.6\n",
             gnuplot_quoted(graph.symbol), columns) +
         output_commands(graph.file, canvas, plot_of(layers), "replot\n");
}

/// A panel for each curve, all with the same axes and the first curve in gray behind.
std::string script_apart(const Graph& graph) {
  constexpr int kMaxColumns = 4;
  const int count = static_cast<int>(graph.curves.size());
  const Panels panels{.count = count, .columns = std::min(count, kMaxColumns)};
  std::string plots = panels.begin(graph.title);
  for (int i = 0; i < count; ++i) {
    const auto curve = static_cast<std::size_t>(i);
    const DrawnActivation& activation = graph.activations[curve];
    std::vector<std::string> layers;
    if (i > 0) add_curve(graph, 0, "linewidth 1.4 linecolor rgb '#b9b9b9'", "notitle", layers);
    add_curve(graph, curve, line_style(activation.style, "solid"), "notitle", layers);
    plots += fmt::format("set title {} noenhanced offset 0,-0.7\n", gnuplot_quoted(activation.label));
    // Only the outer panels have numbers.
    plots += i % panels.columns == 0 ? y_axis_of(graph) : "set format y ''\n";
    plots += i + panels.columns >= count ? "set format x '%g'\n" : "set format x ''\n";
    plots += plot_of(layers);
  }
  plots += "unset multiplot\n";
  return head_commands(graph.file) + axes_of(graph) + "unset key\n" +
         output_commands(graph.file, panels.canvas(), plots, plots);
}

class GraphsSection : public Section {
 public:
  explicit GraphsSection(const YamlValue& given) {
    const std::string key = "report.graphs";
    expect_keys(given, key, {"activations", "range", "derivatives", "title"});
    activations_ = read_activations(given, key);
    range_ = interval_or_default(given, key, "range", {-5, 5});
    derivatives_ = value_or_default(given, key, Integer("derivatives", 2).at_least(0).at_most(4)).get<int>();
    title_ = text_of(given, "title", key);
  }

  std::string make(Output& output) const override {
    std::string html;
    for (int order = 0; order <= derivatives_; ++order) html += make_one(order, output);
    return html;
  }

 private:
  std::string make_one(int order, Output& output) const {
    static constexpr std::pair<const char*, const char*> kNames[] = {{"Activation functions", "f(x)"},
                                                                     {"First derivatives", "f′(x)"},
                                                                     {"Second derivatives", "f″(x)"},
                                                                     {"Third derivatives", "f‴(x)"},
                                                                     {"Fourth derivatives", "f⁗(x)"}};
    const auto& [name, symbol] = kNames[order];
    Graph graph{.file = output.free_name(slug(name, "graph")),
                .title = name + (title_.empty() ? "" : ": " + title_),
                .symbol = symbol,
                .activations = activations_,
                .curves = {},
                .range = range_};
    for (const DrawnActivation& activation : activations_) {
      graph.curves.push_back(curve(activation.value, order, range_, kPoints));
    }
    const bool together = activations_.size() <= kMaxTogether;
    const Drawing drawing =
        output.draw(graph.file, csv_of(graph), together ? script_together(graph) : script_apart(graph));
    return html_section(
        "figure", graph.file, graph.title,
        html_figure(graph.title, drawing.svg, caption(order, together)) + html_downloads(drawing.downloads));
  }

  std::string caption(int order, bool together) const {
    std::string text = order == 0 ? "The functions as published." : "Differentiated exactly, not by differences.";
    text += " A line ends where its curve jumps.";
    if (!together) text += fmt::format(" All panels have the same axes; the gray curve is {}.", activations_[0].label);
    return text + " Learned parameters have their initial values, random ones their mean.";
  }

  std::vector<DrawnActivation> activations_;
  std::pair<double, double> range_;
  int derivatives_ = 2;
  std::string title_;
};

const Registration<SectionKind> kGraphs{{.name = "graphs", .summary = "activations and their derivatives as curves"},
                                        [](const YamlValue& given) { return std::make_unique<GraphsSection>(given); }};

}  // namespace
}  // namespace actsweep::report
