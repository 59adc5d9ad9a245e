#include "harness/report/details.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/report/grouping.h"
#include "harness/report/time_to.h"
#include "harness/report/value.h"
#include "harness/schema/layer_epoch.h"

namespace actsweep::report {
namespace {

using Trials = std::vector<const Observation*>;

bool is_over(const FigureSpec& figure, const std::string& key) {
  return figure.x == key || figure.by == key || figure.where.contains(key);
}

bool is_layer_metric(const std::string& name) {
  const auto& metrics = layer_metrics();
  return std::any_of(metrics.begin(), metrics.end(), [&](const LayerMetric& metric) { return name == metric.name; });
}

bool is_where(const Observation& one, const FigureSpec& figure) {
  return std::all_of(figure.where.begin(), figure.where.end(),
                     [&](const auto& condition) { return is_value(value_of(one, condition.first), condition.second); });
}

/// Those at which no axis that the figure does not show, and that does not go with what it shows, stands elsewhere than
/// usual.
Trials usual_ones(const Input& input, const FigureSpec& figure, Trials trials) {
  const Trials all = all_trials(input);
  for (const AxisInfo& axis : input.axes) {
    if (is_seed(axis.key) || is_over(figure, axis.key)) continue;
    if (is_determined(all, axis.key, {figure.x, figure.by})) continue;  // as the rates of an optimizer
    if (const auto usual = majority_value(all, axis.key)) trials = with_value(trials, axis.key, *usual);
  }
  return trials;
}

int epoch_of(const Observation& detail) { return value_of(detail, kEpochKey).get<int>(); }

/// Of each trial those after the last epoch that has any.
Trials last_epochs(const Trials& details) {
  std::map<std::string, int> last;
  for (const Observation* one : details) {
    int& epoch = last[one->trial_id];
    epoch = std::max(epoch, epoch_of(*one));
  }
  Trials kept;
  std::copy_if(details.begin(), details.end(), std::back_inserter(kept),
               [&](const Observation* one) { return epoch_of(*one) == last[one->trial_id]; });
  return kept;
}

const std::vector<Observation>& details_in(const Input& input, Detail detail) {
  return detail == Detail::kEpochs ? input.epochs : detail == Detail::kLayers ? input.layers : input.densities;
}

}  // namespace

Detail detail_of(const FigureSpec& figure) {
  if (figure.y == kDensityMetric) return Detail::kDensities;
  // Epochs have a gradient norm of their own, that of the whole network.
  if (is_layer_metric(figure.y) && (figure.y != "grad_norm" || is_over(figure, kLayerKey))) return Detail::kLayers;
  return is_over(figure, kEpochKey) ? Detail::kEpochs : Detail::kTrials;
}

bool is_detail_key(const std::string& key) { return key == kEpochKey || key == kLayerKey || key == kPreactivationKey; }

bool needs_epochs(const FigureSpec& figure) {
  return detail_of(figure) == Detail::kEpochs || time_to(figure.y).has_value();
}

Trials details_of(const Input& input, const FigureSpec& figure, const Trials& trials) {
  const Detail detail = detail_of(figure);
  if (figure.usual) {
    FigureSpec rest = figure;
    rest.usual = false;
    return details_of(input, rest, usual_ones(input, figure, trials));
  }
  Trials found;
  if (detail == Detail::kTrials) {
    std::copy_if(trials.begin(), trials.end(), std::back_inserter(found),
                 [&](const Observation* trial) { return is_where(*trial, figure); });
    return found;
  }
  std::set<std::string> ids;
  for (const Observation* trial : trials) ids.insert(trial->trial_id);
  for (const Observation& one : details_in(input, detail)) {
    // A layer has either what its activation or what its weights were seen to do.
    const bool is_of_kind = detail != Detail::kLayers || one.metrics.contains(figure.y);
    if (ids.contains(one.trial_id) && is_of_kind && is_where(one, figure)) found.push_back(&one);
  }
  return detail == Detail::kLayers && !is_over(figure, kEpochKey) ? last_epochs(found) : found;
}

std::vector<std::string> detail_keys(const FigureSpec& figure) {
  switch (detail_of(figure)) {
    case Detail::kTrials: return {};
    case Detail::kEpochs: return {kEpochKey};
    default: return {kLayerKey, kEpochKey};
  }
}

}  // namespace actsweep::report
