#include "harness/runner/cost_estimate.h"

#include <algorithm>
#include <unordered_set>

#include "harness/config/resolve.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

constexpr const char* kFinished = "SELECT * FROM result WHERE outcome = 'done' AND train_seconds > 0 LIMIT 5000";

/// Of a core with AVX2: 3e10 multiply-adds a second.
constexpr double kAssumedSecondsPerWork = 1 / 3e10;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

CostEstimate::CostEstimate(const Store* store, const Schema& schema, DatasetInfoCache& data, TrialWork& work)
    : data_(data), work_(work) {
  if (store == nullptr) return;
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> ratios;
  std::vector<double> all;
  store->query(
      kFinished, [&](const std::vector<std::string>& columns) { names = columns; },
      [&](const Store::Row& row) {
        Trial trial;
        double seconds = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
          if (names[i] == "train_seconds") seconds = row[i].get<double>();
          trial.flat.emplace(names[i], row[i]);
        }
        try {
          trial.config = nested(schema, trial.flat);
          all.push_back(seconds / work_.of(trial, data_.info(trial.config)));
        } catch (const std::exception&) {
          return;  // recorded by another version, or of data that is not here
        }
        ratios[trial.flat.at("model").get<std::string>()].push_back(all.back());
      });
  for (auto& [model, values] : ratios) seconds_per_work_[model] = median(std::move(values));
  if (!all.empty()) of_all_ = median(std::move(all));
}

Cost CostEstimate::of(const Grid& grid) const {
  constexpr std::uint64_t kSample = 500;
  const std::uint64_t stride = std::max<std::uint64_t>(1, grid.size() / kSample);
  std::uint64_t number = 0, sampled = 0;
  Cost sum;
  grid.for_each([&](const Point& point) {
    if (number++ % stride != 0) return;
    ++sampled;
    const Trial trial = grid.trial(point);
    const DatasetInfo& facts = data_.info(trial.config);
    sum.images += training_images(trial.flat, static_cast<double>(facts.train_images));
    const auto found = seconds_per_work_.find(trial.flat.at("model").get<std::string>());
    double seconds_per_work = kAssumedSecondsPerWork;
    Cost::Basis basis = Cost::Basis::kAssumption;
    if (found != seconds_per_work_.end()) {
      seconds_per_work = found->second;
      basis = Cost::Basis::kThisModel;
    } else if (of_all_ > 0) {
      seconds_per_work = of_all_;
      basis = Cost::Basis::kOtherModels;
    }
    sum.basis = std::max(sum.basis, basis);
    sum.seconds += seconds_per_work * work_.of(trial, facts);
    sum.memory = std::max(sum.memory, work_.memory(trial.config, facts));
  });
  const double scale = static_cast<double>(grid.size()) / static_cast<double>(std::max<std::uint64_t>(1, sampled));
  sum.images *= scale;
  sum.seconds *= scale;
  return sum;
}

std::uint64_t count_finished(const Grid& grid, const Store& store, DatasetInfoCache& data) {
  // The finished trials by the SHA-256 of their data.
  std::map<std::string, std::unordered_set<std::string>> finished;
  std::uint64_t count = 0;
  std::optional<std::string> only_data;
  const auto axes = grid.axes();
  const bool one_dataset =
      std::none_of(axes.begin(), axes.end(), [](const AxisValues& axis) { return axis.key.starts_with("dataset"); });
  grid.for_each([&](const Point& point) {
    if (!only_data || !one_dataset) only_data = data.info(grid.trial(point).config).sha256;
    const auto [ids, is_new] = finished.try_emplace(*only_data);
    if (is_new) ids->second = store.finished(*only_data);
    if (!ids->second.empty() && ids->second.contains(to_string(point.id))) ++count;
  });
  return count;
}

}  // namespace actsweep
