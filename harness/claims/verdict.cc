#include "harness/claims/verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>

#include "harness/report/grouping.h"
#include "harness/report/metric.h"
#include "harness/report/value.h"
#include "harness/statistics/multiplicity.h"
#include "harness/util/error.h"

namespace actsweep::claims {
namespace {

using nlohmann::json;
using report::Input;
using report::Observation;
using Kind = Claim::Kind;

constexpr const char* kActivation = "model.activation";

/// Values of one activation at one point, by what is paired: the seeds.
struct Runs {
  std::map<std::string, double> by_seed;
  std::size_t diverged = 0;

  std::vector<double> values() const {
    std::vector<double> values;
    for (const auto& [seed, value] : by_seed) values.push_back(value);
    return values;
  }
};

bool is_value(const json& value, const std::string& text) {
  if (!value.is_number()) return report::value_text(value) == text;
  double number = 0;
  const char* const end = text.data() + text.size();
  return std::from_chars(text.data(), end, number).ptr == end && number == value.get<double>();
}

/// The trials' seeds as one text.
std::string seeds_of(const Observation& trial) {
  std::string seeds;
  for (const auto& [key, value] : trial.config) {
    if (key == "seed" || key.starts_with("seeds.")) seeds += report::value_text(value) + ' ';
  }
  return seeds;
}

[[noreturn]] void refuse(const Claim& claim, const std::string& what) { throw InputError(claim.place + ": " + what); }

/// Judges one claim on the trials of its experiment.
class Evidence {
 public:
  Evidence(const Input& input, const Claim& claim)
      : input_(input), claim_(claim), metric_(report::describe_metric(claim.metric, input.classes)) {
    over_ = !claim.over.empty() ? claim.over : input.figures.empty() ? "" : input.figures.front().x;
    choose_points();
    for (const std::string& activation : {claim.activation, claim.other}) {
      const bool known =
          activation.empty() || std::any_of(input.trials.begin(), input.trials.end(), [&](const auto& t) {
            return is_value(report::value_of(t, kActivation), activation);
          });
      if (!known) refuse(claim, fmt::format("report.claims: the experiment has no trial with {}", activation));
    }
  }

  Verdict gather() {
    Verdict verdict;
    verdict.claim = claim_;
    verdict.experiment = input_.name;
    verdict.scale = input_.scale;
    for (const std::string& point : points_) verdict.points.push_back(evidence_at(point));
    verdict.seeds = SIZE_MAX;
    for (const PointEvidence& point : verdict.points) verdict.seeds = std::min(verdict.seeds, point.pairs);
    weigh(verdict);
    verdict.effect = mean_effect();
    add_published(verdict);
    if (is_uninformative()) {
      verdict.state = Verdict::State::kUninformative;
      verdict.notes.push_back("no point of the sweep is better than guessing: it tells nothing of the claim");
    }
    add_notes(verdict);
    return verdict;
  }

 private:
  void choose_points() {
    std::vector<std::string> all;
    const bool has_axis = !over_.empty() && over_ != kActivation;
    if (has_axis) {
      std::vector<const Observation*> trials;
      for (const Observation& trial : input_.trials) trials.push_back(&trial);
      for (const json& value : report::distinct_values(input_, over_, trials)) all.push_back(report::value_text(value));
    } else {
      all.emplace_back();
    }
    points_ = all;
    if (!claim_.at.empty()) {
      points_.clear();
      for (const std::string& wanted : claim_.at) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const std::string& point) {
          return point == wanted || is_value(json::parse(point, nullptr, false), wanted);
        });
        if (found == all.end()) {
          refuse(claim_,
                 fmt::format("report.claims.at: {} has no value {}; it has {}", over_, wanted, fmt::join(all, ", ")));
        }
        points_.push_back(*found);
      }
    }
    // A part of the axis, as on the command line, needs the same share of it.
    n_ = static_cast<int>(points_.size());
    least_ = n_;
    if (!claim_.least) return;
    least_ = *claim_.of == n_ ? *claim_.least : (*claim_.least * n_ + *claim_.of - 1) / *claim_.of;
  }

  double sign() const { return metric_.kind == report::Metric::Kind::kLoss ? -1 : 1; }

  /// Of a trial, as the claim counts it: larger is better.
  std::optional<double> counted(const Observation& trial) const {
    if (trial.state == "diverged") return metric_.chance ? std::optional(sign() * *metric_.chance) : std::nullopt;
    const auto found = trial.metrics.find(claim_.metric);
    if (trial.state != "done" || found == trial.metrics.end()) return std::nullopt;
    return sign() * found->second;
  }

  Runs runs_of(const std::string& activation, const std::string& point) const {
    Runs runs;
    for (const Observation& trial : input_.trials) {
      if (!is_value(report::value_of(trial, kActivation), activation)) continue;
      if (!point.empty() && report::value_text(report::value_of(trial, over_)) != point) continue;
      const std::optional<double> value = counted(trial);
      if (!value) continue;
      const std::string seeds = seeds_of(trial);
      if (!runs.by_seed.emplace(seeds, *value).second) {
        refuse(claim_, fmt::format("report.claims: several trials of {} at {} {} have the same seed: a claim is about "
                                   "one axis beside the activation",
                                   activation, over_, point));
      }
      runs.diverged += trial.state == "diverged" ? 1 : 0;
    }
    return runs;
  }

  PointEvidence evidence_at(const std::string& point) {
    PointEvidence evidence;
    evidence.point = point;
    const Runs ours = runs_of(claim_.activation, point);
    const Runs theirs =
        claim_.kind == Kind::kStable ? runs_of(claim_.activation, points_.front()) : runs_of(claim_.other, point);
    evidence.runs = ours.by_seed.size();
    evidence.other_runs = theirs.by_seed.size();
    evidence.diverged = ours.diverged;
    evidence.other_diverged = theirs.diverged;
    std::vector<double> a, b;
    for (const auto& [seed, value] : ours.by_seed) {
      const auto other = theirs.by_seed.find(seed);
      if (other == theirs.by_seed.end()) continue;
      a.push_back(value);
      b.push_back(other->second);
      differences_[seed][point] = value - other->second;
    }
    evidence.pairs = a.size();
    if (a.size() >= 2) {
      evidence.effect = statistics::paired_difference(a, b);
      evidence.correlation = statistics::correlation(a, b);
    } else if (a.empty() && ours.by_seed.size() >= 2 && theirs.by_seed.size() >= 2) {
      evidence.paired = false;
      evidence.pairs = std::min(ours.by_seed.size(), theirs.by_seed.size());
      evidence.effect = statistics::welch_difference(ours.values(), theirs.values());
    } else {
      return evidence;
    }
    set_ps(evidence);
    return evidence;
  }

  void set_ps(PointEvidence& evidence) const {
    const double margin = claim_.margin.value_or(0);
    const statistics::Estimate& effect = evidence.effect;
    if (claim_.kind == Kind::kBetter || claim_.kind == Kind::kNotWorse) {
      evidence.p_for = effect.p_greater(-margin);
      evidence.p_against = effect.p_less(-margin);
    } else {
      evidence.p_for = statistics::p_equivalent(effect, margin);
      evidence.p_against = std::min(1.0, 2 * std::min(effect.p_greater(margin), effect.p_less(-margin)));
    }
  }

  /// The claim's own p, that of its refutation, and that of its reverse.
  void weigh(Verdict& verdict) const {
    if (verdict.seeds < 2) return;
    std::vector<double> of, against;
    for (const PointEvidence& point : verdict.points) {
      of.push_back(point.p_for);
      against.push_back(point.p_against);
    }
    if (claim_.kind == Kind::kStable && of.size() > 1) {  // the first point is compared with itself
      of.erase(of.begin());
      against.erase(against.begin());
    }
    const std::vector<double> holm = statistics::holm(of);
    for (std::size_t i = 0; i < holm.size(); ++i)
      verdict.points[verdict.points.size() - holm.size() + i].p_for_holm = holm[i];
    const auto n = of.size();
    const std::size_t k = claim_.kind == Kind::kStable ? n : static_cast<std::size_t>(least_);
    verdict.p_for = statistics::partial_conjunction(of, k);
    verdict.p_refuted = statistics::partial_conjunction(against, n - k + 1);
    if (claim_.kind == Kind::kBetter) verdict.p_opposite = statistics::partial_conjunction(against, k);
  }

  /// The mean over the points, from the means of each seed over them.
  statistics::Estimate mean_effect() const {
    std::vector<double> means;
    for (const auto& [seed, at] : differences_) {
      if (at.size() != points_.size()) continue;
      const double sum =
          std::accumulate(at.begin(), at.end(), 0.0, [](double s, const auto& d) { return s + d.second; });
      means.push_back(sum / static_cast<double>(at.size()));
    }
    if (means.size() < 2) return {};
    return statistics::paired_difference(means, std::vector<double>(means.size(), 0.0));
  }

  /// Whether even the best of the points is no better than guessing.
  bool is_uninformative() const {
    if (!metric_.chance) return false;
    std::vector<double> p;
    for (const std::string& point : points_) {
      for (const std::string& activation : {claim_.activation, claim_.other}) {
        if (activation.empty()) continue;
        const std::vector<double> values = runs_of(activation, point).values();
        if (values.size() < 2) return false;  // not known yet
        const std::vector<double> chance(values.size(), sign() * *metric_.chance);
        p.push_back(statistics::paired_difference(values, chance).p_greater());
      }
    }
    return statistics::partial_conjunction(p, 1) > kAlpha;
  }

  std::optional<double> published_at(const std::string& activation, const std::string& point) const {
    for (const PublishedNumber& number : input_.published) {
      const bool is_a_run = number.statistic == "single" || number.statistic == "mean";
      if (!is_a_run || number.metric != claim_.metric || number.activation != activation) continue;
      if (point.empty() || (number.key == over_ &&
                            (number.value == point || is_value(json::parse(point, nullptr, false), number.value)))) {
        return sign() * number.in_our_unit();
      }
    }
    return std::nullopt;
  }

  void add_published(Verdict& verdict) const {
    int known = 0, holding = 0;
    for (PointEvidence& point : verdict.points) {
      const auto ours = published_at(claim_.activation, point.point);
      const auto theirs = published_at(claim_.kind == Kind::kStable ? claim_.activation : claim_.other,
                                       claim_.kind == Kind::kStable ? points_.front() : point.point);
      if (!ours || !theirs) continue;
      const double difference = *ours - *theirs, margin = claim_.margin.value_or(0);
      point.published = difference;
      ++known;
      const bool within = std::abs(difference) < margin;
      holding += claim_.kind == Kind::kBetter     ? difference > 0
                 : claim_.kind == Kind::kNotWorse ? difference > -margin
                                                  : within;
    }
    if (known == 0) {
      verdict.published = "no numbers";
      return;
    }
    const bool holds = known == n_ && holding >= least_;
    verdict.published = fmt::format("{} ({} of {})",
                                    known < n_ ? "not all points"
                                    : holds    ? "holds"
                                               : "fails",
                                    holding, known);
  }

  void add_notes(Verdict& verdict) const {
    if (verdict.seeds < 2) {
      verdict.notes.push_back(verdict.seeds == 0 ? "trials are missing at a point" : "one seed is no spread: run more");
      return;
    }
    const double rank = statistics::least_signed_rank_p(verdict.seeds) * (n_ - least_ + 1);
    if (claim_.kind != Kind::kStable && 2 * rank > kAlpha) {
      verdict.notes.push_back(
          fmt::format("{} seeds are too few for a test by ranks, which could not reach {:.2g} here: all rests on "
                      "Student's t, and so "
                      "on normal differences",
                      verdict.seeds, kAlpha));
    }
    std::size_t diverged = 0, other = 0, runs = 0, other_runs = 0;
    double widest = 0;
    for (const PointEvidence& point : verdict.points) {
      diverged += point.diverged, other += point.other_diverged, runs += point.runs, other_runs += point.other_runs;
      widest = std::max(widest, point.effect.error * std::sqrt(static_cast<double>(point.pairs)));
    }
    if (diverged + other > 0 && claim_.kind != Kind::kStable) {
      const double p = std::min({1.0, 2 * statistics::fisher_greater(diverged, runs, other, other_runs),
                                 2 * statistics::fisher_greater(other, other_runs, diverged, runs)});
      verdict.notes.push_back(
          fmt::format("diverged: {} {} of {}, {} {} of {} (Fisher's exact p {:.2g}); they count as chance",
                      claim_.activation, diverged, runs, claim_.other, other, other_runs, p));
    }
    if (claim_.margin && widest > 0) {
      verdict.notes.push_back(
          fmt::format("to find a difference of the margin at each point with 80 % power: {} seeds",
                      statistics::pairs_for(*claim_.margin, widest, kAlpha / 2 / (n_ - least_ + 1), 0.8)));
    }
  }

  const Input& input_;
  const Claim& claim_;
  report::Metric metric_;
  std::string over_;
  std::vector<std::string> points_;
  int n_ = 0, least_ = 0;
  std::map<std::string, std::map<std::string, double>> differences_;  ///< by seeds and point
};

}  // namespace

const char* name_of(Verdict::State state) {
  switch (state) {
    case Verdict::State::kReproduced: return "reproduced";
    case Verdict::State::kNotReproduced: return "not reproduced";
    case Verdict::State::kOpposite: return "opposite";
    case Verdict::State::kUninformative: return "uninformative";
    default: return "undecided";
  }
}

std::vector<Verdict> gather_evidence(const Input& input, const std::vector<Claim>& claims) {
  std::vector<Verdict> verdicts;
  for (const Claim& claim : claims) verdicts.push_back(Evidence(input, claim).gather());
  return verdicts;
}

void decide(std::vector<Verdict>& table) {
  std::vector<Verdict*> judged;
  std::vector<double> p;
  for (Verdict& verdict : table) {
    if (verdict.state == Verdict::State::kUninformative || verdict.seeds < 2) continue;
    judged.push_back(&verdict);
    p.push_back(std::min(1.0, 2 * std::min(verdict.p_for, verdict.p_refuted)));
  }
  const std::vector<double> adjusted = statistics::benjamini_hochberg(p);
  for (std::size_t i = 0; i < judged.size(); ++i) {
    Verdict& verdict = *judged[i];
    verdict.p_adjusted = adjusted[i];
    if (adjusted[i] > kAlpha) {
      verdict.state = Verdict::State::kUndecided;
    } else if (verdict.p_for < verdict.p_refuted) {
      verdict.state = Verdict::State::kReproduced;
    } else {
      // The reverse is asked only where the claim is refuted, and at the level that was left for that.
      const bool reversed = 2 * verdict.p_opposite * (adjusted[i] / std::max(p[i], 1e-300)) <= kAlpha;
      verdict.state = reversed ? Verdict::State::kOpposite : Verdict::State::kNotReproduced;
    }
  }
}

}  // namespace actsweep::claims
