#include "harness/results/load.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "harness/config/mapping.h"
#include "harness/results/metric.h"
#include "harness/results/published_point.h"
#include "harness/schema/histogram.h"
#include "harness/schema/layer_epoch.h"
#include "harness/schema/trial_params.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

/// Ids of trials by the SHA-256 of the data of their results.
using TrialsByData = std::map<std::string, std::vector<std::string>>;

/// Loads details of trials.
class DetailLoader {
 public:
  DetailLoader(const Store& store, const TrialsByData& data, const DetailRequest& request, Results& results)
      : store_(store), data_(data), request_(request), results_(results), keys_(request.keys) {
    for (const AxisValues& axis : results.axes) keys_.insert(axis.key);
  }

  void add_epochs() {
    std::unordered_map<std::string, std::vector<Epoch>> epochs;
    for (const auto& [sha256, ids] : data_) epochs.merge(store_.epochs(ids, sha256));
    for (const Observation& trial : results_.trials) {
      const auto found = epochs.find(trial.trial_id);
      if (found == epochs.end()) continue;
      int last = 0;
      for (const Epoch& epoch : found->second) {
        Observation one = detail_of(trial, epoch.epoch);
        // The epoch in which a trial diverged has no value.
        one.state = epoch.test_top1 ? "done" : "diverged";
        for (const EpochMetric& metric : epoch_metrics()) {
          if (const auto value = epoch.*metric.value) one.metrics[metric.name] = *value;
        }
        results_.details[Level::kEpoch].push_back(std::move(one));
        last = epoch.epoch;
      }
      if (trial.state != "diverged") continue;
      const int planned = value_of(trial, "epochs").get<int>();
      while (last < planned) {
        results_.details[Level::kEpoch].push_back(detail_of(trial, ++last));
        results_.details[Level::kEpoch].back().state = "diverged";
      }
    }
  }

  void add_layers() {
    for_each_layer([&](const Observation& trial, const LayerEpoch& layer) {
      Observation one = detail_of(trial, layer.epoch);
      one.config[kLayerKey] = layer.position;
      for (const LayerMetric& metric : layer_metrics()) {
        if (const auto value = layer.*metric.value) one.metrics[metric.name] = *value;
      }
      results_.details[Level::kLayer].push_back(std::move(one));
    });
  }

  /// For each layer before and after training, on bins that all trials of a panel share.
  void add_densities() {
    std::map<std::string, int> last;
    std::vector<std::string> panel_keys = setting_keys(results_);
    std::erase_if(panel_keys, [&](const std::string& key) { return request_.overlaid.contains(key); });
    const auto panel_of = [&](const Observation& trial, const LayerEpoch& layer) {
      return std::tuple(identity_of(trial, panel_keys), layer.position, layer.epoch == 0);
    };
    std::map<std::tuple<std::string, int, bool>, std::pair<double, double>> ends;
    for_each_histogram([&](const Observation& trial, const LayerEpoch& layer, const Histogram& histogram) {
      last[trial.trial_id] = layer.epoch;
      constexpr double kInfinity = std::numeric_limits<double>::infinity();
      auto& [from, to] = ends.emplace(panel_of(trial, layer), std::pair(kInfinity, -kInfinity)).first->second;
      from = std::min(from, histogram.from);
      to = std::max(to, histogram.to);
    });
    for_each_histogram([&](const Observation& trial, const LayerEpoch& layer, const Histogram& histogram) {
      if (layer.epoch != 0 && layer.epoch != last[trial.trial_id]) return;
      const auto& [from, to] = ends.at(panel_of(trial, layer));
      constexpr std::size_t kBins = 100;
      const auto shares = densities(histogram, from, to, kBins);
      for (std::size_t bin = 0; bin < kBins; ++bin) {
        Observation one = detail_of(trial, layer.epoch);
        one.config[kLayerKey] = layer.position;
        one.config[kPreactivationKey] = from + (to - from) * (static_cast<double>(bin) + 0.5) / kBins;
        one.metrics[kDensityMetric] = shares[bin];
        results_.details[Level::kDensity].push_back(std::move(one));
      }
    });
  }

 private:
  /// Only with the keys that figures group by, because there may be many details.
  Observation detail_of(const Observation& trial, int epoch) const {
    Observation one{.trial_id = trial.trial_id, .state = "done", .epochs = epoch};
    for (const std::string& key : keys_) {
      if (const auto found = trial.config.find(key); found != trial.config.end()) one.config.insert(*found);
    }
    one.config[kEpochKey] = epoch;
    return one;
  }

  template <typename Visit>
  void for_each_layer(const Visit& visit) {
    if (layers_.empty()) {
      for (const auto& [sha256, ids] : data_) layers_.merge(store_.layers(ids, sha256));
    }
    for (const Observation& trial : results_.trials) {
      const auto found = layers_.find(trial.trial_id);
      if (found == layers_.end()) continue;
      for (const LayerEpoch& layer : found->second) visit(trial, layer);
    }
  }

  template <typename Visit>
  void for_each_histogram(const Visit& visit) {
    for_each_layer([&](const Observation& trial, const LayerEpoch& layer) {
      if (layer.preactivations.empty()) return;
      const auto histogram = parse_histogram(layer.preactivations);
      if (!histogram)
        throw InputError(fmt::format("trial {}: its pre-activations are not a histogram", trial.trial_id));
      visit(trial, layer, *histogram);
    });
  }

  const Store& store_;
  const TrialsByData& data_;
  const DetailRequest& request_;
  Results& results_;
  std::set<std::string> keys_;  ///< configuration keys that details keep
  std::unordered_map<std::string, std::vector<LayerEpoch>> layers_;
};

/// Adds the requested details to `results.details`, and times to an accuracy to `results.trials`.
void load_details(const Store& store, const TrialsByData& data, const DetailRequest& request, Results& results) {
  DetailLoader loader(store, data, request, results);
  if (request.levels.contains(Level::kEpoch) || !request.times.empty()) loader.add_epochs();
  if (request.levels.contains(Level::kLayer)) loader.add_layers();
  if (request.levels.contains(Level::kDensity)) loader.add_densities();
  for (const std::string& metric : request.times) add_time(metric, results);
}

/// Chooses a state of a data set by the results on each; `here` is at hand.
std::string choose(const std::map<std::string, std::size_t>& finished, const std::string& here) {
  if (finished.empty() || finished.contains(here)) return here;
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  return std::max_element(finished.begin(), finished.end(), fewer)->first;
}

void note_left_out(const std::string& name, const std::map<std::string, std::size_t>& finished, const std::string& here,
                   const std::string& chosen, std::vector<std::string>& left_out) {
  if (chosen != here) {
    left_out.push_back(fmt::format("{}: the results are on other data (SHA-256 {}…) than found here now ({}…).", name,
                                   short_hash(chosen), short_hash(here)));
  }
  for (const auto& [sha256, count] : finished) {
    if (sha256 == chosen) continue;
    left_out.push_back(fmt::format(
        "{}: {} on other data (SHA-256 {}…, not {}…) left out: results on different data are never averaged.", name,
        counted(count, "result"), short_hash(sha256), short_hash(chosen)));
  }
}

/// The trials whose results may be averaged: those on one state of each data set. Other training versions and
/// precisions are other trials anyway.
TrialsByData comparable_trials(const std::string& experiment, const std::vector<Trial>& trials, const Store& store,
                               DatasetInfoCache& data, std::vector<std::string>& left_out) {
  TrialsByData at_hand;
  std::map<std::string, std::string> names;  // of the data sets
  for (const Trial& trial : trials) {
    const std::string here = data.info(trial.config).sha256;
    names[here] = trial.config.at("dataset").at("name");
    at_hand[here].push_back(trial.id);
  }
  TrialsByData comparable;
  for (const auto& [here, ids] : at_hand) {
    const auto finished = store.finished_on(ids);
    const std::string chosen = choose(finished, here);
    note_left_out(names[here], finished, here, chosen, left_out);
    comparable[chosen].insert(comparable[chosen].end(), ids.begin(), ids.end());
  }
  for (const auto& [training_version, count] : store.finished_by_training_version(experiment)) {
    if (training_version == kTrainingVersion) continue;
    left_out.push_back(fmt::format(
        "{} of another version of training (training_version {}, here {}) left out: versions are never averaged.",
        counted(count, "result"), training_version, kTrainingVersion));
  }
  return comparable;
}

/// Facts that differ between attempts list all their values.
void add_provenance(const std::unordered_map<std::string, TrialOutcome>& outcomes, const Store& store,
                    Results& results) {
  std::map<std::string, std::set<std::string>> properties;
  std::string first, last;
  for (const auto& [trial, outcome] : outcomes) {
    if (outcome.finished_at.empty()) continue;
    const AttemptInfo& attempt = outcome.attempt;
    properties["Commit"].insert(
        attempt.git_commit.empty() ? "unknown" : attempt.git_commit + (attempt.git_dirty ? " (with changes)" : ""));
    properties["LibTorch"].insert(attempt.libtorch_version);
    properties["Device"].insert(attempt.device);
    properties["Instruction set"].insert(attempt.cpu_capability);
    if (!attempt.processor.empty()) properties["Processor"].insert(attempt.processor);
    properties["Host"].insert(attempt.host);
    properties["Threads per trial"].insert(std::to_string(attempt.threads));
    properties["Data SHA-256"].insert(attempt.data_sha256);
    if (first.empty() || outcome.finished_at < first) first = outcome.finished_at;
    last = std::max(last, outcome.finished_at);
  }
  for (const auto& [name, values] : properties)
    results.provenance.emplace_back(name, fmt::format("{}", fmt::join(values, ", ")));
  if (!last.empty()) results.provenance.emplace_back("Trained", first == last ? last : first + " to " + last);
  results.provenance.emplace_back("Database", store.path().filename().string());
  results.provenance.emplace_back("actsweep", ACTSWEEP_VERSION);
}

/// Adds the mean training time per epoch, as papers publish it; trials record the total.
void add_epoch_seconds(Observation& trial) {
  const auto all = trial.metrics.find("train_seconds");
  if (all != trial.metrics.end() && trial.epochs > 0) trial.metrics["seconds"] = all->second / trial.epochs;
}

/// Keeps the published numbers of the trials' data set if there are any.
void keep_own_data(const std::vector<Observation>& trials, std::vector<PublishedNumber>& published) {
  std::set<std::string> own;
  for (const Observation& trial : trials) own.insert(plain_text(trial.config.at("dataset")));
  const auto is_own = [&](const PublishedNumber& number) { return own.contains(number.dataset); };
  if (std::any_of(published.begin(), published.end(), is_own)) std::erase_if(published, std::not_fn(is_own));
}

void add_setup(const std::vector<Trial>& trials, Results& results) {
  for (const auto& [key, value] : trials.front().flat) {
    const bool same = std::all_of(trials.begin(), trials.end(), [&, k = key, v = value](const Trial& trial) {
      const auto found = trial.flat.find(k);
      return found != trial.flat.end() && found->second == v;
    });
    if (same && !value.is_null()) results.setup.emplace_back(key, plain_text(value));
  }
}

}  // namespace

Experiment with_last_overrides(const ExperimentFile& file, const std::vector<std::string>& overrides,
                               const Store& store) {
  return file.experiment(overrides.empty() ? store.last_overrides(file.name()).value_or(overrides) : overrides);
}

Results results_without_trials(const Experiment& experiment) {
  Results results;
  results.name = experiment.name;
  results.title = experiment.title.empty() ? experiment.name : experiment.title;
  results.scale = experiment.scale;
  results.published = read_published(experiment.report, "report");
  return results;
}

Results load_results(const ExperimentFile& file, const Grid& grid, const Store& store, DatasetInfoCache& data,
                     const DetailRequest& details) {
  constexpr std::uint64_t kMaxTrials = 100'000;  // a trial takes about 20 kB
  const Experiment& experiment = grid.experiment();
  if (grid.size() > kMaxTrials) {
    throw InputError(fmt::format("{}: {} exceed the {} that a report can show; select some with key=value",
                                 file.path().string(), counted(grid.size(), "trial"), grouped(kMaxTrials)));
  }
  Results results = results_without_trials(experiment);
  results.overrides = fmt::format("{}", fmt::join(experiment.overrides, " "));
  results.axes = grid.axes();
  results.file_axes = experiment.overrides.empty()
                          ? results.axes
                          : Grid(built_in_schema(), file.experiment(), grid.shown_keys()).axes();
  std::vector<Trial> trials;
  grid.for_each([&](const Point& point) { trials.push_back(grid.trial(point)); });
  const TrialsByData comparable = comparable_trials(experiment.name, trials, store, data, results.left_out);
  std::unordered_map<std::string, TrialOutcome> outcomes;
  for (const auto& [sha256, ids] : comparable) outcomes.merge(store.outcomes(ids, sha256));
  for (const Trial& trial : trials) {
    const TrialOutcome& outcome = outcomes[trial.id];
    results.trials.push_back(
        {trial.id, grid.named(trial.flat), outcome.state, outcome.metrics, outcome.epochs, outcome.error});
    add_epoch_seconds(results.trials.back());
  }
  keep_own_data(results.trials, results.published);
  load_details(store, comparable, details, results);
  const DatasetInfo& info = data.info(trials.front().config);
  results.classes = info.classes;
  results.best_guess = info.largest_class;
  results.remarks = info.remarks;
  add_setup(trials, results);
  add_provenance(outcomes, store, results);
  return results;
}

}  // namespace actsweep
