#include "harness/report/cell_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/palette.h"
#include "harness/results/value.h"

namespace actsweep::report {

std::string mean_text(const Figure& figure, const Cell& cell) {
  if (!cell.summary) return "–";
  const statistics::Summary& summary = *cell.summary;
  const std::string mean = figure.metric.format(summary.mean);
  return summary.ci_high ? fmt::format("{} ± {}", mean, figure.metric.format(*summary.ci_high - summary.mean)) : mean;
}

std::size_t usual_n(const Figure& figure) {
  std::size_t usual = 0;
  for (const Series& series : figure.series) {
    for (const Cell& cell : series.cells) usual = std::max(usual, cell.n());
  }
  return usual;
}

std::string note_text(const Cell& cell, std::size_t usual) {
  std::string note;
  if (cell.summary && cell.n() != usual) note = fmt::format("n = {}", cell.n());
  if (cell.diverged > 0) note += fmt::format("{}{} diverged", note.empty() ? "" : ", ", cell.diverged);
  return note;
}

bool curves_down(const Figure& figure) {
  constexpr std::size_t kMaxColumns = 8;  // of curves; more stand below each other
  return figure.series.size() > kMaxColumns && figure.series.size() > figure.xs.size();
}

std::string head_label(const std::string& down, const std::string& across) {
  if (across.empty() || is_activation_key(across)) return key_label(down);
  return fmt::format("{} \\ {}", key_label(down), key_label(across));
}

}  // namespace actsweep::report
