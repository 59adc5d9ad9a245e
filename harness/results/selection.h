#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/results/results.h"

namespace actsweep {

/// For each setting of the other axes, one value of a key is chosen: the one with the best mean of a metric.
struct Selection {
  std::string over;  ///< dotted config key of an axis
  std::string by;    ///< metric of the validation split
};

/// Reads the mapping {over: optimizer.lr, by: val_top1}. `key` is how messages name it. Throws InputError, with file,
/// line and column, where it is wrong: what selects is never measured on the test images.
Selection parse_selection(const YamlValue& value, const std::string& key);

/// What was chosen for one setting of all other axes.
struct SelectedValue {
  std::vector<std::pair<std::string, nlohmann::json>> setting;  ///< keys and values of those axes, seeds apart
  nlohmann::json value;                                         ///< of the key that is chosen over; null: none yet
  std::size_t candidates = 0;                                   ///< among how many values
  bool is_at_end = false;  ///< the first or last value of an axis of numbers: a better one may lie beyond
};

struct Selected {
  Observations trials;  ///< those with the values chosen; they point into the input
  std::vector<SelectedValue> choices;
  std::size_t still_to_come = 0;  ///< pending or running trials, for want of which settings have no choice yet
};

/// For each setting of the axes other than the seeds and `over`, keeps the trials of that value of `over` whose mean of
/// `by` over the seeds is best, the first of equals. A diverged trial counts as guessing. Without a selection all
/// trials are kept. Throws InputError where no finished trial has the metric, or `over` is no axis.
Selected select(const Results& results, const std::optional<Selection>& selection);

/// Throws InputError, with `place`, unless `over` is an axis of the grid and trials hold out a validation split. `key`
/// is how messages name the selection.
void check_selection(const Selection& selection, const Experiment& experiment, const std::string& place,
                     const std::string& key);

/// How the choices read: "Mish: learning rate 0.1", and what a reader should know of them.
std::vector<std::string> describe_choices(const Selected& selected, const Selection& selection);

}  // namespace actsweep
