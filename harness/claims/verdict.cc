#include "harness/claims/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "harness/claims/claim_trials.h"
#include "harness/results/value.h"
#include "harness/statistics/multiplicity.h"
#include "harness/util/text.h"

namespace actsweep::claims {
namespace {

using nlohmann::json;
using Kind = Claim::Kind;
using statistics::Estimate;

/// Both activations at one point, or one activation at two.
struct Sides {
  Runs ours, theirs;
  std::string point;
};

class Evidence {
 public:
  Evidence(const Results& results, const Claim& claim) : claim_(claim), trials_(results, claim) {
    verdict_.claim = claim;
    verdict_.experiment = results.name;
    verdict_.scale = results.scale;
  }

  Verdict gather() {
    add_published();
    if (!trials_.missing().empty()) {
      verdict_.notes.push_back(trials_.missing());
      return std::move(verdict_);
    }
    if (claim_.select) verdict_.notes = describe_choices(trials_.selected(), *claim_.select);
    verdict_.seeds = SIZE_MAX;
    const std::vector<Sides> sides = all_sides();
    for (std::size_t i = 0; i < sides.size(); ++i) {
      weigh_point(sides[i], verdict_.points[i]);
      verdict_.seeds = std::min(verdict_.seeds, verdict_.points[i].pairs);
    }
    if (const std::size_t coming = trials_.still_to_come(); coming > 0) {
      verdict_.is_complete = false;
      verdict_.notes.push_back(counted(coming, "trial") + " still to come: judged when they have ended");
      return std::move(verdict_);
    }
    if (verdict_.seeds < 2) {
      const char* const note =
          verdict_.seeds == 0 ? "trials are missing at a point" : "one seed is no spread: run more";
      verdict_.notes.emplace_back(note);
      return std::move(verdict_);
    }
    verdict_.evidence = trials_.evidence();
    weigh_claim();
    verdict_.effect = claim_.kind == Kind::kStable ? largest_effect() : mean_effect(sides);
    note_ranks();
    note_divergence();
    note_power();
    return std::move(verdict_);
  }

 private:
  bool has_direction() const { return claim_.kind != Kind::kEquivalent && claim_.kind != Kind::kStable; }
  /// Of a claim with a direction, the difference that has to be exceeded.
  double bound() const { return (claim_.kind == Kind::kDrops ? 1 : -1) * claim_.margin.value_or(0); }
  std::size_t n() const { return verdict_.points.size(); }
  /// Of the points, or of the pairs of points, how many have to hold.
  std::size_t min_points() const { return claim_.is_of_one() ? n() : std::min(n(), trials_.min_points()); }

  std::vector<Sides> all_sides() const {
    std::vector<Sides> sides;
    const std::vector<json>& points = trials_.points();
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Runs ours = trials_.runs(claim_.activation, points[i]);
      if (!claim_.is_of_one()) {
        sides.push_back({ours, trials_.runs(claim_.other, points[i]), {}});
        continue;
      }
      for (std::size_t k = i + 1; k < points.size(); ++k) {
        sides.push_back({ours, trials_.runs(claim_.activation, points[k]), {}});
      }
    }
    return sides;
  }

  void weigh_point(const Sides& sides, PointEvidence& point) const {
    const auto& [ours, theirs, name] = sides;
    point.runs = ours.by_seed.size();
    point.other_runs = theirs.by_seed.size();
    point.diverged = ours.diverged;
    point.other_diverged = theirs.diverged;
    const PairwiseComparison comparison = compare(trials_.metric(), ours, theirs);
    point.pairs = comparison.pairs;
    point.paired = comparison.paired;
    point.correlation = comparison.correlation;
    if (!comparison.effect) return;
    point.effect = *comparison.effect;
    const double margin = claim_.margin.value_or(0);
    const Estimate& effect = point.effect;
    if (has_direction()) {
      point.p_for = effect.p_greater(bound());
      point.p_against = effect.p_less(bound());
    } else {
      point.p_for = statistics::p_equivalent(effect, margin);
      point.p_against = std::min(1.0, 2 * std::min(effect.p_greater(margin), effect.p_less(-margin)));
    }
  }

  /// The claim's own p, that of its refutation, and that of its reverse.
  void weigh_claim() {
    std::vector<double> of, against;
    for (const PointEvidence& point : verdict_.points) {
      of.push_back(point.p_for);
      against.push_back(point.p_against);
    }
    const std::vector<double> holm = statistics::holm(of);
    for (std::size_t i = 0; i < n(); ++i) verdict_.points[i].p_for_holm = holm[i];
    verdict_.p_for = statistics::partial_conjunction(of, min_points());
    verdict_.p_refuted = statistics::partial_conjunction(against, n() - min_points() + 1);
    if (claim_.kind == Kind::kBetter) verdict_.p_opposite = statistics::partial_conjunction(against, min_points());
  }

  /// The mean over the points: of each seed's own mean where all have the same seeds, else of the points' effects as
  /// if these were independent.
  Estimate mean_effect(const std::vector<Sides>& sides) const {
    std::map<std::string, std::vector<double>> differences;
    for (const Sides& side : sides) {
      for (const auto& [seed, value] : side.ours.by_seed) {
        const auto other = side.theirs.by_seed.find(seed);
        if (other != side.theirs.by_seed.end()) differences[seed].push_back(value - other->second);
      }
    }
    std::vector<double> means;
    for (const auto& [seed, all] : differences) {
      if (all.size() == n()) means.push_back(std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(n()));
    }
    if (means.size() >= 2) return statistics::paired_difference(means, std::vector<double>(means.size(), 0.0));
    Estimate mean{0, 0, verdict_.points.front().effect.freedom};
    for (const PointEvidence& point : verdict_.points) {
      mean.effect += point.effect.effect / static_cast<double>(n());
      mean.error = std::hypot(mean.error, point.effect.error / static_cast<double>(n()));
      mean.freedom = std::min(mean.freedom, point.effect.freedom);
    }
    return mean;
  }

  Estimate largest_effect() const {
    const auto size = [](const PointEvidence& point) { return std::abs(point.effect.effect); };
    return std::max_element(verdict_.points.begin(), verdict_.points.end(),
                            [&](const auto& a, const auto& b) { return size(a) < size(b); })
        ->effect;
  }

  /// Names the points, and judges what was published of them.
  void add_published() {
    const std::vector<json>& points = trials_.points();
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (!claim_.is_of_one()) {
        add_point(points[i].is_null() ? "all" : value_text(points[i]), trials_.published(claim_.activation, points[i]),
                  trials_.published(claim_.other, points[i]));
        continue;
      }
      for (std::size_t k = i + 1; k < points.size(); ++k) {
        add_point(value_text(points[i]) + " – " + value_text(points[k]),
                  trials_.published(claim_.activation, points[i]), trials_.published(claim_.activation, points[k]));
      }
    }
    std::size_t known = 0, holding = 0, unclear = 0;
    const double margin = claim_.margin.value_or(0);
    for (const PointEvidence& point : verdict_.points) {
      if (!point.published) continue;
      ++known;
      const double difference = *point.published;
      const bool holds = has_direction() ? difference > bound() : std::abs(difference) < margin;
      unclear += point.published_is_clear ? 0 : 1;
      holding += holds && point.published_is_clear ? 1 : 0;
    }
    if (known == 0) {
      verdict_.published = "no numbers";
      return;
    }
    const char* const word = known < n()                         ? "not all points"
                             : holding >= min_points()           ? "holds"
                             : holding + unclear >= min_points() ? "unclear"
                                                                 : "fails";
    verdict_.published = fmt::format("{} ({} of {}{})", word, holding, known,
                                     unclear > 0 ? fmt::format(", {} unresolved", unclear) : "");
  }

  void add_point(const std::string& name, const std::optional<std::pair<double, double>>& ours,
                 const std::optional<std::pair<double, double>>& theirs) {
    PointEvidence point;
    point.point = name;
    if (ours && theirs) {
      point.published = ours->first - theirs->first;
      const double margin = claim_.margin.value_or(0), misread = ours->second + theirs->second;
      const double distance = has_direction() ? *point.published - bound() : std::abs(*point.published) - margin;
      point.published_is_clear = std::abs(distance) > misread || misread == 0;
    }
    verdict_.points.push_back(std::move(point));
  }

  void note_ranks() {
    if (!has_direction()) return;
    const double least_p = statistics::min_signed_rank_p(verdict_.seeds) * static_cast<double>(n() - min_points() + 1);
    if (2 * least_p <= kAlpha) return;
    verdict_.notes.push_back(fmt::format(
        "{} seeds are too few for a test by ranks, which could not reach {:g} here: all rests on Student's t, "
        "and so on normal differences",
        verdict_.seeds, kAlpha));
  }

  void note_divergence() {
    std::size_t diverged = 0, other = 0, runs = 0, other_runs = 0;
    for (const PointEvidence& point : verdict_.points) {
      diverged += point.diverged, other += point.other_diverged, runs += point.runs, other_runs += point.other_runs;
    }
    if (diverged + other == 0 || claim_.is_of_one()) return;
    const double p = std::min({1.0, 2 * statistics::fisher_greater(diverged, runs, other, other_runs),
                               2 * statistics::fisher_greater(other, other_runs, diverged, runs)});
    verdict_.notes.push_back(
        fmt::format("diverged: {} {} of {}, {} {} of {} (Fisher's exact p {:.2g}); they count as chance, or as the "
                    "worst there if that "
                    "is worse",
                    claim_.activation, diverged, runs, claim_.other, other, other_runs, p));
  }

  /// For the margin, never for the difference that was found.
  void note_power() {
    if (!claim_.margin) return;
    double widest = 0;
    for (const PointEvidence& point : verdict_.points) {
      widest = std::max(widest, point.effect.error * std::sqrt(static_cast<double>(point.pairs)));
    }
    // Of two tests that both have to succeed, each needs half the failures.
    const double power = has_direction() ? 0.8 : 0.9;
    const double alpha = kAlpha / 2 / static_cast<double>(n() - min_points() + 1);
    const auto pairs = statistics::pairs_for(*claim_.margin, widest, alpha, power);
    verdict_.notes.push_back(
        pairs ? fmt::format("seeds to settle one point with 80 % power, if there is no difference: {}", *pairs)
              : "one point could not be settled with any number of seeds that one can run");
  }

  const Claim& claim_;
  ClaimTrials trials_;
  Verdict verdict_;
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

std::vector<Verdict> gather_evidence(const Results& results, const std::vector<Claim>& claims) {
  const bool informative = is_informative(results);
  std::vector<Verdict> verdicts;
  for (const Claim& claim : claims) {
    verdicts.push_back(Evidence(results, claim).gather());
    if (informative) continue;
    verdicts.back().state = Verdict::State::kUninformative;
    verdicts.back().notes.emplace_back(
        "no point of the sweep is more accurate than guessing: it tells nothing of the claim");
  }
  return verdicts;
}

double alpha_share(int number) {
  return number <= 1 ? 0.8 : 0.2 / (static_cast<double>(number - 1) * static_cast<double>(number));
}

void decide(std::vector<Verdict>& table) {
  // What cannot be tested stays in the family with p 1: whether it can is known from the same trials.
  std::vector<double> p;
  for (const Verdict& verdict : table) {
    const double two_sided = 2 * std::min(verdict.p_for, verdict.p_refuted) / alpha_share(verdict.analysis);
    p.push_back(verdict.is_tested() ? std::min(1.0, two_sided) : 1);
  }
  const std::vector<double> adjusted = statistics::benjamini_hochberg(p);
  const auto rejected = std::count_if(adjusted.begin(), adjusted.end(), [](double q) { return q <= kAlpha; });
  const double level = kAlpha * static_cast<double>(rejected) / static_cast<double>(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    Verdict& verdict = table[i];
    if (!verdict.is_tested()) continue;
    verdict.p_adjusted = adjusted[i];
    if (adjusted[i] > kAlpha) {
      verdict.state = Verdict::State::kUndecided;
    } else if (verdict.p_for < verdict.p_refuted) {
      verdict.state = Verdict::State::kReproduced;
    } else {
      const bool is_reversed = 2 * verdict.p_opposite / alpha_share(verdict.analysis) <= level;
      verdict.state = is_reversed ? Verdict::State::kOpposite : Verdict::State::kNotReproduced;
    }
  }
}

}  // namespace actsweep::claims
