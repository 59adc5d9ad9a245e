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

CostEstimate::CostEstimate(const Store& store, const Schema& schema) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> ratios;
  store.query(
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

std::optional<double> CostEstimate::seconds(const Grid& grid) const {
  constexpr std::uint64_t kSample = 500;
  const std::uint64_t stride = std::max<std::uint64_t>(1, grid.size() / kSample);
  std::uint64_t number = 0, sampled = 0;
  double sum = 0;
  bool known = true;
  grid.for_each([&](const Point& point) {
    if (number++ % stride != 0) return;
    const auto found = seconds_per_cost_.find(grid.trial(point).flat.at("model").get<std::string>());
    known = known && found != seconds_per_cost_.end();
    if (!known) return;
    sum += found->second * grid.relative_cost(point);
    ++sampled;
  });
  if (!known || sampled == 0) return std::nullopt;
  return sum / static_cast<double>(sampled) * static_cast<double>(grid.size());
}

}  // namespace actsweep
