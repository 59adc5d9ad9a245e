#include "harness/cli/cost_estimate.h"

#include <algorithm>

namespace actsweep {
namespace {

/// A finished trial's time and what Grid::relative_cost makes of its configuration, from its row of `result`.
constexpr const char* kFinished = "SELECT * FROM result WHERE outcome = 'done' AND train_seconds > 0 LIMIT 5000";

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

CostEstimate::CostEstimate(const Store* store, const Schema& schema) {
  if (store == nullptr) return;
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> ratios;
  store->query(
      kFinished, [&](const std::vector<std::string>& columns) { names = columns; },
      [&](const Store::Row& row) {
        FlatConfig config;
        double seconds = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
          if (names[i] == "train_seconds") seconds = row[i].get<double>();
          config.emplace(names[i], row[i]);
        }
        ratios[config.at("model").get<std::string>()].push_back(seconds / relative_cost(schema, config));
      });
  for (auto& [model, values] : ratios) seconds_per_cost_[model] = median(std::move(values));
}

Cost CostEstimate::of(const Grid& grid, DataChecker& data) const {
  constexpr std::uint64_t kSample = 500;
  const std::uint64_t stride = std::max<std::uint64_t>(1, grid.size() / kSample);
  std::uint64_t number = 0, sampled = 0;
  Cost sum{.images = 0, .seconds = 0};
  grid.for_each([&](const Point& point) {
    if (number++ % stride != 0) return;
    ++sampled;
    const Trial trial = grid.trial(point);
    sum.images += training_images(trial.flat, static_cast<double>(data.facts(trial.config).train_images));
    const auto found = seconds_per_cost_.find(trial.flat.at("model").get<std::string>());
    if (found == seconds_per_cost_.end()) {
      sum.seconds.reset();
    } else if (sum.seconds) {
      *sum.seconds += found->second * grid.relative_cost(point);
    }
  });
  const double scale = static_cast<double>(grid.size()) / static_cast<double>(std::max<std::uint64_t>(1, sampled));
  sum.images *= scale;
  if (sum.seconds) *sum.seconds *= scale;
  return sum;
}

}  // namespace actsweep
