#include "harness/runner/cost_estimate.h"

#include <algorithm>

#include "harness/runner/trial_decision.h"
#include "harness/store/query.h"
#include "harness/util/error.h"
#include "harness/util/shallow_json.h"

namespace actsweep {
namespace {

constexpr const char* kFinished =
    "SELECT c.config, o.train_seconds FROM outcome AS o JOIN trial_config AS c ON c.trial = o.trial "
    "WHERE o.outcome = 'done' AND o.train_seconds > 0 LIMIT 5000";

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
  std::map<std::string, std::vector<double>> ratios;
  std::vector<double> all;
  each_row(*store, kFinished, [&](const Store::Row& row) {
    try {
      const nlohmann::json config = parse_shallow_json(text(row[0]));
      if (!config.is_object()) return;
      const Trial trial = recorded_trial(schema, config);
      all.push_back(number(row[1]).value_or(0) / work_.of(trial, data_.info(trial.config)));
      ratios[trial.flat.at("model").get<std::string>()].push_back(all.back());
    } catch (const InputError&) {
      // Recorded by another version, or of data that is not here.
    }
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
    const DatasetInfo& info = data_.info(trial.config);
    sum.images += training_images(trial.flat, static_cast<double>(info.train_images));
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
    sum.seconds += seconds_per_work * work_.of(trial, info);
    sum.memory = std::max(sum.memory, work_.memory(trial.config, info));
  });
  const double scale = static_cast<double>(grid.size()) / static_cast<double>(std::max<std::uint64_t>(1, sampled));
  sum.images *= scale;
  sum.seconds *= scale;
  return sum;
}

PlannedTrials plan_trials(const Grid& grid, const Store* store, DatasetInfoCache& data) {
  if (store == nullptr) return {.to_train = grid.size()};
  EndedTrials ended(*store);
  PlannedTrials planned;
  std::string sha256;
  const auto axes = grid.axes();
  const bool one_dataset =
      std::none_of(axes.begin(), axes.end(), [](const AxisValues& axis) { return axis.key.starts_with("dataset"); });
  grid.for_each([&](const Point& point) {
    if (sha256.empty() || !one_dataset) sha256 = data.info(grid.trial(point).config).sha256;
    switch (ended.preview(to_string(point.id), sha256)) {
      case LeaseResult::kFinished: ++planned.finished; break;
      case LeaseResult::kFailed: ++planned.failed; break;
      case LeaseResult::kGranted:
      case LeaseResult::kHeld: ++planned.to_train; break;
    }
  });
  return planned;
}

}  // namespace actsweep
