#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/config/experiment.h"
#include "harness/schema/component.h"

namespace actsweep {

/// A resolved configuration, flat: dotted key to scalar, every default included.
using FlatConfig = std::map<std::string, nlohmann::json>;

/// A trial's identity: 64 bits over its canonical configuration, 16 hexadecimal digits in print.
using TrialId = std::uint64_t;
std::string to_string(TrialId id);

/// One point of a grid, cheap to keep by the million.
struct Point {
  std::uint32_t product = 0;  ///< which combination of components
  std::uint64_t index = 0;    ///< within their product
  TrialId id = 0;
};

/// A point in full.
struct Trial {
  std::string id;
  nlohmann::json config;  ///< nested, as the trainer takes it
  FlatConfig flat;
};

/// One axis as a report draws it: its distinct values in the order of the file, by their names (value_names.h).
struct AxisValues {
  std::string key;
  std::vector<nlohmann::json> values;
  bool log_scale = false;
};

/// Images that a trial trains on, over all its epochs, where its data set holds `in_data_set` for training; give or
/// take the rounding to whole classes.
double training_images(const FlatConfig& config, double in_data_set);

/// The trials of an experiment, checked against a schema when it is made and expanded lazily, in the order of the file:
/// the last axis of a block moves fastest. A trial that several blocks hold comes once.
class Grid {
 public:
  /// Throws InputError, with file, line, column and key, for whatever the schema does not allow, and above 10 million
  /// points.
  /// `shown_keys` are shown by themselves, so that they are no part of the names of other axes' values.
  Grid(const Schema& schema, const Experiment& experiment, const std::set<std::string>& shown_keys = {});
  ~Grid();
  Grid(Grid&&) noexcept;

  const Experiment& experiment() const;
  const std::set<std::string>& shown_keys() const;
  /// Keys that some trial reads, sorted.
  std::vector<std::string> keys() const;
  std::uint64_t size() const;
  void for_each(const std::function<void(const Point&)>& visit) const;
  /// One point for each combination of what is said under these keys and below them.
  void for_each_distinct(const std::vector<std::string>& keys, const std::function<void(const Point&)>& visit) const;
  Trial trial(const Point& point) const;
  /// Where the experiment gives the first of these keys that it gives for the point; its name where it gives none.
  std::string place(const Point& point, const std::vector<std::string>& keys) const;
  /// A trial's configuration as reports have it: of an axis whose values have names, the name.
  FlatConfig named(const FlatConfig& flat) const;

  /// Axes of all blocks, a zipped axis as its single keys.
  std::vector<AxisValues> axes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace actsweep
