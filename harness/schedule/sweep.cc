#include "harness/schedule/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "datasets/registry.h"
#include "harness/schema/trial_params.h"
#include "harness/util/error.h"

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
    const auto value = flat.find(key);
    if (value == flat.end() || value->second.is_null()) continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", key,
                        value->second.is_string() ? value->second.get<std::string>() : value->second.dump());
  }
  return text;
}

/// Training images over all epochs, give or take the rounding to whole classes.
double training_images(const nlohmann::json& config, std::size_t in_data_set) {
  double images = static_cast<double>(in_data_set);
  const auto limit = config.find("limit_train");
  if (limit != config.end() && limit->is_number()) images = std::min(images, limit->get<double>());
  return images * (1 - config.value("validation", 0.0)) * config.value("epochs", 1.0);
}

}  // namespace

Sweep::Sweep(const std::vector<std::filesystem::path>& files, const std::vector<std::string>& overrides,
             const DataLocations& locations, const std::function<void(const std::string&)>& remark) {
  for (const auto& file : files) {
    Experiment experiment = load_experiment(file, overrides);
    for (const Source& other : sources_) {
      if (other.experiment.name == experiment.name) {
        throw InputError(fmt::format("{}: experiment {} is asked for twice", file.string(), experiment.name));
      }
    }
    Grid grid(built_in_schema(), experiment);
    std::vector<std::string> varied = varied_keys(grid);
    sources_.push_back({std::move(experiment), std::move(grid), std::move(varied)});
  }
  std::unordered_set<TrialId> seen;
  for (std::uint32_t i = 0; i < sources_.size(); ++i) {
    const Grid& grid = sources_[i].grid;
    grid.for_each([&](const Point& point) {
      if (!seen.insert(point.id).second) return;
      members_.push_back({point, i, data_of(grid.trial(point).config.at("dataset"), locations, remark)});
    });
  }
}

std::uint32_t Sweep::data_of(const nlohmann::json& dataset, const DataLocations& locations,
                             const std::function<void(const std::string&)>& remark) {
  const std::string config = dataset.dump();
  for (std::uint32_t i = 0; i < data_.size(); ++i) {
    if (data_[i].config == config) return i;
  }
  const Dataset loaded = load_dataset(Params(dataset), locations);
  for (const std::string& text : loaded.remarks) remark(fmt::format("{}: {}", loaded.name, text));
  data_.push_back({config, loaded.sha256(), loaded.train.count()});
  return static_cast<std::uint32_t>(data_.size() - 1);
}

void Sweep::enqueue(Store& store) const {
  constexpr std::size_t kBatch = 1000;
  for (const Source& source : sources_) {
    const Experiment& experiment = source.experiment;
    const std::int64_t number = store.record_experiment(experiment.name, experiment.yaml, experiment.overrides);
    std::vector<TrialRecord> batch;
    source.grid.for_each([&](const Point& point) {
      Trial trial = source.grid.trial(point);
      batch.push_back({std::move(trial.id), std::move(trial.config), std::move(trial.flat), kSemantics});
      if (batch.size() < kBatch) return;
      store.enqueue(number, batch);
      batch.clear();
    });
    if (!batch.empty()) store.enqueue(number, batch);
  }
}

std::vector<Job> Sweep::unfinished(const Store& store) const {
  std::vector<std::unordered_set<std::string>> finished;
  for (const Data& data : data_) finished.push_back(store.finished(data.sha256));
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Member& member = members_[i];
    std::string id = to_string(member.point.id);
    if (finished[member.data].count(id) > 0) continue;
    jobs.push_back({std::move(id), sources_[member.source].grid.relative_cost(member.point), i});
  }
  std::stable_sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.cost > b.cost; });
  return jobs;
}

JobDetails Sweep::details(const Job& job) const {
  const Member& member = members_[job.index];
  const Source& source = sources_[member.source];
  Trial trial = source.grid.trial(member.point);
  const Data& data = data_[member.data];
  const double images = training_images(trial.config, data.train_images);
  return {std::move(trial.config), settings_text(trial.flat, source.varied), data.sha256, images};
}

}  // namespace actsweep
