#include "harness/report/gnuplot.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "harness/util/error.h"
#include "harness/util/process.h"

namespace actsweep::report {

std::string gnuplot_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    // Doubling the quote would not do: gnuplot misreads it at the beginning and next to another one.
    quoted += c == '\'' ? "'.\"'\".'" : std::string(1, is_control ? ' ' : c);
  }
  return quoted + '\'';
}

Canvas Panels::canvas() const {
  return {left + right + columns * width + (columns - 1) * gap_x,
          top + bottom + rows() * height + (rows() - 1) * gap_y};
}

std::string Panels::begin(const std::string& title) const {
  return fmt::format(
      "set multiplot layout {},{} title {} noenhanced offset 0,-0.3 margins {:.4f},{:.4f},{:.4f},{:.4f} spacing "
      "{:.4f},{:.4f}\n",
      rows(), columns, gnuplot_quoted(title), part_x(left), 1 - part_x(right), part_y(bottom), 1 - part_y(top),
      part_x(gap_x), part_y(gap_y));
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
  const std::size_t letters = 50 * static_cast<std::size_t>(width) / static_cast<std::size_t>(Canvas().width);
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
  // The PNG has twice the pixels, so all sizes in pixels are doubled. Markers are larger in gnuplot's SVG.
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

void run_gnuplot(const std::filesystem::path& script) {
  const std::string enter = fmt::format("cd {}", gnuplot_quoted(script.parent_path().string()));
  ProcessResult result;
  try {
    // -d ignores the user's start-up file.
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
