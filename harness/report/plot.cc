#include "harness/report/plot.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "harness/report/axes.h"
#include "harness/report/csv.h"
#include "harness/report/gnuplot.h"
#include "harness/results/value.h"

namespace actsweep::report {
namespace {

constexpr int kWidth = Canvas().width;
constexpr int kLetter = 9;             // width of a letter, generously
constexpr int kLegendRow = 22;         // height of a row
constexpr std::size_t kMaxBelow = 10;  // longer legends are on the right
constexpr std::size_t kMaxRows = 20;
constexpr std::size_t kMaxBands = 6;     // more hide each other
constexpr std::size_t kMaxMarkers = 40;  // of a curve; more hide it

/// Columns of the statistics in the CSV, as gnuplot counts them.
struct Columns {
  explicit Columns(const Figure& figure)
      : diverged(first_statistic_column(figure) + 1),
        mean(diverged + 1),
        low(diverged + 3),
        high(diverged + 4),
        published(diverged + 5) {}
  std::size_t diverged, mean, low, high, published;
};

bool has_interval(const Cell& cell) { return cell.summary && cell.summary->ci_low; }

/// A point with diverged trials, counted or left out.
bool is_marked(const Cell& cell) { return cell.summary && cell.diverged > 0; }

constexpr const char* kRunPoints = "with points pointtype 7 pointsize 0.45*marker";

/// The line of the chance level, or of no difference.
std::string reference_style() {
  return fmt::format("with lines linewidth 1.4 dashtype (2,4) linecolor rgb '{}'", kNeutralColor);
}

/// The offset of a curve's markers from their name, in steps between names.
double offset_from_name(const Figure& figure, std::size_t series) {
  const auto count = static_cast<double>(figure.series.size());
  return (static_cast<double>(series) - (count - 1) / 2) * std::min(0.2, 0.8 / count);
}

/// Whether the x axis names activations, so each marker has its own color.
bool has_point_colors(const Figure& figure) {
  return figure.by.empty() && figure.scale == Figure::Scale::kCategory && is_activation_key(figure.x);
}

/// What a drawing has besides the curves, as the legend shows it.
struct Extra {
  std::string label, style;
};

std::vector<Extra> extras_of(const Figure& figure, const Range& range) {
  const auto points = [](int type) {
    return fmt::format("with points pointtype {} pointsize marker linewidth 1.6 linecolor rgb '{}'", type,
                       kNeutralColor);
  };
  std::vector<Extra> extras;
  if (reference_line(figure, range)) {
    extras.push_back({figure.metric.is_difference ? "no difference" : "chance", reference_style()});
  }
  if (figure.runs) {
    extras.push_back({"single runs", fmt::format("{} linecolor rgb '{}'", kRunPoints, kNeutralColor)});
  }
  if (figure.any_cell(is_marked)) extras.push_back({"diverged", points(6)});
  if (figure.has_published()) extras.push_back({"published", points(2)});
  return extras;
}

/// Where the legend is, and its size.
struct Legend {
  bool below = true;
  int rows = 0;
  int columns = 0;
  int column_width = 0;
};

Legend choose_legend(const Figure& figure, const std::vector<Extra>& extras) {
  Legend legend;
  std::size_t entries = extras.size(), longest = 0;
  for (const Extra& extra : extras) longest = std::max(longest, extra.label.size());
  if (!figure.by.empty()) {
    entries += figure.series.size();
    for (const Series& series : figure.series) longest = std::max(longest, series.label.size());
  }
  legend.column_width = 60 + kLetter * static_cast<int>(longest);
  legend.below = entries <= kMaxBelow;
  if (legend.below) {
    legend.columns = std::max(1, (kWidth - 100) / legend.column_width);
    legend.rows = (static_cast<int>(entries) + legend.columns - 1) / legend.columns;
  } else {
    legend.columns = static_cast<int>((entries + kMaxRows - 1) / kMaxRows);
    legend.rows = static_cast<int>(std::min(entries, kMaxRows));
  }
  return legend;
}

/// Activations need no title; other values need the name of their key.
bool has_legend_title(const Figure& figure) { return !figure.by.empty() && !is_activation_key(figure.by); }

Canvas choose_canvas(const Figure& figure, const Legend& legend) {
  Canvas canvas;
  if (figure.scale == Figure::Scale::kCategory) {
    canvas.width = std::max(kWidth, 120 + 27 * static_cast<int>(figure.xs.size()));
    std::size_t longest = 0;
    for (const auto& x : figure.xs) longest = std::max(longest, value_text(x).size());
    // Room for slanted names.
    if (figure.xs.size() > 5) canvas.height += kLetter * static_cast<int>(std::min<std::size_t>(longest, 40)) / 2;
  }
  if (legend.below) {
    const bool titled = legend.rows > 0 && has_legend_title(figure);
    canvas.height += kLegendRow * (std::max(0, legend.rows - 1) + titled);
  } else {
    canvas.width += 20 + legend.columns * legend.column_width;
    canvas.height = std::max(canvas.height, 120 + kLegendRow * legend.rows);
  }
  return canvas;
}

std::string legend_commands(const Figure& figure, const Legend& legend) {
  if (legend.rows == 0) return "unset key\n";
  const char* sample = figure.scale == Figure::Scale::kCategory ? "samplen 0.5" : "samplen 2.4";
  std::string commands = "set key noenhanced noautotitle Left reverse " + std::string(sample) + " ";
  commands += legend.below
                  ? fmt::format("bmargin center horizontal maxcols {} spacing 1.1 height 0.6\n", legend.columns)
                  : fmt::format("rmargin top vertical maxrows {} spacing 1.05\n", kMaxRows);
  if (has_legend_title(figure)) {
    // The empty line separates it from the label of the x axis.
    commands += fmt::format("set key title {}{} noenhanced\n", legend.below ? "\"\\n\"." : "",
                            gnuplot_quoted(key_label(figure.by)));
  }
  return commands;
}

/// Defines gnuplot's data $runs, all single runs; empty if the figure does not show them.
std::string runs_data(const Figure& figure) {
  if (!figure.runs) return "";
  constexpr unsigned kTransparency = 0x60;  // shows runs that overlap
  constexpr double kSpread = 0.012;         // between the runs of one name
  const bool by_name = figure.scale == Figure::Scale::kCategory;
  std::string rows;
  for (std::size_t s = 0; s < figure.series.size(); ++s) {
    for (std::size_t i = 0; i < figure.xs.size(); ++i) {
      const std::vector<double>& values = figure.series[s].cells[i].values;
      const Style style =
          has_point_colors(figure) ? activation_style(value_text(figure.xs[i])) : figure.series[s].style;
      const unsigned color =
          kTransparency << 24U | static_cast<unsigned>(std::stoul(style.color.substr(1), nullptr, 16));
      for (std::size_t k = 0; k < values.size(); ++k) {
        const double middle = (static_cast<double>(values.size()) - 1) / 2;
        const double x =
            by_name ? static_cast<double>(i) + offset_from_name(figure, s) + kSpread * (static_cast<double>(k) - middle)
                    : figure.xs[i].get<double>();
        rows += fmt::format("{},{},{}\n", x, values[k], color);
      }
    }
  }
  return fmt::format("$runs << RUNS\n{}RUNS\n", rows);
}

/// The elements of gnuplot's `plot` command, in drawing order. They read the CSV and $runs.
class Layers {
 public:
  Layers(const Figure& figure, const Range& range) : figure_(figure), columns_(figure), range_(range) {}

  std::vector<std::string> all(const std::vector<Extra>& extras) {
    if (const auto y = reference_line(figure_, range_)) add(fmt::format("{} {} notitle", *y, reference_style()));
    // All intervals first, so no band dims another curve.
    for (std::size_t i = 0; i < figure_.series.size(); ++i) add_intervals(i);
    if (figure_.runs) add(fmt::format("$runs using 1:2:3 {} linecolor rgb variable notitle", kRunPoints));
    for (std::size_t i = 0; i < figure_.series.size(); ++i) add_curve(i);
    for (std::size_t i = 0; i < figure_.series.size(); ++i) add_open_markers(i);
    for (std::size_t i = 0; figure_.has_published() && i < figure_.series.size(); ++i) add_published(i);
    for (const Extra& extra : extras) add(fmt::format("keyentry {} title '{}'", extra.style, extra.label));
    return layers_;
  }

 private:
  bool categories() const { return figure_.scale == Figure::Scale::kCategory; }

  void add(std::string layer) { layers_.push_back(std::move(layer)); }

  std::string rows(std::size_t first, std::size_t count) const {
    return fmt::format("data skip 1 every ::{}::{}", first, first + count - 1);
  }

  std::string series_rows(std::size_t i) const { return rows(i * figure_.xs.size(), figure_.xs.size()); }

  /// Numbers are in the first column; names are at their row's number, side by side.
  std::string x_of(std::size_t i) const {
    if (!categories()) return "1";
    return fmt::format("($0{:+.4g})", offset_from_name(figure_, i));
  }

  /// The end of an interval, clipped to the frame because gnuplot distorts bands that leave it.
  std::string bound(std::size_t column) const {
    return fmt::format("(${0}<{1}?{1}:${0}>{2}?{2}:${0})", column, range_.low, range_.high);
  }

  double point_size() const { return figure_.series.size() > kMaxBands ? 0.7 : 1.0; }

  void add_intervals(std::size_t i) {
    const Series& series = figure_.series[i];
    if (!series.any_cell(has_interval)) return;
    if (categories()) {
      if (!has_point_colors(figure_)) add_whiskers(series_rows(i), x_of(i), series.style);
      return;
    }
    if (figure_.series.size() > kMaxBands) return;
    add(
        fmt::format("{} using 1:{}:{} with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '{}' "
                    "notitle",
                    series_rows(i), bound(columns_.low), bound(columns_.high), series.style.color));
  }

  void add_whiskers(const std::string& rows, const std::string& x, const Style& style) {
    add(fmt::format(
        "{} using {}:{}:{}:{} with yerrorbars pointtype 0 pointsize 0 linewidth 1.6 linecolor rgb '{}' notitle", rows,
        x, columns_.mean, bound(columns_.low), bound(columns_.high), style.color));
  }

  void add_curve(std::size_t i) {
    if (has_point_colors(figure_)) return add_colored_points();
    const Series& series = figure_.series[i];
    const bool has_markers = figure_.xs.size() <= kMaxMarkers;
    const std::string points = has_markers || categories()
                                   ? fmt::format(" pointtype {} pointsize {}*marker", series.style.marker, point_size())
                                   : "";
    const std::string style = categories() ? "points" : has_markers ? "linespoints" : "lines";
    const std::string dash = categories() ? "" : " dashtype " + series.style.dash;
    add(fmt::format("{} using {}:{} with {} linewidth 1.8{}{} linecolor rgb '{}' {}", series_rows(i), x_of(i),
                    columns_.mean, style, dash, points, series.style.color,
                    figure_.by.empty() ? "notitle" : fmt::format("title {} noenhanced", gnuplot_quoted(series.label))));
  }

  void add_colored_points() {
    for (std::size_t i = 0; i < figure_.xs.size(); ++i) {
      const Cell& cell = figure_.series[0].cells[i];
      if (!cell.summary) continue;
      const Style style = activation_style(value_text(figure_.xs[i]));
      const std::string x = fmt::format("({})", i);
      if (has_interval(cell)) add_whiskers(rows(i, 1), x, style);
      add(fmt::format("{} using {}:{} with points pointtype {} pointsize marker linecolor rgb '{}' notitle", rows(i, 1),
                      x, columns_.mean, style.marker, style.color));
    }
  }

  /// Crosses, which no other curve has; numbers on the x axis get a thin line, too.
  void add_published(std::size_t i) {
    const auto layer = [&](const std::string& rows, const std::string& x, const std::string& color) {
      const char* style = categories() ? "points" : "linespoints dashtype 3";
      add(fmt::format("{} using {}:{} with {} linewidth 1.2 pointtype 2 pointsize {}*marker linecolor rgb '{}' notitle",
                      rows, x, columns_.published, style, point_size(), color));
    };
    if (!has_point_colors(figure_)) return layer(series_rows(i), x_of(i), figure_.series[i].style.color);
    for (std::size_t k = 0; k < figure_.xs.size(); ++k) {
      layer(rows(k, 1), fmt::format("({})", k), activation_style(value_text(figure_.xs[k])).color);
    }
  }

  /// White over the filled marker, then the same shape open.
  void add_open_markers(std::size_t i) {
    const Series& series = figure_.series[i];
    if (!series.any_cell(is_marked)) return;
    const auto layer = [&](int marker, const std::string& color) {
      add(fmt::format(
          "{} using {}:(${}>0?${}:NaN) with points pointtype {} pointsize {}*marker linewidth 1.6 linecolor rgb "
          "'{}' notitle",
          series_rows(i), x_of(i), columns_.diverged, columns_.mean, marker, point_size(), color));
    };
    layer(series.style.marker, "#ffffff");
    layer(series.style.marker - 1, series.style.color);
  }

  const Figure& figure_;
  Columns columns_;
  Range range_;
  std::vector<std::string> layers_;
};

}  // namespace

std::string intervals_text(const Figure& figure) {
  if (!figure.any_cell(has_interval)) return "One trial per point, so no intervals";
  const bool has_whiskers = figure.scale == Figure::Scale::kCategory;
  if (!has_whiskers && figure.series.size() > kMaxBands) {
    return "Mean over the seeds; for the 95 % intervals see the table";
  }
  return fmt::format("Mean over the seeds; {}: 95 % interval (Student's t)", has_whiskers ? "whiskers" : "bands");
}

std::string gnuplot_script(const Figure& figure) {
  const Range range = y_range(figure);
  const std::vector<Extra> extras = extras_of(figure, range);
  const Legend legend = choose_legend(figure, extras);
  const Canvas canvas = choose_canvas(figure, legend);
  const std::string layers = fmt::format("plot {}\n", fmt::join(Layers(figure, range).all(extras), ", \\\n     "));
  return head_commands(figure.file) + title_commands(figure.title, canvas.width) +
         fmt::format("set ylabel {} noenhanced\n", gnuplot_quoted(figure.metric.axis_label())) +
         x_axis_commands(figure) + y_axis_commands(range) + legend_commands(figure, legend) + runs_data(figure) +
         output_commands(figure.file, canvas, layers, "replot\n");
}

}  // namespace actsweep::report
