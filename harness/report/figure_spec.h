#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/results/known_values.h"
#include "harness/results/load.h"
#include "harness/results/selection.h"

namespace actsweep::report {

/// A figure or table that an experiment file requests.
struct FigureSpec {
  std::string x;             ///< dotted config key, or a key of details (harness/results/results.h)
  std::string y;             ///< metric: a column of `result`, or a time_to() metric
  std::string by;            ///< dotted config key; a curve for each value; empty: one curve
  std::string title;         ///< empty: made from x and y
  std::string minus = {};    ///< value of `by` that is subtracted from the others, paired over seeds; empty: none
  bool runs = false;         ///< whether single runs are drawn, too
  bool is_table = false;     ///< a table: a row for each x, a column for each value of `by`
  std::string against = {};  ///< value of `by` whose wins a table counts; empty: the first
  std::map<std::string, std::vector<std::string>> where =
      {};                                ///< keys and their values in the drawn trials; empty: all
  bool others_default = false;           ///< whether other axes are fixed at the value that most trials have
  std::optional<Selection> select = {};  ///< which trials are drawn; none: all
  std::string place = {};                ///< file, line and column
};

/// Reads an item of report.figures: a drawing {x: …, y: …, by: …}, or a table {rows: …, columns: …, y: …}. Throws
/// InputError, with file, line and column.
FigureSpec parse_figure(const YamlValue& value);

/// Checks, before anything trains, that the trials will have the figure's keys, values and metrics, and replaces values
/// that are written otherwise, such as aliases, by those of the trials. `given` is what parse_figure() read. Throws
/// InputError, with file, line and column.
void check_figure(FigureSpec& figure, const YamlValue& given, const KnownValues& known);

/// The level of a figure's observations.
Level level_of(const FigureSpec& figure);

/// Whether x, by or where name the key.
bool uses_key(const FigureSpec& figure, const std::string& key);

/// Whether it is a key of details, not of trials.
bool is_detail_key(const std::string& key);

/// What the figures need besides the trials.
DetailRequest details_for(const std::vector<FigureSpec>& figures);

}  // namespace actsweep::report
