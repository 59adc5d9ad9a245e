#include "harness/results/load_details.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

#include "harness/results/time_to.h"
#include "harness/schema/histogram.h"
#include "harness/schema/layer_epoch.h"
#include "harness/schema/trial_params.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

/// Loads the details of an experiment's trials.
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
        // The epoch in which a trial diverged has no value, and counts as such.
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

  /// On bins that all trials of a panel share, for each layer before training and for each at its end.
  void add_densities() {
    std::map<std::string, int> last;
    const auto panel_keys = keys_of_density_panels();
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
  /// With those keys only that figures group by: there may be many details.
  Observation detail_of(const Observation& trial, int epoch) const {
    Observation one{
        .trial_id = trial.trial_id, .config = {}, .state = "done", .metrics = {}, .epochs = epoch, .error = {}};
    for (const std::string& key : keys_) {
      if (const auto found = trial.config.find(key); found != trial.config.end()) one.config.insert(*found);
    }
    one.config[kEpochKey] = epoch;
    return one;
  }

  std::vector<std::string> keys_of_density_panels() const {
    std::vector<std::string> keys;
    for (const AxisValues& axis : results_.axes) {
      if (!is_seed(axis.key) && !request_.overlaid.contains(axis.key)) keys.push_back(axis.key);
    }
    return keys;
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
      if (!histogram) throw InputError(fmt::format("trial {}: its pre-activations are no histogram", trial.trial_id));
      visit(trial, layer, *histogram);
    });
  }

  const Store& store_;
  const TrialsByData& data_;
  const DetailRequest& request_;
  Results& results_;
  std::set<std::string> keys_;  ///< configuration keys that details keep: there may be many details
  std::unordered_map<std::string, std::vector<LayerEpoch>> layers_;
};

}  // namespace

void load_details(const Store& store, const TrialsByData& data, const DetailRequest& request, Results& results) {
  DetailLoader loader(store, data, request, results);
  if (request.levels.contains(Level::kEpoch) || !request.times.empty()) loader.add_epochs();
  if (request.levels.contains(Level::kLayer)) loader.add_layers();
  if (request.levels.contains(Level::kDensity)) loader.add_densities();
  for (const std::string& metric : request.times) add_time(metric, results);
}

}  // namespace actsweep
