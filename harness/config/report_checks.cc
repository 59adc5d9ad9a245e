#include "harness/config/report_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/report/details.h"
#include "harness/report/metric.h"
#include "harness/report/time_to.h"
#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"
#include "harness/util/nearest.h"

namespace actsweep {
namespace {

using report::Detail;
using report::FigureSpec;

class ReportChecks {
 public:
  ReportChecks(const Experiment& experiment, const std::map<std::string, const Param*>& params)
      : experiment_(experiment) {
    for (const auto& [key, param] : params) keys_.push_back(key);
  }

  void check(const FigureSpec& figure) const {
    const Detail detail = report::detail_of(figure);
    check_key(figure, figure.x, detail);
    if (!figure.by.empty()) check_key(figure, figure.by, detail);
    if (figure.x == figure.by) {
      fail_at(figure.place, kFigures, figure.x + (figure.is_table ? " is both rows and columns" : " is both x and by"));
    }
    for (const auto& [key, value] : figure.where) check_key(figure, key, detail);
    check_metric(figure, detail);
    if (figure.is_table && report::describe_metric(figure.y, 0).better == report::Metric::Better::kNeither) {
      fail_at(figure.place, kFigures,
              figure.y + " has no better side, by which a table marks the best; test_top1, test_loss and seconds have");
    }
    if (figure.select) check(*figure.select, figure.place, "report.figures.select");
    const bool needs_diagnostics = detail == Detail::kLayers || detail == Detail::kDensities;
    if (needs_diagnostics && !sets("diagnostics.images")) {
      fail_at(figure.place, kFigures,
              figure.y +
                  " is measured on images that run through the network, which these trials leave out; add, say, "
                  "diagnostics: {images: 256}");
    }
  }

  void check(const report::Selection& selection, const std::string& place, const std::string& key) const {
    if (!varies(selection.over)) fail_at(place, key + ".over", selection.over + " is no axis of the grid");
    if (!sets("validation")) {
      fail_at(place, key + ".by",
              selection.by + " is measured on a validation part, which trials lack; add, say, validation: 0.1");
    }
  }

 private:
  static constexpr const char* kFigures = "report.figures";

  bool varies(const std::string& key) const {
    return std::any_of(experiment_.blocks.begin(), experiment_.blocks.end(), [&](const GridBlock& block) {
      return std::any_of(block.axes.begin(), block.axes.end(), [&](const Axis& axis) {
        return std::find(axis.keys.begin(), axis.keys.end(), key) != axis.keys.end();
      });
    });
  }

  bool sets(const std::string& key) const { return varies(key) || experiment_.trial.contains(key); }

  /// Those keys of details that a kind of them has.
  static bool has_key(Detail detail, const std::string& key) {
    if (key == report::kEpochKey) return detail != Detail::kTrials;
    if (key == report::kLayerKey) return detail == Detail::kLayers || detail == Detail::kDensities;
    return key == report::kPreactivationKey && detail == Detail::kDensities;
  }

  void check_key(const FigureSpec& figure, const std::string& key, Detail detail) const {
    if (std::find(keys_.begin(), keys_.end(), key) != keys_.end() || has_key(detail, key)) return;
    fail_at(figure.place, kFigures, fmt::format("{} is no key of these trials{}", key, did_you_mean(key, keys_)));
  }

  void check_metric(const FigureSpec& figure, Detail detail) const {
    if (detail == Detail::kDensities) {
      if (figure.x == report::kPreactivationKey && figure.by != report::kEpochKey) return;
      fail_at(figure.place, kFigures,
              "density is that of pre-activations: give it x: preactivation, and any by but epoch");
    }
    std::vector<std::string> metrics;
    for (const EpochMetric& metric : epoch_metrics()) metrics.emplace_back(metric.name);
    for (const LayerMetric& metric : layer_metrics()) metrics.emplace_back(metric.name);
    if (std::find(metrics.begin(), metrics.end(), figure.y) != metrics.end() || report::time_to(figure.y)) return;
    fail_at(figure.place, kFigures, fmt::format("{} is no metric{}", figure.y, did_you_mean(figure.y, metrics)));
  }

  const Experiment& experiment_;
  std::vector<std::string> keys_;
};

}  // namespace

void check_report(const Experiment& experiment, const std::map<std::string, const Param*>& params) {
  const ReportChecks checks(experiment, params);
  for (const FigureSpec& figure : experiment.figures) checks.check(figure);
  for (const claims::Claim& claim : experiment.claims) {
    if (claim.select) checks.check(*claim.select, claim.place, "report.claims.select");
  }
}

}  // namespace actsweep
