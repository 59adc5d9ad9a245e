#include "harness/runner/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "harness/runner/trial_decision.h"
#include "harness/runner/trial_record.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

std::vector<std::string> varied_keys(const Grid& grid) {
  std::vector<std::string> keys;
  for (const AxisValues& axis : grid.axes()) {
    if (axis.values.size() > 1) keys.push_back(axis.key);
  }
  return keys;
}

/// "model.activation=mish seed=3"; a key that this trial does not read is left out.
std::string settings_text(const FlatConfig& flat, const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) {
    if (const auto value = flat.find(key); value != flat.end()) append_setting(text, key, value->second);
  }
  return text;
}

/// The index of a text, which is appended if it is new.
std::uint16_t index_of(const std::string& text, std::vector<std::string>& texts) {
  const auto index = std::find(texts.begin(), texts.end(), text) - texts.begin();
  if (index == std::ssize(texts)) texts.push_back(text);
  return static_cast<std::uint16_t>(index);
}

}  // namespace

Sweep::Sweep(std::vector<Grid> grids, const DataLocations& locations,
             const std::function<void(const std::string&)>& remark)
    : data_(locations) {
  std::set<std::string> names;
  for (Grid& grid : grids) {
    const Experiment& experiment = grid.experiment();
    if (!names.insert(experiment.name).second) {
      throw InputError(fmt::format("{}: experiment {} is given twice", experiment.file.string(), experiment.name));
    }
    std::vector<std::string> varied = varied_keys(grid);
    sources_.push_back({std::move(grid), std::move(varied)});
  }
  std::set<const DatasetInfo*> remarked;
  for (const Source& source : sources_) {
    check_networks(source.grid, data_, work_);
    source.grid.for_each_distinct({"dataset"}, [&](const Point& point) {
      const nlohmann::json config = source.grid.trial(point).config;
      const DatasetInfo& data = data_.info(config);
      if (!remarked.insert(&data).second) return;
      for (const std::string& text : data.remarks) {
        remark(fmt::format("{}: {}", config["dataset"]["name"].get<std::string>(), text));
      }
    });
  }
}

void Sweep::enqueue(Store& store) {
  constexpr std::size_t kBatch = 1000;
  std::unordered_set<TrialId> seen;
  for (std::uint32_t i = 0; i < sources_.size(); ++i) {
    const Grid& grid = sources_[i].grid;
    const Experiment& experiment = grid.experiment();
    const std::int64_t number = store.record_experiment(experiment.name, experiment.yaml, experiment.overrides);
    std::vector<TrialRecord> batch;
    grid.for_each([&](const Point& point) {
      Trial trial = grid.trial(point);
      if (seen.insert(point.id).second) {
        const DatasetInfo& data = data_.info(trial.config);
        members_.push_back({.point = point,
                            .source = i,
                            .precision = index_of(trial.config.at("precision"), precisions_),
                            .has_validation_part = trial.config.at("validation").get<double>() > 0,
                            .data = &data,
                            .cost = work_.of(trial, data)});
      }
      batch.push_back(record_of(std::move(trial)));
      if (batch.size() < kBatch) return;
      store.enqueue(number, batch);
      batch.clear();
    });
    if (!batch.empty()) store.enqueue(number, batch);
  }
}

Sweep::Pending Sweep::pending(const Store& store, const RetryPolicy& retry) const {
  EndedTrials ended(store);
  Pending pending;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Member& member = members_[i];
    std::string id = to_string(member.point.id);
    const LeaseResult preview = ended.preview(id, member.data->sha256, retry);
    if (preview == LeaseResult::kFinished) continue;
    if (preview == LeaseResult::kFailed) ++pending.failed;
    pending.trials.push_back({std::move(id), member.cost, i});
  }
  std::stable_sort(pending.trials.begin(), pending.trials.end(),
                   [](const PendingTrial& a, const PendingTrial& b) { return a.cost > b.cost; });
  return pending;
}

TrialDetails Sweep::details(const PendingTrial& pending) const {
  const Member& member = members_[pending.index];
  const Source& source = sources_[member.source];
  Trial trial = source.grid.trial(member.point);
  const double images = training_images(trial.flat, static_cast<double>(member.data->train_images));
  return {std::move(trial.config), settings_text(source.grid.named(trial.flat), source.varied), member.data->sha256,
          images};
}

std::set<std::string> Sweep::precisions(const std::vector<PendingTrial>& pending) const {
  std::set<std::string> precisions;
  for (const PendingTrial& trial : pending) precisions.insert(precisions_[members_[trial.index].precision]);
  return precisions;
}

}  // namespace actsweep
