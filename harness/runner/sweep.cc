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
        members_.push_back({point, i, &data, work_.of(trial, data)});
        precisions_.insert(trial.config.at("precision"));
      }
      batch.push_back(record_of(std::move(trial)));
      if (batch.size() < kBatch) return;
      store.enqueue(number, batch);
      batch.clear();
    });
    if (!batch.empty()) store.enqueue(number, batch);
  }
}

std::vector<Job> Sweep::jobs(const Store& store, const RetryPolicy& retry) const {
  EndedTrials ended(store);
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Member& member = members_[i];
    std::string id = to_string(member.point.id);
    if (ended.preview(id, member.data->sha256, retry) == LeaseResult::kFinished) continue;
    jobs.push_back({std::move(id), member.cost, i});
  }
  std::stable_sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.cost > b.cost; });
  return jobs;
}

JobDetails Sweep::details(const Job& job) const {
  const Member& member = members_[job.index];
  const Source& source = sources_[member.source];
  Trial trial = source.grid.trial(member.point);
  const double images = training_images(trial.flat, static_cast<double>(member.data->train_images));
  return {std::move(trial.config), settings_text(source.grid.named(trial.flat), source.varied), member.data->sha256,
          images};
}

std::set<std::string> Sweep::precisions(const std::vector<Job>& jobs) const {
  if (precisions_.size() < 2) return jobs.empty() ? std::set<std::string>() : precisions_;
  std::set<std::string> precisions;
  for (const Job& job : jobs) precisions.insert(details(job).config.at("precision"));
  return precisions;
}

}  // namespace actsweep
