#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/config/grid.h"

namespace actsweep {

/// What a report may name: the values and axes of the trials of a grid, and those of its experiment's file without
/// overrides, because a selection may lack some. Checks with it need no trial to have run.
class KnownValues {
 public:
  /// `grid` must outlive it.
  explicit KnownValues(const Grid& grid);

  const Grid& grid() const { return grid_; }
  /// The axes of the grid, and those of the file.
  const std::vector<AxisValues>& axes() const { return axes_; }
  const std::vector<AxisValues>& file_axes() const;

  /// The value of a key that a text means, as a text for is_value(): a number, a name, an alias or a label, whatever
  /// its capitals. Throws InputError, with the place of `text`, for any other, with the nearest value and a list, and
  /// for a text that could mean several. Messages call the text's own key `shown`.
  std::string meant(const std::string& key, const YamlValue& text, const std::string& shown) const;
  /// The same among the values of an axis; of those in the file and then those of the grid.
  std::string meant_on_axis(const std::string& key, const YamlValue& text, const std::string& shown) const;
  /// The names of the values of a key, as texts: those of the file first.
  std::vector<std::string> names(const std::string& key) const;

  /// Whether some trial of the grid has such a value.
  bool any(const std::string& key, const std::function<bool(const nlohmann::json&)>& holds) const;

 private:
  const Grid* whole() const;

  const Grid& grid_;
  std::vector<AxisValues> axes_;
  mutable bool is_read_ = false;       ///< whether the two members below are set
  mutable std::optional<Grid> whole_;  ///< of the file without overrides, if that differs and can be expanded
  mutable std::vector<AxisValues> file_axes_;
};

/// Checks that trials of the grid will record a metric. Throws InputError with the place of `given`. Messages call it
/// `shown`.
void check_recorded(const std::string& metric, bool is_of_layers, const KnownValues& known, const YamlValue& given,
                    const std::string& shown);

/// Throws InputError for the name of a metric of trials or epochs that does not exist, with the nearest one of
/// these and `more`.
void check_metric_name(const std::string& metric, const std::vector<std::string>& more, const YamlValue& given,
                       const std::string& shown);

/// The value of a mapping's key, or without the key the mapping: what a message about the key is about.
const YamlValue& at_key(const YamlValue& mapping, const std::string& key);

}  // namespace actsweep
