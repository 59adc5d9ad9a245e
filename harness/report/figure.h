#pragma once

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/report/figure_spec.h"
#include "harness/report/palette.h"
#include "harness/results/metric.h"
#include "harness/results/results.h"
#include "harness/statistics/summary.h"

namespace actsweep::report {

/// The repetitions of one point of one curve.
struct Cell {
  std::vector<double> values;                  ///< one per repetition that counts
  std::size_t diverged = 0;                    ///< counted in the mean if the metric has a chance level
  std::size_t missing = 0;                     ///< failed, running or pending, or finished without this metric
  std::optional<statistics::Summary> summary;  ///< none without values
  std::optional<double> published;             ///< in the metric's unit

  std::size_t n() const { return summary ? summary->n : 0; }
};

struct Series {
  nlohmann::json by;  ///< value of the `by` key; null without one
  std::string label;  ///< in the legend
  Style style;
  std::vector<Cell> cells;  ///< one for each of Figure::xs

  bool any_cell(bool (*holds)(const Cell&)) const { return std::any_of(cells.begin(), cells.end(), holds); }
};

/// A trial behind a figure and the value that counts, which is the chance level if it diverged.
struct CountedTrial {
  const Observation* trial = nullptr;
  std::optional<double> value;
};

/// One drawing or table: a panel of a FigureSpec, with its trials grouped and averaged. Its `title` names the panel and
/// the scale, too; its `minus` is a label.
struct Figure : FigureSpec {
  enum class Scale { kLinear, kLog, kCategory };

  std::string file;  ///< a slug without extension
  Metric metric;     ///< of the drawn values
  Scale scale = Scale::kCategory;
  std::vector<nlohmann::json> xs;                             ///< ascending, or in the order of the axis
  std::vector<std::pair<std::string, nlohmann::json>> fixed;  ///< keys and values that differ between panels
  std::vector<std::string> tied;                              ///< axes whose value follows x, by and the panel
  std::vector<Series> series;
  std::vector<CountedTrial> trials;  ///< in the order of the results; their own values, even if differences are drawn
  std::vector<std::string> notes;    ///< on the selection; sentences without a full stop
  std::string empty = "No trial of this figure is finished yet.";  ///< what to say where nothing is drawable

  bool any_cell(bool (*holds)(const Cell&)) const;
  bool drawable() const;  ///< whether any point has a value
  std::size_t diverged() const;
  std::size_t missing() const;
  /// Whether any point has a published number.
  bool has_published() const {
    return any_cell([](const Cell& cell) { return cell.published.has_value(); });
  }
};

/// All published numbers of a point, in the order of the sources. None for one of several panels, because no source
/// says which panel a number belongs to.
std::vector<const PublishedNumber*> published_at(const Results& results, const Figure& figure, const nlohmann::json& x,
                                                 const nlohmann::json& by);

/// All drawings and tables of these figures, in order. Trials that differ only in their seeds are repetitions. Each
/// value of another axis than x and by makes its own panel, so different settings are never averaged, unless x, by and
/// the panel determine that axis (zipped axes). Figures point into `results`. Throws InputError for too many drawings.
std::vector<Figure> make_figures(const Results& results, const std::vector<FigureSpec>& specs);

}  // namespace actsweep::report
