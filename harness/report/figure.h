#pragma once

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
  std::vector<double> values;                  ///< of each, as it counts
  std::size_t diverged = 0;                    ///< among them; counted in the mean when the metric has a chance level
  std::size_t missing = 0;                     ///< failed, running or pending, or finished without this metric
  std::optional<statistics::Summary> summary;  ///< none when no repetition has a value
  std::optional<double> published;             ///< what the paper has for the point, in the metric's unit

  std::size_t n() const { return summary ? summary->n : 0; }
};

struct Series {
  nlohmann::json by;  ///< value of the `by` key; null where there is none
  std::string label;  ///< as the legend has it
  Style style;
  std::vector<Cell> cells;  ///< one for each of Figure::xs
};

/// A trial behind a figure and the value it is counted with, which for a diverged one is the chance level.
struct CountedTrial {
  const Observation* trial = nullptr;
  std::optional<double> value;
};

/// One drawing: a panel of a FigureSpec, with everything grouped and averaged.
struct Figure {
  enum class Scale { kLinear, kLog, kCategory };

  std::string file;       ///< name without its ending, a slug, unique in the report
  std::string title;      ///< of the figure, naming the panel and the scale
  std::string x, by;      ///< keys; `by` may be empty
  std::string minus;      ///< label of what the differences are from; empty: values are drawn as they are
  bool runs = false;      ///< whether each repetition is drawn
  bool is_table = false;  ///< it is written, not drawn
  std::string against;    ///< of a table: value of `by` whose wins and losses are counted
  std::string place;      ///< in the experiment's file
  Metric metric;          ///< of what is drawn
  Scale scale = Scale::kCategory;
  std::vector<nlohmann::json> xs;                             ///< ascending, or in the order of the axis
  std::vector<std::pair<std::string, nlohmann::json>> fixed;  ///< what tells this panel from the others
  std::vector<std::string> tied;                              ///< other axes, whose value goes with x, by and panel
  std::vector<Series> series;
  std::vector<CountedTrial>
      trials;                      ///< in the order of the input; values as they are, also where differences are drawn
  std::vector<std::string> notes;  ///< on what was selected, each a sentence

  bool drawable() const;  ///< whether any point has a value
  std::size_t diverged() const;
  std::size_t missing() const;
  bool has_published() const;  ///< whether any point has a published number
};

/// All that the paper has for a point of a figure, in the order of its sources; none for a panel among several, because
/// no source says which of them it is of.
std::vector<const PublishedNumber*> published_at(const Results& results, const Figure& figure, const nlohmann::json& x,
                                                 const nlohmann::json& by);

/// All drawings and tables of these figures, in order. Trials that differ only in their seeds are repetitions; the
/// values of any other axis than x and by make separate panels, unless x, by and the panel so far already determine
/// them (zipped axes), so that different settings are never averaged. Figures point into `results`. Throws InputError
/// for a key that no trial has and a metric that no finished trial has.
std::vector<Figure> make_figures(const Results& results, const std::vector<FigureSpec>& specs);

}  // namespace actsweep::report
