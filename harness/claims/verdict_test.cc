#include "harness/claims/verdict.h"

#include <cmath>

#include "harness/claims/claims_testing.h"
#include "harness/util/error.h"

namespace actsweep::claims {
namespace {

using namespace testing_support;
using ::testing::HasSubstr;

TEST(Claims, AreJudgedByPairs) {
  EXPECT_EQ(judged(input_of({1, 1, 1, 0}, 5), kBetter).state, State::kReproduced);
  EXPECT_EQ(judged(input_of({-1, -1, 0, 0}, 5), kBetter).state, State::kNotReproduced);
  EXPECT_EQ(judged(input_of({-1, -1, -1, -1}, 5), kBetter).state, State::kOpposite);
  EXPECT_EQ(judged(input_of({1, 1, 0, 0}, 5), kBetter).state, State::kUndecided);
  EXPECT_EQ(judged(input_of({0, 0, 0, 0}, 5), kBetter).state, State::kUndecided);
  // Lower losses are better; here the loss falls as the accuracy rises.
  EXPECT_EQ(judged(input_of({1, 1, 1, 1}, 5), "{better: mish, than: relu, metric: test_loss}").state,
            State::kReproduced);
  const Verdict verdict = judged(input_of({1, 1, 1, 1}, 5), kBetter);
  EXPECT_EQ(verdict.seeds, 5U);
  EXPECT_NEAR(verdict.effect.effect, 1, 0.1);
  EXPECT_GT(verdict.points[0].correlation, 0.9);  // why pairing pays
  EXPECT_GE(verdict.points[0].p_for_holm, verdict.points[0].p_for);
}

TEST(Claims, WithAMarginAreJudgedAgainstIt) {
  const char* const equivalent = "{equivalent: mish, to: relu, metric: test_top1, margin: 0.5}";
  EXPECT_EQ(judged(input_of({0.1, 0, -0.1, 0}, 6), equivalent).state, State::kReproduced);
  EXPECT_EQ(judged(input_of({0, 0, 0, 1}, 6), equivalent).state, State::kNotReproduced);
  const char* const non_inferior = "{non_inferior: mish, to: relu, metric: test_top1, margin: 0.5}";
  EXPECT_EQ(judged(input_of({-0.2, 3, 0, 0}, 6), non_inferior).state, State::kReproduced);
  EXPECT_EQ(judged(input_of({-2, 3, 0, 0}, 6), non_inferior).state, State::kNotReproduced);
  EXPECT_THAT(judged(input_of({0, 0, 0, 0}, 6), equivalent).notes, ::testing::Contains(HasSubstr("80 % power")));
  Results flat = input_of({0, 0, 0, 0}, 6);
  for (Observation& one : flat.trials) one.metrics["test_top1"] = 90 + 0.01 * one.config.at("seed").get<int>();
  EXPECT_EQ(judged(flat, "{stable: mish, metric: test_top1, margin: 1}").state, State::kReproduced);
  EXPECT_EQ(judged(input_of({0, 0, 0, 0}, 6), "{stable: mish, metric: test_top1, margin: 1}").state,
            State::kNotReproduced);
}

/// Each point is within 1 of the first; two others are not within 1 of each other.
TEST(Claims, OfStabilityCompareAnyTwoPoints) {
  Results input = input_of({0, 0, 0, 0}, 6);
  const double levels[] = {90, 90.9, 89.1, 90};
  for (Observation& one : input.trials) {
    one.metrics["test_top1"] =
        levels[one.config.at("noise.sigma").get<std::size_t>()] +
        0.01 * one.config.at("seed").get<int>() * (1 + one.config.at("noise.sigma").get<int>() % 2);
  }
  const Verdict verdict = judged(input, "{stable: mish, metric: test_top1, margin: 1}");
  EXPECT_EQ(verdict.state, State::kNotReproduced);
  EXPECT_EQ(verdict.points.size(), 6U);
  EXPECT_NEAR(std::abs(verdict.effect.effect), 1.8, 0.05);
}

TEST(Claims, OnTwoEqualSeedsAreUndecided) {
  Results input = input_of({0, 0, 0, 0}, 2);
  for (Observation& one : input.trials) {
    one.metrics["test_top1"] = one.config.at("model.activation") == "mish" ? 91.3 : 90.3;
  }
  EXPECT_EQ(judged(input, kBetter).state, State::kUndecided);
}

TEST(Claims, OfLossesCountADivergedTrialAsTheWorst) {
  Results input = input_of({0, 0, 0, 0}, 5);
  for (Observation& one : input.trials) {
    one.metrics["test_loss"] = 2.5 + 0.01 * one.config.at("seed").get<int>();  // worse than chance
    if (one.config.at("model.activation") == "relu") one.state = "diverged", one.metrics.erase("test_loss");
  }
  EXPECT_NE(judged(input, "{better: relu, than: mish, metric: test_loss}").state, State::kReproduced);
  EXPECT_GT(judged(input, "{better: mish, than: relu, metric: test_loss}").effect.effect, 0);
}

TEST(Claims, CountDivergedTrialsAsChance) {
  Results input = input_of({0, 0, 0, 0}, 6);
  for (Observation& one : input.trials) {
    if (one.config.at("model.activation") == "relu" && one.config.at("noise.sigma") == 3) {
      one.state = "diverged", one.metrics.clear();
    }
  }
  const Verdict verdict = judged(input, "{better: mish, than: relu, metric: test_top1, at: [3]}");
  EXPECT_EQ(verdict.state, State::kReproduced);
  EXPECT_NEAR(verdict.effect.effect, 65, 2);
  EXPECT_THAT(verdict.notes,
              ::testing::Contains(HasSubstr("diverged: mish 0 of 6, relu 6 of 6 (Fisher's exact p 0.0022)")));
}

TEST(Claims, OnGuessingTrialsAreUninformative) {
  Results input = input_of({0, 0, 0, 0}, 5);
  for (Observation& one : input.trials) one.metrics["test_top1"] = 10 + 0.1 * (one.config.at("seed").get<int>() - 2);
  EXPECT_EQ(judged(input, kBetter).state, State::kUninformative);
}

/// A network that learned nothing may answer 1 for every digit of MNIST, and be right for 11.35 % of them.
TEST(Claims, OnTrialsThatNameTheMostFrequentClassAreUninformative) {
  Results input = input_of({0, 0, 0, 0}, 5);
  for (Observation& each : input.trials) each.metrics["test_top1"] = 11.35 - 0.02 * each.config.at("seed").get<int>();
  EXPECT_NE(judged(input, kBetter).state, State::kUninformative);
  input.best_guess = 11.35;
  EXPECT_EQ(judged(input, kBetter).state, State::kUninformative);
}

TEST(Claims, WithoutTrialsAreUndecided) {
  const Verdict one = judged(input_of({1, 1, 1, 1}, 1), kBetter);
  EXPECT_EQ(one.state, State::kUndecided);
  EXPECT_THAT(one.notes, ::testing::Contains("one seed shows no spread: run more"));
  Results missing = input_of({1, 1, 1, 1}, 3);
  for (Observation& each : missing.trials) {
    if (each.config.at("noise.sigma") == 2) each.state = "pending";
  }
  EXPECT_THAT(judged(missing, kBetter).notes, ::testing::Contains("6 unfinished trials: not judged before they end"));
}

std::string error_of(const Results& input, const std::string& yaml) {
  try {
    judged(input, yaml);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Claims, OnTrialsThatDifferInSomethingElseAreRejected) {
  EXPECT_THAT(
      error_of(input_of({0, 0, 0, 0}, 2), "{better: mish, than: relu, metric: test_top1, over: model.activation}"),
      HasSubstr("so something besides the activation and the seed varies; a claim is about one axis"));
}

/// A selection may lack what the file has.
TEST(Claims, OnASelectionThatLacksPointsAreUndecided) {
  Results input = input_of({1, 1, 1, 1}, 5);
  std::erase_if(input.trials, [](const Observation& one) { return one.config.at("noise.sigma") == 3; });
  input.axes[1].values = {0, 1, 2};
  const Verdict verdict = judged(input, kBetter);
  EXPECT_EQ(verdict.state, State::kUndecided);
  EXPECT_THAT(verdict.notes, ::testing::Contains("the selection has 3 of the 4 points"));
  EXPECT_THAT(judged(input, "{better: mish, than: relu, metric: test_top1, at: [3]}").notes,
              ::testing::Contains("noise.sigma 3 is not in the selection"));
  std::erase_if(input.trials, [](const Observation& one) { return one.config.at("model.activation") == "mish"; });
  EXPECT_THAT(judged(input, kBetter).notes, ::testing::Contains("mish is not in the selection"));
}

TEST(Claims, JudgeThePublishedNumbersSeparately) {
  Results input = input_of({1, 1, 1, 1}, 5);
  for (int point = 0; point < 4; ++point) {
    for (const std::string activation : {"mish", "relu"}) {
      PublishedNumber number{.key = "noise.sigma",
                             .value = std::to_string(point),
                             .activation = activation,
                             .metric = "test_top1",
                             .unit = "percent",
                             .statistic = "single"};
      number.number = activation == "mish" && point > 1 ? 91 : 90;
      input.published.push_back(number);
    }
  }
  EXPECT_EQ(judged(input, kBetter).published, "fails (2 of 4)");
  EXPECT_EQ(judged(input, kBetter).state, State::kReproduced);
  input.published[0].reading_error = 0.5;  // mish at 0, which is equal to relu
  EXPECT_EQ(judged(input, kBetter).published, "unclear (2 of 4, 1 unresolved)");
  EXPECT_EQ(judged(input_of({1, 1, 1, 1}, 5), kBetter).published, "no numbers");
}

Verdict with_ps(double p_for, double p_refuted, double p_opposite = 1) {
  Verdict verdict;
  verdict.seeds = 5;
  verdict.p_for = p_for, verdict.p_refuted = p_refuted, verdict.p_opposite = p_opposite;
  return verdict;
}

/// By hand: two-sided p of 0.008, 0.024, 0.064 and 0.8, divided by four fifths, and 1 for the untested claim.
TEST(Claims, AreDecidedOverTheWholeTable) {
  std::vector<Verdict> table = {with_ps(0.004, 1), with_ps(1, 0.012, 0.9), with_ps(0.032, 1), with_ps(0.4, 0.4), {}};
  decide(table);
  EXPECT_DOUBLE_EQ(table[0].p_adjusted, 0.05);
  EXPECT_EQ(table[0].state, State::kReproduced);
  EXPECT_DOUBLE_EQ(table[1].p_adjusted, 0.075);
  EXPECT_EQ(table[1].state, State::kUndecided);
  EXPECT_DOUBLE_EQ(table[2].p_adjusted, 0.4 / 3);
  EXPECT_EQ(table[2].state, State::kUndecided);
  std::vector<Verdict> refuted = {with_ps(1, 0, 1), with_ps(1, 1e-6, 0.01)};
  decide(refuted);
  EXPECT_EQ(refuted[0].state, State::kNotReproduced);  // the reverse is not shown, whatever the p of the refutation
  EXPECT_EQ(refuted[1].state, State::kOpposite);       // 2 * 0.01 / 0.8 is within 2 / 2 of 0.05
}

/// Judging earlier would spend an interim analysis on incomplete evidence.
TEST(Claims, AreJudgedWhenAllTrialsHaveEnded) {
  Results input = input_of({1, 1, 1, 1}, 6);
  input.trials.back().state = "running";
  const Verdict verdict = judged(input, kBetter);
  EXPECT_EQ(verdict.state, State::kUndecided);
  EXPECT_FALSE(verdict.is_tested());
  EXPECT_THAT(verdict.notes, ::testing::Contains("1 unfinished trial: not judged before they end"));
  EXPECT_EQ(judged(input, "{better: mish, than: relu, metric: test_top1, at: [0]}").state, State::kReproduced);
  input.trials.back().state = "failed";
  EXPECT_EQ(judged(input, kBetter).state, State::kReproduced);
}

/// The accuracy falls by about 5 from point to point.
TEST(Claims, OfADropCompareTwoPoints) {
  const Results input = input_of({0, 0, 0, 0}, 8);
  const auto of = [&](double margin) {
    return judged(input, fmt::format("{{drops: relu, metric: test_top1, margin: {}, at: [0, 3]}}", margin));
  };
  EXPECT_EQ(of(10).state, State::kReproduced);
  EXPECT_EQ(of(20).state, State::kNotReproduced);
  EXPECT_EQ(of(10).points[0].point, "0 – 3");
  EXPECT_NEAR(of(10).effect.effect, 15, 2);
}

/// Here relu is best at 0 and mish at 3 on the validation part, whatever the test images say.
TEST(Claims, CompareTheSelectedTrials) {
  Results input = input_of({1, 1, 1, 1}, 5);
  for (Observation& one : input.trials) {
    const int point = one.config.at("noise.sigma").get<int>();
    one.metrics["val_top1"] = one.config.at("model.activation") == "mish" ? 50 + point : 50 - point;
  }
  const std::string yaml = "{better: mish, than: relu, metric: test_top1, select: {over: noise.sigma, by: val_top1}}";
  const Verdict verdict = judged(input, yaml);
  EXPECT_EQ(verdict.claim.text(), "mish better than relu in test_top1, each at its best noise.sigma by val_top1");
  ASSERT_EQ(verdict.points.size(), 1U);
  EXPECT_EQ(verdict.points[0].pairs, 5U);
  EXPECT_NEAR(verdict.effect.effect, 1 - 3 * 5, 4);  // a gain of 1, and 5 less for each of three steps of noise
  EXPECT_EQ(verdict.state, State::kOpposite);
  EXPECT_THAT(verdict.notes, ::testing::Contains(HasSubstr("of 4 values each: ReLU: 0; Mish: 3")));
  // A candidate that was not chosen is evidence, too.
  input.trials.front().state = "running";
  EXPECT_THAT(judged(input, yaml).notes, ::testing::Contains(HasSubstr("1 unfinished trial")));
}

TEST(Claims, HashTheirEvidence) {
  const Verdict few = judged(input_of({0, 0, 0, 0}, 4), kBetter), again = judged(input_of({0, 0, 0, 0}, 4), kBetter);
  EXPECT_EQ(few.evidence, again.evidence);
  EXPECT_NE(few.evidence, judged(input_of({0, 0, 0, 0}, 5), kBetter).evidence);
}

}  // namespace
}  // namespace actsweep::claims
