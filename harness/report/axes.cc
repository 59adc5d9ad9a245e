#include "harness/report/axes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/report/gnuplot.h"
#include "harness/results/value.h"

namespace actsweep::report {
namespace {

constexpr double kMargin = 0.05;         // of the range, on either side
constexpr std::size_t kMaxOwnTics = 12;  // with more values gnuplot chooses the tics

/// "10⁻³", in Unicode because gnuplot's markup is off: user texts must print as they are.
std::string power_of_ten(int exponent) {
  static constexpr const char* kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::abs(exponent))) text += kDigits[digit - '0'];
  return text;
}

std::string decade_tics(double low, double high) {
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  const int step = 1 + (last - first) / 8;
  std::vector<std::string> tics;
  for (int exponent = first; exponent <= last; ++exponent) {
    const bool labeled = (exponent - first) % step == 0;
    const double decade = std::pow(10, exponent);
    tics.push_back(
        fmt::format("{} {:g} {}", gnuplot_quoted(labeled ? power_of_ten(exponent) : ""), decade, labeled ? 0 : 1));
    for (int k = 2; k < 10 && step == 1; ++k) tics.push_back(fmt::format("'' {:g} 1", k * decade));
  }
  return fmt::format("({})", fmt::join(tics, ", "));
}

/// A tic at each value; empty if they are too many or too close to label.
std::string own_tics(const Figure& figure) {
  std::vector<double> places;
  std::vector<std::string> tics;
  for (const auto& x : figure.xs) {
    const double value = x.get<double>();
    places.push_back(figure.scale == Figure::Scale::kLog ? std::log10(value) : value);
    tics.push_back(fmt::format("{} {}", gnuplot_quoted(value_text(x)), value));
  }
  double gap = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < places.size(); ++i) gap = std::min(gap, places[i] - places[i - 1]);
  if (places.size() > kMaxOwnTics || gap < (places.back() - places.front()) / kMaxOwnTics) return "";
  return fmt::format("set xtics ({})\n", fmt::join(tics, ", "));
}

/// The margin for slanted labels, which end at their tics and may start far to the left; empty if the default margin is
/// enough. `letter` is the width of a letter as a fraction of the picture.
std::string left_margin(const std::vector<std::size_t>& lengths, double letter) {
  constexpr double kDefault = 0.136, kPlot = 0.76;
  double needed = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const double tic = kPlot * (static_cast<double>(i) + 0.6) / (static_cast<double>(lengths.size()) + 0.2);
    needed = std::max(needed, static_cast<double>(lengths[i]) * letter - tic + 0.01);
  }
  return needed > kDefault ? fmt::format("set lmargin at screen {:.3f}\n", std::min(needed, 0.4)) : "";
}

/// Whether labels side by side would overlap.
bool collide(const std::vector<std::size_t>& lengths) {
  constexpr double kLettersInARow = 50;
  const double room = kLettersInARow / static_cast<double>(lengths.size());
  for (std::size_t i = 1; i < lengths.size(); ++i) {
    if (static_cast<double>(lengths[i - 1] + lengths[i]) / 2 + 1 > room) return true;
  }
  return false;
}

std::string category_axis(const Figure& figure) {
  std::vector<std::string> tics;
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < figure.xs.size(); ++i) {
    const std::string label = shown_value(figure.x, figure.xs[i]);
    lengths.push_back(label.size());
    tics.push_back(fmt::format("{} {}", gnuplot_quoted(label), i));
  }
  // Steeper if slanted labels would still overlap.
  const bool is_steep = figure.xs.size() > kMaxOwnTics, is_slanted = collide(lengths);
  const char* slanted = is_steep ? " rotate by 55 right" : " rotate by 35 right";
  std::string commands = fmt::format("set xrange [-0.6:{}.6]\nset xtics ({}){}\nunset mxtics\n", figure.xs.size() - 1,
                                     fmt::join(tics, ", "), is_slanted ? slanted : "");
  if (is_slanted) commands += left_margin(lengths, is_steep ? 0.011 : 0.0157);
  for (std::size_t i = 1; i < figure.xs.size(); i += 2) {
    commands += fmt::format(
        "set object rectangle from {}.5, graph 0 to {}.5, graph 1 behind fillcolor rgb '#f3f3f3' fillstyle solid "
        "noborder\n",
        i - 1, i);
  }
  return commands;
}

std::string linear_axis(const Figure& figure) {
  const double low = figure.xs.front().get<double>(), high = figure.xs.back().get<double>();
  const double margin = (high - low) * 0.03;
  return fmt::format("set xrange [{}:{}]\n{}", low - margin, high + margin, own_tics(figure));
}

std::string log_axis(const Figure& figure) {
  const double low = figure.xs.front().get<double>(), high = figure.xs.back().get<double>();
  const double margin = std::pow(high / low, 0.03);
  const bool decades = std::log10(high) - std::log10(low) >= 2;
  return fmt::format("set logscale x\nset xrange [{}:{}]\n{}", low / margin, high * margin,
                     decades ? fmt::format("set xtics {}\n", decade_tics(low, high)) : own_tics(figure));
}

/// 1, 2 or 5 times a power of ten, so that at most seven steps fit in the span.
double round_step(double span) {
  const double rough = span / 7;
  const double decade = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * decade) return factor * decade;
  }
  return 10 * decade;
}

void include(double value, Range& range) {
  range.low = std::min(range.low, value);
  range.high = std::max(range.high, value);
}

void widen(Range& range, const Metric& metric) {
  if (range.log) {
    const double margin = std::pow(range.high / range.low, kMargin);
    range = {range.low / margin, range.high * margin, true};
    return;
  }
  const double span = range.high - range.low;
  const double margin = span > 0 ? span * kMargin : std::max(1e-3, std::abs(range.high) * kMargin);
  range = {range.low - margin, range.high + margin, false};
  // A range that nearly reaches zero starts there, unless the metric may be negative.
  if (metric.may_be_negative) return;
  if (range.low < span * 0.15) range.low = 0;
  if (metric.unit == "%") range.high = std::min(range.high, 100.0);
}

}  // namespace

Range y_range(const Figure& figure) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Range means{kInfinity, -kInfinity, false};
  Range range = means;
  for (const Series& series : figure.series) {
    for (const Cell& cell : series.cells) {
      if (cell.published) include(*cell.published, range);
      if (!cell.summary) continue;
      include(cell.summary->mean, means);
      include(cell.summary->ci_low.value_or(cell.summary->mean), range);
      include(cell.summary->ci_high.value_or(cell.summary->mean), range);
      if (!figure.runs) continue;
      for (const double value : cell.values) include(value, range);
    }
  }
  if (figure.metric.is_difference) {
    include(0, range);
  } else if (figure.metric.kind == Metric::Kind::kLoss && means.low > 0 && means.high > 100 * means.low) {
    // On a logarithmic axis, an interval that reaches below 0 ends a decade below the means.
    range = {std::max(range.low, means.low / 10), range.high, true};
  }
  widen(range, figure.metric);
  return range;
}

std::optional<double> reference_line(const Figure& figure, const Range& range) {
  if (figure.metric.is_difference) return 0;
  const std::optional<double>& chance = figure.metric.chance;
  return chance && range.low <= *chance && *chance <= range.high ? chance : std::nullopt;
}

std::string x_axis_commands(const Figure& figure) {
  const std::string label = fmt::format("set xlabel {} noenhanced offset 0,0.7\n", gnuplot_quoted(key_label(figure.x)));
  switch (figure.scale) {
    case Figure::Scale::kLinear: return label + linear_axis(figure);
    case Figure::Scale::kLog: return label + log_axis(figure);
    default: return label + category_axis(figure);
  }
}

std::string y_axis_commands(const Range& range) {
  const std::string commands = fmt::format("set yrange [{}:{}]\n", range.low, range.high);
  if (range.log) return commands + fmt::format("set logscale y\nset ytics {}\n", decade_tics(range.low, range.high));
  const double step = round_step(range.high - range.low);
  // All tics have the decimals of the step; gnuplot's default mixes 97 and 97.5.
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step * 1.0001))));
  return commands + fmt::format("set ytics {:g}\nset format y '%.{}f'\n", step, decimals);
}

}  // namespace actsweep::report
