#include "harness/statistics/tests.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/util/files.h"

namespace actsweep::statistics {
namespace {

using nlohmann::json;

constexpr double kClose = 1e-9;

/// Results of SciPy and statsmodels, recorded by tools/fixtures/statistics.py.
const json& recorded(const char* what) {
  static const json all = json::parse(read_file("harness/statistics/tests_scipy.json"));
  return all.at(what);
}

void expect_recorded(const Estimate& ours, const json& theirs) {
  EXPECT_NEAR(ours.effect, theirs["effect"], kClose);
  EXPECT_NEAR(ours.freedom, theirs["freedom"], 1e-6);
  EXPECT_NEAR(ours.p_greater(), theirs["p_greater"], kClose);
  EXPECT_NEAR(ours.p_less(), theirs["p_less"], kClose);
  EXPECT_NEAR(ours.p_greater(-0.1), theirs["p_greater_than_minus_0.1"], kClose);
  EXPECT_NEAR(p_equivalent(ours, 0.3), theirs["p_equivalent_within_0.3"], kClose);
  EXPECT_NEAR(ours.effect - ours.half_width(), theirs["low"], 1e-7);
  EXPECT_NEAR(ours.effect + ours.half_width(), theirs["high"], 1e-7);
}

TEST(Statistics, DifferencesMatchScipy) {
  for (const json& one : recorded("paired")) {
    expect_recorded(paired_difference(one["a"], one["b"]), one);
    EXPECT_NEAR(correlation(one["a"], one["b"]), one["correlation"], kClose);
  }
  for (const json& one : recorded("welch")) expect_recorded(welch_difference(one["a"], one["b"]), one);
  const auto sample = [](const json& numbers) { return Sample{numbers[0], numbers[1], numbers[2]}; };
  for (const json& one : recorded("from_tables")) {
    const Estimate estimate = difference_of(sample(one["a"]), sample(one["b"]), one["pooled"]);
    EXPECT_NEAR(estimate.p_greater(), one["p_greater"], kClose);
  }
}

TEST(Statistics, AdjustedPValuesMatchScipyAndStatsmodels) {
  for (const json& one : recorded("adjusted")) {
    const std::vector<double> p = one["p"], of_holm = holm(p), of_bh = benjamini_hochberg(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
      EXPECT_NEAR(of_holm[i], one["holm"][i], kClose);
      EXPECT_NEAR(of_bh[i], one["benjamini_hochberg"][i], kClose);
    }
  }
}

TEST(Statistics, ExactTestsAndIntervalsMatchScipy) {
  for (const json& one : recorded("fisher")) {
    const json& counts = one["counts"];
    EXPECT_NEAR(fisher_greater(counts[0], counts[1], counts[2], counts[3]), one["p_greater"], kClose);
  }
  for (const json& one : recorded("signed_rank")) EXPECT_NEAR(min_signed_rank_p(one["n"]), one["p"], kClose);
  for (const json& one : recorded("prediction")) {
    EXPECT_NEAR(prediction_half_width(one["deviation"], one["n"]), one["half"], kClose);
  }
  for (const json& one : recorded("pairs")) {
    const auto n = pairs_for(one["margin"], one["deviation"], one["alpha"], one["power"]);
    EXPECT_EQ(static_cast<double>(n.value()), std::ceil(one["n"].get<double>()));
  }
}

TEST(Statistics, SignTestMatchesHandComputation) {
  EXPECT_NEAR(coin_tail(6, 9), (84 + 36 + 9 + 1) / 512.0, 1e-12);
  EXPECT_NEAR(coin_tail(1, 1), 0.5, 1e-12);
  EXPECT_EQ(coin_tail(0, 4), 1);
}

TEST(Statistics, PartialConjunctionCountsFromTheWorst) {
  const std::vector<double> p = {0.5, 0.001, 0.02, 0.01};
  EXPECT_DOUBLE_EQ(partial_conjunction(p, 1), 0.004);  // at least one: Bonferroni
  EXPECT_DOUBLE_EQ(partial_conjunction(p, 2), 0.03);
  EXPECT_DOUBLE_EQ(partial_conjunction(p, 4), 0.5);  // all: the largest p-value
  EXPECT_DOUBLE_EQ(partial_conjunction({0.9, 0.8}, 1), 1);
}

TEST(Statistics, WithoutSpreadUsesTheSigns) {
  const Estimate same = paired_difference({1, 2, 3}, {1, 2, 3}), above = paired_difference({2, 3}, {1, 2});
  EXPECT_EQ(same.p_greater(), 1);
  EXPECT_EQ(same.p_greater(-0.1), 0.125);
  EXPECT_EQ(above.p_greater(), 0.25);
  EXPECT_EQ(paired_difference({98.4, 97.3}, {98.1, 97.0}).p_greater(), 0.25);  // equal up to rounding
  EXPECT_EQ(above.p_less(), 1);
  EXPECT_EQ(above.half_width(), 0);
  EXPECT_EQ(welch_difference({1, 1}, {1, 1}).p_greater(), 1);
  EXPECT_EQ(correlation({1, 1}, {1, 2}), 0);
  EXPECT_EQ(pairs_for(0.1, 0, 0.05, 0.8), 2U);
  EXPECT_EQ(pairs_for(1e300, 1e-16, 0.05, 0.8), 2U);
  EXPECT_FALSE(pairs_for(1e-6, 1, 0.05, 0.8));
}

}  // namespace
}  // namespace actsweep::statistics
