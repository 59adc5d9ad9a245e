#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/results/known_values.h"
#include "harness/results/results.h"

namespace actsweep {

/// Chooses one value of a key for each setting of the other axes: the value with the best mean of a metric.
struct Selection {
  std::string over;  ///< dotted config key of an axis
  std::string by;    ///< metric of the validation split
};

/// Reads the mapping {over: optimizer.lr, by: val_top1}. Messages name it by `key`. Throws InputError, with file, line
/// and column; also for metrics of the test images, which must never select.
Selection parse_selection(const YamlValue& value, const std::string& key);

/// The choice for one setting of all other axes.
struct SelectedValue {
  std::vector<std::pair<std::string, nlohmann::json>> setting;  ///< keys and values of those axes, without seeds
  nlohmann::json value;                                         ///< null: no choice yet
  std::size_t candidates = 0;                                   ///< how many values were tried
  bool is_at_end = false;  ///< the first or last value of a numeric axis: a better one may lie beyond
};

struct Selected {
  Observations trials;  ///< those with the chosen values; they point into the results
  std::vector<SelectedValue> choices;
  std::size_t unfinished = 0;  ///< pending and running trials, whose settings have no choice yet
};

/// For each setting of the axes other than the seeds and `over`, keeps the trials of that value of `over` whose mean of
/// `by` over the seeds is best, the first of equals. A diverged trial counts as guessing. Without a selection it keeps
/// all trials.
Selected select(const Results& results, const std::optional<Selection>& selection);

/// Throws InputError, with the place in `given`, unless `over` is an axis of the grid and trials have a validation
/// split. Messages name the selection by `key`.
void check_selection(const Selection& selection, const YamlValue& given, const KnownValues& known,
                     const std::string& key);

/// The choices, such as "Mish: 0.1", and cautions about them; sentences without a full stop.
std::vector<std::string> describe_choices(const Selected& selected, const Selection& selection);

}  // namespace actsweep
