#include "harness/claims/ranking.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/results/published_point.h"
#include "harness/results/value.h"
#include "harness/statistics/multiplicity.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/sha256.h"

namespace actsweep::claims {
namespace {

using nlohmann::json;

class Ranker {
 public:
  Ranker(const Results& results, const RankingRequest& request) : results_(results), metric_(request.metric, results) {
    ranking_ = {.experiment = results.name,
                .request = request,
                .metric = metric_.metric(),
                .set_ups = find_ranking_points(results),
                .orders = {},
                .comparisons = {},
                .unfinished = {},
                .diverged = 0,
                .missing = {}};
  }

  Ranking rank() {
    check_activation();
    for (std::size_t i = 0; i < ranking_.set_ups.points.size(); ++i) add_point(i);
    for (const auto& [a, b] : wanted_pairs()) {
      for (std::size_t i = 0; i < runs_.size(); ++i) {
        if (!runs_[i].empty()) add_pair(a, b, i);
      }
    }
    if (ranking_.missing.empty() && ranking_.comparisons.empty()) {
      ranking_.missing = ranking_.set_ups.activations.size() < 2 ? "there is but one activation"
                                                                 : "no two activations have trials at the same point";
    }
    adjust_together({&ranking_});
    for (RankingPoint& point : ranking_.set_ups.points) point.trials.clear();  // the ranking may outlive them
    return std::move(ranking_);
  }

 private:
  const std::vector<std::string>& activations() const { return ranking_.set_ups.activations; }

  /// With or without keys of its own: elu is elu (alpha 0.5), too.
  bool is_named(const std::string& activation) const {
    return activation == ranking_.request.of || activation.starts_with(ranking_.request.of + " (");
  }

  void check_activation() {
    const std::string& of = ranking_.request.of;
    if (of.empty()) return;
    if (std::any_of(activations().begin(), activations().end(), [&](const auto& name) { return is_named(name); })) {
      return;
    }
    std::vector<std::string> known;
    if (const AxisValues* axis = find_axis(results_.file_axes, kActivation)) {
      for (const json& value : axis->values) known.push_back(value_text(value));
    }
    if (known.empty()) known = activations();
    if (std::find(known.begin(), known.end(), of) == known.end()) {
      throw InputError(fmt::format("{}: report.ranking.of: {} is no activation of the grid{}; it has {}",
                                   ranking_.request.place, of, did_you_mean(of, known), fmt::join(known, ", ")));
    }
    ranking_.missing = fmt::format("{} is not in the selection", of);
  }

  /// The later one of the file first: what is new against what was there.
  std::vector<std::pair<std::size_t, std::size_t>> wanted_pairs() const {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    const bool is_of_one = !ranking_.request.of.empty();
    for (std::size_t a = 0; a < activations().size(); ++a) {
      if (is_of_one && !is_named(activations()[a])) continue;
      for (std::size_t b = 0; b < activations().size(); ++b) {
        if (is_of_one ? !is_named(activations()[b]) : b < a) pairs.emplace_back(a, b);
      }
    }
    return pairs;
  }

  void add_point(std::size_t number) {
    const RankingPoint& point = ranking_.set_ups.points[number];
    ranking_.orders.emplace_back();
    runs_.emplace_back();
    const auto all = point.all_trials();
    if (std::any_of(all.begin(), all.end(), [](const Observation* trial) { return trial->is_unfinished(); })) {
      ranking_.unfinished.push_back(number);
      return;
    }
    std::vector<double> means;
    std::vector<std::size_t>& order = ranking_.orders.back();
    for (std::size_t i = 0; i < activations().size(); ++i) {
      const Runs runs = metric_.runs(point.trials[i], all);
      ranking_.diverged += runs.diverged;
      means.push_back(runs.empty() ? 0 : runs.mean());
      if (!runs.empty()) order.push_back(i);
      runs_.back().push_back(runs);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return means[a] > means[b]; });
  }

  void add_pair(std::size_t a, std::size_t b, std::size_t point) {
    const Runs& ours = runs_[point][a];
    const Runs& theirs = runs_[point][b];
    if (ours.empty() || theirs.empty()) return;
    PairAtPoint pair{compare(metric_, ours, theirs), a, b, point};
    pair.trials = trials_of(pair);
    add_published(pair);
    ranking_.comparisons.push_back(std::move(pair));
  }

  std::string trials_of(const PairAtPoint& pair) const {
    std::set<std::string> ids;
    for (const std::size_t activation : {pair.a, pair.b}) {
      for (const Observation* trial : ranking_.set_ups.points[pair.point].trials[activation]) {
        ids.insert(trial->trial_id);
      }
    }
    return sha256_of(fmt::format("{}", fmt::join(ids, " ")));
  }

  const PublishedNumber* find_published(std::size_t activation, std::size_t point) const {
    const std::string& name = activations()[activation];
    const RankingPoints& all = ranking_.set_ups;
    return all.keys.empty() ? actsweep::find_published(results_, kActivation, json(name), ranking_.metric.name, name)
                            : actsweep::find_published(results_, all.keys.front(), all.points[point].values.front(),
                                                       ranking_.metric.name, name);
  }

  /// What was published was of sweeps of one key: where we vary more, no point is the published one.
  void add_published(PairAtPoint& pair) const {
    if (ranking_.set_ups.keys.size() > 1) return;
    const auto published =
        compare_published(metric_, find_published(pair.a, pair.point), find_published(pair.b, pair.point));
    if (!published) return;
    pair.published = published->difference;
    pair.by_published = published->result;
  }

  const Results& results_;
  OrientedMetric metric_;
  Ranking ranking_;
  std::vector<std::vector<Runs>> runs_;  ///< by point and activation; none at a point that is left out
};

}  // namespace

Ranking make_ranking(const Results& results, const RankingRequest& request) { return Ranker(results, request).rank(); }

void adjust_together(const std::vector<Ranking*>& rankings) {
  std::set<std::string> seen;
  std::vector<PairAtPoint*> tested;
  for (Ranking* ranking : rankings) {
    for (PairAtPoint& pair : ranking->comparisons) {
      pair.is_repeated = !seen.insert(pair.trials).second;
      if (!pair.is_repeated) tested.push_back(&pair);
    }
  }
  std::vector<double> p(tested.size());
  std::transform(tested.begin(), tested.end(), p.begin(), [](const PairAtPoint* pair) { return pair->p; });
  const std::vector<double> adjusted = statistics::holm(p);
  for (std::size_t i = 0; i < tested.size(); ++i) tested[i]->p_holm = adjusted[i];
}

std::vector<WinTieLoss> win_tie_loss(const std::vector<const Ranking*>& rankings) {
  std::vector<WinTieLoss> rows;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const Ranking* ranking : rankings) {
    const auto label = [&](std::size_t i) { return activation_label(ranking->set_ups.activations[i]); };
    for (const PairAtPoint& pair : ranking->comparisons) {
      const auto [place, is_new] = places.emplace(std::pair(label(pair.a), label(pair.b)), rows.size());
      if (is_new) {
        rows.emplace_back();
        rows.back().a = label(pair.a), rows.back().b = label(pair.b);
      }
      WinTieLoss& row = rows[place->second];
      if (pair.published) row.published.add(pair.by_published);
      if (pair.is_repeated) continue;
      row.by_mean.add(pair.by_mean);
      row.significant.add(pair.significant());
      row.untested += pair.is_tested() ? 0 : 1;
    }
  }
  return rows;
}

}  // namespace actsweep::claims
