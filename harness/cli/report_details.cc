#include "harness/cli/report_details.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

#include "harness/report/density.h"
#include "harness/report/details.h"
#include "harness/report/grouping.h"
#include "harness/report/time_to.h"
#include "harness/schema/histogram.h"
#include "harness/schema/layer_epoch.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

using report::Observation;

/// Makes the details of one input's trials.
class Details {
 public:
  Details(const Store& store, const TrialsByData& data, report::Input& input)
      : store_(store), data_(data), input_(input) {
    for (const report::AxisInfo& axis : input.axes) keys_.insert(axis.key);
    for (const report::FigureSpec& figure : input.figures) {
      keys_.insert(figure.by);
      for (const auto& [key, value] : figure.where) keys_.insert(key);
    }
  }

  void add_epochs() {
    std::unordered_map<std::string, std::vector<Epoch>> epochs;
    for (const auto& [sha256, ids] : data_) epochs.merge(store_.epochs(ids, sha256));
    for (const Observation& trial : input_.trials) {
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
        input_.epochs.push_back(std::move(one));
        last = epoch.epoch;
      }
      if (trial.state != "diverged") continue;
      const int planned = report::value_of(trial, "epochs").get<int>();
      while (last < planned) {
        input_.epochs.push_back(detail_of(trial, ++last));
        input_.epochs.back().state = "diverged";
      }
    }
  }

  void add_layers() {
    for_each_layer([&](const Observation& trial, const LayerEpoch& layer) {
      Observation one = detail_of(trial, layer.epoch);
      one.config[report::kLayerKey] = layer.position;
      for (const LayerMetric& metric : layer_metrics()) {
        if (const auto value = layer.*metric.value) one.metrics[metric.name] = *value;
      }
      input_.layers.push_back(std::move(one));
    });
  }

  /// On bins that all trials of a panel share, for each layer before training and for each at its end.
  void add_densities() {
    std::map<std::string, int> last;
    const auto panel_keys = keys_of_density_panels();
    const auto panel_of = [&](const Observation& trial, const LayerEpoch& layer) {
      return std::tuple(report::identity_of(trial, panel_keys), layer.position, layer.epoch == 0);
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
      const auto shares = report::densities(histogram, from, to, kBins);
      for (std::size_t bin = 0; bin < kBins; ++bin) {
        Observation one = detail_of(trial, layer.epoch);
        one.config[report::kLayerKey] = layer.position;
        one.config[report::kPreactivationKey] = from + (to - from) * (static_cast<double>(bin) + 0.5) / kBins;
        one.metrics[report::kDensityMetric] = shares[bin];
        input_.densities.push_back(std::move(one));
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
    one.config[report::kEpochKey] = epoch;
    return one;
  }

  std::vector<std::string> keys_of_density_panels() const {
    std::vector<std::string> keys;
    for (const report::AxisInfo& axis : input_.axes) {
      const bool tells_curves_apart =
          std::any_of(input_.figures.begin(), input_.figures.end(), [&](const report::FigureSpec& figure) {
            return report::detail_of(figure) == report::Detail::kDensities && figure.by == axis.key;
          });
      if (!report::is_seed(axis.key) && !tells_curves_apart) keys.push_back(axis.key);
    }
    return keys;
  }

  template <typename Visit>
  void for_each_layer(const Visit& visit) {
    if (layers_.empty()) {
      for (const auto& [sha256, ids] : data_) layers_.merge(store_.layers(ids, sha256));
    }
    for (const Observation& trial : input_.trials) {
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
  report::Input& input_;
  std::set<std::string> keys_;
  std::unordered_map<std::string, std::vector<LayerEpoch>> layers_;
};

}  // namespace

void add_details(const Store& store, const TrialsByData& data, report::Input& input) {
  Details details(store, data, input);
  const auto any = [&](const auto& wanted) { return std::any_of(input.figures.begin(), input.figures.end(), wanted); };
  const auto is_of = [](report::Detail detail) {
    return [detail](const report::FigureSpec& figure) { return report::detail_of(figure) == detail; };
  };
  if (any(report::needs_epochs)) details.add_epochs();
  if (any(is_of(report::Detail::kLayers))) details.add_layers();
  if (any(is_of(report::Detail::kDensities))) details.add_densities();
  report::add_times(input);
}

}  // namespace actsweep
