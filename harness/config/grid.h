#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/config/experiment.h"
#include "harness/schema/component.h"

namespace actsweep {

/// A resolved configuration, flat: dotted key to scalar, every default included.
using FlatConfig = std::map<std::string, nlohmann::json>;

/// A trial's identity: a 64-bit hash of its canonical configuration, printed as 16 hexadecimal digits.
using TrialId = std::uint64_t;
std::string to_string(TrialId id);

/// One point of a grid, cheap to keep by the million.
struct Point {
  std::uint32_t product = 0;  ///< which combination of components
  std::uint64_t index = 0;    ///< within the product
  TrialId id = 0;
};

/// The full configuration of a point.
struct Trial {
  std::string id;
  nlohmann::json config;  ///< nested, for the trainer
  FlatConfig flat;
};

/// An axis for reports: the names (value_names.h) of its distinct values, in the order of the file.
struct AxisValues {
  std::string key;
  std::vector<nlohmann::json> values;
  bool log_scale = false;
};

/// A value of a key, and its name in reports (value_names.h): the value itself where it has no other.
struct NamedValue {
  nlohmann::json value, name;
};

/// The trials of an experiment, checked against a schema on construction and expanded lazily in the order of the file:
/// the last axis of a block varies fastest. A trial that is in several blocks is visited once.
class Grid {
 public:
  /// Throws InputError, with file, line, column and key, for anything that the schema does not allow, and for more than
  /// 10 million points. Reports show `shown_keys` on their own, so names of values (value_names.h) do not contain them.
  Grid(const Schema& schema, const Experiment& experiment, const std::set<std::string>& shown_keys = {});
  ~Grid();
  Grid(Grid&&) noexcept;

  const Experiment& experiment() const;
  const std::set<std::string>& shown_keys() const;
  /// All keys that any trial reads, sorted.
  std::vector<std::string> keys() const;
  std::uint64_t size() const;
  void for_each(const std::function<void(const Point&)>& visit) const;
  /// Visits one point per combination of values of these keys and the keys below them.
  void for_each_distinct(const std::vector<std::string>& keys, const std::function<void(const Point&)>& visit) const;
  Trial trial(const Point& point) const;
  /// The place of the first of these keys that the experiment sets for the point; the experiment's name without any.
  std::string place(const Point& point, const std::vector<std::string>& keys) const;
  /// A trial's configuration for reports: names of values instead of the values that have one.
  FlatConfig named(const FlatConfig& flat) const;

  /// The axes of all blocks; each key of a zipped axis counts as an axis.
  std::vector<AxisValues> axes() const;
  /// The values that trials have for a key, before exclusions, each name once; empty for a key that no trial reads.
  std::vector<NamedValue> values(const std::string& key) const;
  /// A text as the value of a key: an alias becomes its component's name. None if the key's declaration does not allow
  /// it, or no trial reads the key.
  std::optional<nlohmann::json> typed(const std::string& key, const YamlValue& text) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Rebuilds a trial from the configuration in a database; its id is the id that this program gives the configuration.
/// Throws InputError for a configuration that this program would not train: an unknown key or name, a value out of
/// range, or a combination that a constraint forbids.
Trial recorded_trial(const Schema& schema, const nlohmann::json& config);

/// The number of images that a trial trains on over all its epochs, up to rounding to whole classes. Its data set has
/// `in_data_set` training images.
double training_images(const FlatConfig& config, double in_data_set);

}  // namespace actsweep
