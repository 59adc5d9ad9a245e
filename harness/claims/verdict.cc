#include "harness/claims/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/claims/claim_trials.h"
#include "harness/statistics/tests.h"
#include "harness/store/store.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep::claims {
namespace {

using Kind = Claim::Kind;
using statistics::Estimate;

/// Two activations at one point, or one activation at two points.
struct Sides {
  std::string point;
  const RunsTable::Cell *ours, *theirs;
};

class Evidence {
 public:
  Evidence(const Results& results, const Claim& claim) : claim_(claim), trials_(results, claim) {
    verdict_.claim = claim;
    verdict_.experiment = results.name;
    verdict_.scale = results.scale;
  }

  Verdict gather() {
    const std::vector<Sides> sides = all_sides();
    judge_published(sides);
    if (!trials_.missing().empty()) {
      verdict_.notes.push_back(trials_.missing());
      return std::move(verdict_);
    }
    if (claim_.select) verdict_.notes = describe_choices(trials_.selected(), *claim_.select);
    trials_.check_seeds();
    verdict_.seeds = SIZE_MAX;
    for (std::size_t i = 0; i < sides.size(); ++i) {
      weigh_point(sides[i], verdict_.points[i]);
      verdict_.seeds = std::min(verdict_.seeds, verdict_.points[i].pairs);
    }
    if (const std::size_t unfinished = trials_.unfinished(); unfinished > 0) {
      verdict_.is_complete = false;
      verdict_.notes.push_back(counted(unfinished, "unfinished trial") + ": not judged before they end");
      return std::move(verdict_);
    }
    if (verdict_.seeds < 2) {
      const char* const note =
          verdict_.seeds == 0 ? "trials are missing at a point" : "one seed shows no spread: run more";
      verdict_.notes.emplace_back(note);
      return std::move(verdict_);
    }
    verdict_.evidence = trials_.evidence();
    weigh_claim();
    verdict_.effect = claim_.kind == Kind::kStable ? largest_effect() : mean_effect(sides);
    note_ranks();
    note_divergence(sides);
    note_power();
    return std::move(verdict_);
  }

 private:
  bool has_direction() const { return claim_.kind != Kind::kEquivalent && claim_.kind != Kind::kStable; }
  /// The difference that must be exceeded, if the claim has a direction.
  double bound() const { return (claim_.kind == Kind::kDrops ? 1 : -1) * claim_.margin.value_or(0); }
  std::size_t n() const { return verdict_.points.size(); }
  /// At how many points, or pairs of points, the claim must hold.
  std::size_t min_points() const { return claim_.is_of_one() ? n() : std::min(n(), trials_.min_points()); }

  std::vector<Sides> all_sides() const {
    std::vector<Sides> sides;
    const std::vector<RunsTable::Row>& rows = trials_.table().rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!claim_.is_of_one()) {
        sides.push_back({rows[i].label, &rows[i].cells[0], &rows[i].cells[1]});
        continue;
      }
      for (std::size_t k = i + 1; k < rows.size(); ++k) {
        sides.push_back({rows[i].label + " – " + rows[k].label, &rows[i].cells[0], &rows[k].cells[0]});
      }
    }
    return sides;
  }

  /// Names the points and judges the claim by the published numbers alone.
  void judge_published(const std::vector<Sides>& sides) {
    std::size_t known = 0, holding = 0, unclear = 0;
    for (const Sides& side : sides) {
      PointEvidence& point = verdict_.points.emplace_back();
      point.point = side.point;
      const auto published = compare_published(trials_.table().metric, side.ours->published, side.theirs->published);
      if (!published) continue;
      point.published = published->difference;
      // How far the claim is from failing; negative where it fails.
      const double distance = has_direction() ? published->difference - bound()
                                              : claim_.margin.value_or(0) - std::abs(published->difference);
      const bool is_clear = std::abs(distance) > published->reading_error || published->reading_error == 0;
      ++known;
      unclear += is_clear ? 0 : 1;
      holding += is_clear && distance > 0 ? 1 : 0;
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

  void weigh_point(const Sides& sides, PointEvidence& point) const {
    static_cast<PairwiseComparison&>(point) = compare(trials_.table().metric, sides.ours->runs, sides.theirs->runs);
    if (!point.is_tested()) return;
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

  /// Sets the p-values of the claim, its refutation and its reverse.
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

  /// The mean over the points: over the means of each seed if the points share seeds, else over the points' effects as
  /// if they were independent.
  Estimate mean_effect(const std::vector<Sides>& sides) const {
    std::map<std::string, std::vector<double>> differences;
    for (const Sides& side : sides) {
      for (const auto& [seed, value] : side.ours->runs.by_seed) {
        const auto other = side.theirs->runs.by_seed.find(seed);
        if (other != side.theirs->runs.by_seed.end()) differences[seed].push_back(value - other->second);
      }
    }
    std::vector<double> means;
    for (const auto& [seed, all] : differences) {
      if (all.size() == n()) means.push_back(statistics::mean(all));
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

  void note_ranks() {
    if (!has_direction()) return;
    const double least_p = statistics::min_signed_rank_p(verdict_.seeds) * static_cast<double>(n() - min_points() + 1);
    if (2 * least_p <= kAlpha) return;
    verdict_.notes.push_back(fmt::format(
        "{} seeds are too few for a rank test to reach {:g}: the verdict relies on Student's t, and so on normally "
        "distributed differences",
        verdict_.seeds, kAlpha));
  }

  void note_divergence(const std::vector<Sides>& sides) {
    std::size_t diverged = 0, other = 0, runs = 0, other_runs = 0;
    for (const Sides& side : sides) {
      diverged += side.ours->runs.diverged, other += side.theirs->runs.diverged;
      runs += side.ours->runs.by_seed.size(), other_runs += side.theirs->runs.by_seed.size();
    }
    if (diverged + other == 0 || claim_.is_of_one()) return;
    const double p = std::min({1.0, 2 * statistics::fisher_greater(diverged, runs, other, other_runs),
                               2 * statistics::fisher_greater(other, other_runs, diverged, runs)});
    verdict_.notes.push_back(
        fmt::format("diverged: {} {} of {}, {} {} of {} (Fisher's exact p {:.2g}); they count as chance, or as the "
                    "worst trial at the point if that is worse",
                    claim_.activation, diverged, runs, claim_.other, other, other_runs, p));
  }

  /// For the margin, never for the difference found.
  void note_power() {
    if (!claim_.margin) return;
    double widest = 0;
    for (const PointEvidence& point : verdict_.points) {
      widest = std::max(widest, point.effect.error * std::sqrt(static_cast<double>(point.pairs)));
    }
    // If both of two tests must succeed, each may fail half as often.
    const double power = has_direction() ? 0.8 : 0.9;
    const double alpha = kAlpha / 2 / static_cast<double>(n() - min_points() + 1);
    const auto pairs = statistics::pairs_for(*claim_.margin, widest, alpha, power);
    verdict_.notes.push_back(
        pairs ? fmt::format("seeds to decide one point with 80 % power, if there is no difference: {}", *pairs)
              : "no feasible number of seeds could decide one point");
  }

  const Claim& claim_;
  ClaimTrials trials_;
  Verdict verdict_;
};

}  // namespace

const char* name_of(Verdict::State state) {
  static constexpr const char* kNames[] = {"reproduced", "not reproduced", "opposite", "undecided", "uninformative"};
  return kNames[static_cast<std::size_t>(state)];
}

std::vector<Verdict> gather_evidence(const Results& results, const std::vector<Claim>& claims) {
  const bool informative = is_informative(results);
  std::vector<Verdict> verdicts;
  for (const Claim& claim : claims) {
    verdicts.push_back(Evidence(results, claim).gather());
    if (informative) continue;
    verdicts.back().state = Verdict::State::kUninformative;
    verdicts.back().notes.emplace_back(
        "no point of the sweep is more accurate than guessing, so it says nothing about the claim");
  }
  return verdicts;
}

double alpha_share(int number) {
  return number <= 1 ? 0.8 : 0.2 / (static_cast<double>(number - 1) * static_cast<double>(number));
}

void decide(std::vector<Verdict>& table) {
  // Untested claims stay in the family with p = 1, because the same trials determine whether a claim can be tested.
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

void judge(const std::filesystem::path& database, std::vector<Verdict>& table) {
  std::optional<Store> writable;
  try {
    writable.emplace(database, Store::Access::kReadWrite);
  } catch (const InputError&) {
    // Reading is enough to judge by what was recorded.
  }
  for (Verdict& verdict : table) {
    if (!verdict.is_tested()) continue;
    const InterimAnalysis analysis{verdict.experiment, verdict.claim.text(), verdict.evidence, verdict.seeds};
    if (writable) {
      verdict.analysis = writable->record_interim_analysis(analysis);
    } else {
      verdict.analysis = Store(database, Store::Access::kReadOnly).interim_analysis_number(analysis);
      verdict.notes.emplace_back("the database cannot be written: this interim analysis is not recorded");
    }
    if (verdict.analysis > 1) {
      verdict.notes.push_back(
          fmt::format("interim analysis {}, with more trials each time: p is adjusted for that", verdict.analysis));
    }
  }
  decide(table);
}

}  // namespace actsweep::claims
