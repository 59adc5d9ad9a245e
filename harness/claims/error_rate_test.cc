// How often verdicts are wrong, by simulation.

#include <algorithm>

#include "harness/claims/claims_testing.h"

namespace actsweep::claims {
namespace {

using namespace testing_support;

/// The number of simulated tables with a wrong verdict. In truth mish equals relu except for `gains` at the points.
int wrong_tables(const std::vector<double>& gains, const std::vector<std::string>& yamls, int tables, State right) {
  std::vector<Claim> claims;
  for (const std::string& yaml : yamls) claims.push_back(claim(yaml));
  int wrong = 0;
  for (int seed = 0; seed < tables; ++seed) {
    std::vector<Verdict> table = gather_evidence(input_of(gains, 5, static_cast<unsigned>(seed) + 100, 0.5), claims);
    decide(table);
    wrong += std::any_of(table.begin(), table.end(), [&](const Verdict& verdict) {
      return verdict.state != State::kUndecided && verdict.state != right;
    });
  }
  return wrong;
}

/// Wrong verdicts are at most as frequent as the level, give or take three standard errors: for one claim, in a table,
/// and if two of four points are better but the claim needs three. Without adjustment, four claims would reach 17 %.
TEST(Claims, AreSeldomDecidedWithoutAnEffect) {
  constexpr int kTables = 2000;
  constexpr double kMax = kTables * (kAlpha + 0.015);
  std::vector<std::string> at_each;
  for (int point = 0; point < 4; ++point) {
    at_each.push_back("{better: mish, than: relu, metric: test_top1, at: [" + std::to_string(point) + "]}");
  }
  EXPECT_LE(wrong_tables({0, 0, 0, 0}, {at_each[0]}, kTables, State::kUndecided), kMax);
  EXPECT_LE(wrong_tables({0, 0, 0, 0}, at_each, kTables, State::kUndecided), kMax);
  EXPECT_LE(wrong_tables({5, 5, 0, 0}, {kBetter}, kTables, State::kUndecided), kMax);
  EXPECT_GE(wrong_tables({0, 0, 0, 0}, {at_each[0]}, kTables, State::kUndecided),
            kTables * 0.03);  // not overly conservative
}

/// Seeds are added one by one, from 3 to 12, with an analysis each time until the claim is decided. Without shares of
/// the level, wrong decisions far exceed it; with them, they do not.
TEST(Claims, HoldTheirLevelOverManyAnalyses) {
  constexpr int kSweeps = 1000;
  const Claim one = claim("{better: mish, than: relu, metric: test_top1, at: [0]}");
  const auto wrong = [&](bool counts_analyses) {
    int decided = 0;
    for (unsigned seed = 0; seed < kSweeps; ++seed) {
      const Results all = input_of({0}, 12, seed + 100, 0.5);
      for (int seeds = 3; seeds <= 12; ++seeds) {
        Results some = all;
        std::erase_if(some.trials, [&](const Observation& o) { return o.config.at("seed").get<int>() >= seeds; });
        std::vector<Verdict> table = gather_evidence(some, {one});
        table[0].analysis = counts_analyses ? seeds - 2 : 1;
        decide(table);
        if (table[0].state == State::kUndecided) continue;
        ++decided;
        break;
      }
    }
    return decided;
  };
  EXPECT_LE(wrong(true), kSweeps * (kAlpha + 0.02));
  EXPECT_GT(wrong(false), kSweeps * 0.1);
  double spent = 0;
  for (int analysis = 1; analysis < 100000; ++analysis) spent += alpha_share(analysis);
  EXPECT_NEAR(spent, 1, 1e-4);
}

/// Counting means ("better at 3 of 4") would call more than a quarter of such tables reproduced.
TEST(Claims, AreNotJudgedByCounting) {
  int by_counting = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    const Verdict verdict = judged(input_of({0, 0, 0, 0}, 5, seed + 100, 0.5), kBetter);
    by_counting += std::count_if(verdict.points.begin(), verdict.points.end(),
                                 [](const PointEvidence& point) { return point.effect.effect > 0; }) >= 3;
  }
  EXPECT_GT(by_counting, 250);
}

}  // namespace
}  // namespace actsweep::claims
