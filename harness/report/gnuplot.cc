#include "harness/report/gnuplot.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "harness/report/axes.h"
#include "harness/report/plot_elements.h"
#include "harness/results/value.h"
#include "harness/util/error.h"
#include "harness/util/process.h"

namespace actsweep::report {
namespace {

constexpr int kWidth = Canvas().width;
constexpr int kLetter = 9;             // width of a letter, generously
constexpr int kLegendRow = 22;         // height of a row
constexpr std::size_t kMaxBelow = 10;  // longer legends stand at the right
constexpr std::size_t kMaxRows = 20;
constexpr std::size_t kTitleLetters = 50;

/// Where the legend stands and how much room it takes.
struct Legend {
  bool below = true;
  int rows = 0;
  int columns = 0;
  int column_width = 0;
};

Legend choose_legend(const Figure& figure, const Extras& extras) {
  Legend legend;
  std::vector<std::string> labels = extras.labels(figure);
  for (const Series& series : figure.series) {
    if (!figure.by.empty()) labels.push_back(series.label);
  }
  std::size_t longest = 0;
  for (const std::string& label : labels) longest = std::max(longest, label.size());
  const std::size_t entries = labels.size();
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

/// Names of activations speak for themselves; other values need the name of their key.
bool has_legend_title(const Figure& figure) { return !figure.by.empty() && !is_activation_key(figure.by); }

Canvas choose_canvas(const Figure& figure, const Legend& legend) {
  Canvas canvas;
  if (figure.scale == Figure::Scale::kCategory) {
    canvas.width = std::max(kWidth, 120 + 27 * static_cast<int>(figure.xs.size()));
    std::size_t longest = 0;
    for (const auto& x : figure.xs) longest = std::max(longest, value_text(x).size());
    // Room for names that stand aslant.
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
    // The empty line keeps it off the label of the x axis.
    commands += fmt::format("set key title {}{} noenhanced\n", legend.below ? "\"\\n\"." : "",
                            gnuplot_quoted(key_label(figure.by)));
  }
  return commands;
}

}  // namespace

std::string gnuplot_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    // A doubled quote is one in the middle of a text, but gnuplot misreads it at the beginning and next to another.
    quoted += c == '\'' ? "'.\"'\".'" : std::string(1, is_control ? ' ' : c);
  }
  return quoted + '\'';
}

std::string head_commands(const std::string& file) {
  return fmt::format(
      "# Draws {0}.svg and {0}.png from {0}.csv: run `gnuplot {0}.gp` in this folder.\n"
      "set encoding utf8\n"
      "set datafile separator comma\n"
      "data = '{0}.csv'\n"
      "set border 3 linecolor rgb '#444444' linewidth 1\n"
      "set tics nomirror out scale 0.6,0.3 noenhanced\n"
      "set xtics offset 0,0.3\n"
      "set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8\n"
      "set errorbars 0.6\n",
      file);
}

std::string title_commands(const std::string& title, int width) {
  const std::size_t letters = kTitleLetters * static_cast<std::size_t>(width) / kWidth;
  std::vector<std::string> lines = {""};
  std::size_t begin = 0;
  while (begin < title.size()) {
    const std::size_t end = std::min(title.find(' ', begin), title.size());
    const std::string word = title.substr(begin, end - begin);
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > letters) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    begin = end + 1;
  }
  std::transform(lines.begin(), lines.end(), lines.begin(), gnuplot_quoted);
  return fmt::format("set title {} noenhanced offset 0,-0.2\nset tmargin {}\n", fmt::join(lines, ".\"\\n\"."),
                     1.3 + 1.2 * static_cast<double>(lines.size()));
}

std::string output_commands(const std::string& file, const Canvas& canvas, const std::string& plots,
                            const std::string& again) {
  // The PNG has twice the pixels, so everything measured in them is doubled; markers are larger in gnuplot's SVG.
  return fmt::format(
      "set terminal svg size {0},{1} dynamic font 'sans-serif,14.5' background '#ffffff'\n"
      "set output '{2}.svg'\n"
      "marker = 0.75\n"
      "{3}"
      "set terminal pngcairo size {4},{5} font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background "
      "'#ffffff'\n"
      "set output '{2}.png'\n"
      "marker = 1\n"
      "{6}"
      "unset output\n",
      canvas.width, canvas.height, file, plots, 2 * canvas.width, 2 * canvas.height, again);
}

std::string gnuplot_script(const Figure& figure) {
  const Range range = y_range(figure);
  const Legend legend = choose_legend(figure, legend_extras(figure, range));
  const Canvas canvas = choose_canvas(figure, legend);
  const std::string layers = fmt::format("plot {}\n", fmt::join(plot_elements(figure, range), ", \\\n     "));
  return head_commands(figure.file) + title_commands(figure.title, canvas.width) +
         fmt::format("set ylabel {} noenhanced\n", gnuplot_quoted(figure.metric.axis_label())) +
         x_axis_commands(figure) + y_axis_commands(range) + legend_commands(figure, legend) + runs_data(figure) +
         output_commands(figure.file, canvas, layers, "replot\n");
}

void run_gnuplot(const std::filesystem::path& script) {
  const std::string enter = fmt::format("cd {}", gnuplot_quoted(script.parent_path().string()));
  ProcessResult result;
  try {
    // -d: a user's own start-up file shall not change the figures.
    result = run_process({"gnuplot", "-d", "-e", enter, script.filename().string()});
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}; figures are drawn by gnuplot: install gnuplot-nox", error.what()));
  }
  if (result.exit_status != 0) {
    std::string said = result.output;
    said.erase(std::unique(said.begin(), said.end(),
                           [](char a, char b) { return std::isspace(a) != 0 && std::isspace(b) != 0; }),
               said.end());
    std::replace(said.begin(), said.end(), '\n', ' ');
    throw InputError(fmt::format("gnuplot failed on {} with exit status {}: {} (figures need gnuplot-nox 5.4 or newer)",
                                 script.filename().string(), result.exit_status, said));
  }
}

}  // namespace actsweep::report
