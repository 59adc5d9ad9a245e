#include "harness/site/ranking_section.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "harness/claims/claims_testing.h"
#include "harness/util/error.h"

namespace actsweep::site {
namespace {

using namespace claims;
using namespace claims::testing_support;
using report::Output;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RankingRequest request(const std::string& of = "", const std::string& metric = "test_top1") { return {metric, of}; }

/// Accuracies of both activations by point and seed, given one by one.
Results input_with(const std::vector<std::pair<std::vector<double>, std::vector<double>>>& relu_and_mish) {
  Results input = input_of({}, 0);
  for (int point = 0; point < static_cast<int>(relu_and_mish.size()); ++point) {
    const auto& [relu, mish] = relu_and_mish[static_cast<std::size_t>(point)];
    for (int seed = 0; seed < static_cast<int>(relu.size()); ++seed) {
      input.trials.push_back(trial("relu", point, seed, relu[static_cast<std::size_t>(seed)]));
    }
    for (int seed = 0; seed < static_cast<int>(mish.size()); ++seed) {
      input.trials.push_back(trial("mish", point, seed, mish[static_cast<std::size_t>(seed)]));
    }
  }
  return input;
}

/// Two activations over the setups of a union of blocks around one, batch size 128 and 10 epochs; each with noise of
/// 0 and 2.
Results union_input() {
  Results input;
  input.name = "u";
  input.classes = 10;
  input.axes = {{"batch_size", {32, 64, 128}, false},
                {"epochs", {5, 10}, false},
                {"noise.sigma", {0, 2}, false},
                {"model.activation", {"relu", "mish"}, false},
                {"seed", {0, 1, 2}, false}};
  input.file_axes = input.axes;
  for (const auto& [batch, epochs] : {std::pair(128, 10), {32, 10}, {64, 10}, {128, 5}}) {
    for (const int sigma : {0, 2}) {
      for (const char* activation : {"relu", "mish"}) {
        for (int seed = 0; seed < 3; ++seed) {
          Observation one = trial(activation, sigma, seed, 80 + seed);
          one.config["batch_size"] = batch;
          one.config["epochs"] = epochs;
          one.trial_id += fmt::format(" {} {}", batch, epochs);
          input.trials.push_back(one);
        }
      }
    }
  }
  return input;
}

TEST(Ranking, CountsWinsTiesAndLosses) {
  // By hand: better by 1, 1.1, 0.9 (t = 17.3, p = 0.0033, by Holm 0.010); equal as printed; worse, but not by far more
  // than it varies (-2, 1: p > 0.5); one seed.
  const Results input = input_with(
      {{{90, 91, 92}, {91, 92.1, 92.9}}, {{90, 91, 92}, {90.001, 90.999, 92.001}}, {{90, 91}, {88, 92}}, {{90}, {91}}});
  const Ranking ranking = make_ranking(input, request("mish"));
  ASSERT_EQ(ranking.comparisons.size(), 4U);
  EXPECT_NEAR(ranking.comparisons[0].difference, 1, 1e-9);
  EXPECT_NEAR(ranking.comparisons[0].p, 0.00332, 1e-5);
  EXPECT_NEAR(ranking.comparisons[0].p_holm, 4 * 0.00332, 4e-5);
  const std::vector<WinTieLoss> rows = count_together({ranking});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].a, "Mish");
  EXPECT_EQ(rows[0].b, "ReLU");
  EXPECT_EQ(rows[0].by_mean.text(), "2 / 1 / 1");
  EXPECT_EQ(rows[0].significant.text(), "1 / 3 / 0");
  EXPECT_EQ(rows[0].untested, 1U);
  EXPECT_THAT(dependence_notes(rows),
              ElementsAre("Mish and ReLU: no two setups contradict each other significantly: Mish > ReLU at 1 "
                          "of 4 setups, ReLU > Mish at 0, undecided at 3."));
}

TEST(Ranking, SaysWhichSetupsContradictEachOther) {
  const Ranking ranking = make_ranking(input_of({2, 0, -2, -2}, 5), request());
  EXPECT_THAT(dependence_notes(count_together({ranking})),
              ElementsAre("Mish and ReLU: the ranking depends on the setup. Significant: Mish > ReLU at \"input noise "
                          "σ 0\", and ReLU > Mish at \"input noise σ 2\" and at 1 more."));
  EXPECT_THAT(dependence_notes(count_together({make_ranking(input_of({2}, 5), request())})), IsEmpty());
}

TEST(Ranking, PrefersLowerLosses) {
  const Ranking ranking = make_ranking(input_of({1, -1, 0, 0}, 5), request("", "test_loss"));
  EXPECT_EQ(ranking.comparisons[0].significant(), PairwiseResult::kWin);
  EXPECT_EQ(ranking.comparisons[1].significant(), PairwiseResult::kLoss);
  EXPECT_EQ(ranking.comparisons[2].significant(), PairwiseResult::kTie);
  EXPECT_EQ(ranking.table.columns[ranking.table.best_first(0).front()], "Mish");
  EXPECT_EQ(ranking.table.columns[ranking.table.best_first(1).front()], "ReLU");
}

TEST(Ranking, CountsDivergedTrialsAsClaimsDo) {
  Results input = input_of({0, 0}, 6);
  for (Observation& one : input.trials) {
    if (one.config.at("model.activation") == "relu" && one.config.at("noise.sigma") == 1) {
      one.state = "diverged", one.metrics.clear();
    }
  }
  const Ranking ranking = make_ranking(input, request());
  EXPECT_EQ(ranking.table.diverged(), 6U);
  const Verdict verdict = judged(input, "{better: mish, than: relu, metric: test_top1, at: [1]}");
  EXPECT_EQ(ranking.comparisons[1].difference, verdict.effect.effect);
  EXPECT_EQ(ranking.comparisons[1].significant(), PairwiseResult::kWin);
}

TEST(Ranking, LeavesOutUnfinishedSetups) {
  Results input = input_of({2, 2, 2}, 5);
  input.trials.back().state = "running";
  input.trials.front().state = "pending";
  const Ranking ranking = make_ranking(input, request());
  EXPECT_THAT(ranking.table.unfinished(), ElementsAre("input noise σ 0", "input noise σ 2"));
  ASSERT_EQ(ranking.comparisons.size(), 1U);
  EXPECT_EQ(ranking.comparisons[0].row, 1U);
  EXPECT_EQ(ranking.comparisons[0].p_holm, ranking.comparisons[0].p);
  Output output(::testing::TempDir(), {"html"});
  EXPECT_THAT(ranking_section(ranking, output), HasSubstr("Left out: 2 of 3 setups with unfinished trials."));
}

TEST(Ranking, LabelsSetupsByWhatTheyChange) {
  const Ranking all = make_ranking(union_input(), request());
  EXPECT_THAT(all.keys, ElementsAre("batch_size", "epochs", "noise.sigma"));
  std::vector<std::string> texts;
  for (const RunsTable::Row& row : all.table.rows) texts.push_back(row.label);
  EXPECT_THAT(texts,
              ElementsAre("batch size 128, input noise σ 0", "batch size 128, input noise σ 2",
                          "batch size 32, input noise σ 0", "batch size 32, input noise σ 2",
                          "batch size 64, input noise σ 0", "batch size 64, input noise σ 2",
                          "epochs 5, batch size 128, input noise σ 0", "epochs 5, batch size 128, input noise σ 2"));
  EXPECT_THAT(all.activations, ElementsAre("relu", "mish"));
  EXPECT_EQ(all.table.rows[0].cells[0].trials.size(), 3U);
}

/// An axis that follows another key has no label, and one that follows the activation does not prevent comparisons.
TEST(Ranking, LeavesOutZippedAxes) {
  Results input = input_of({1, 1}, 3);
  input.axes.push_back({"optimizer.lr", {0.1, 0.2, 0.3, 0.4}, false});
  for (Observation& one : input.trials) {
    one.config["optimizer.lr"] = one.config.at("noise.sigma") == 0 ? 0.1 : 0.2;
  }
  EXPECT_THAT(make_ranking(input, request()).keys, ElementsAre("noise.sigma"));
  EXPECT_THAT(make_ranking(input, request()).tied, IsEmpty());
  for (Observation& one : input.trials) {
    one.config["optimizer.lr"] = one.config.at("model.activation") == "mish" ? 0.1 : 0.2;
  }
  EXPECT_THAT(make_ranking(input, request()).tied, ElementsAre("optimizer.lr"));
  EXPECT_EQ(make_ranking(input, request()).comparisons.size(), 2U);
}

TEST(Ranking, TellsActivationsOfOneNameApart) {
  Results input = input_of({1}, 3);
  input.axes[0].values = {"relu", "elu"};
  input.axes.push_back({"model.activation.alpha", {0.5, 1}, false});
  std::vector<Observation> others;
  for (Observation& one : input.trials) {
    if (one.config.at("model.activation") == "relu") continue;
    one.config["model.activation"] = "elu";
    one.config["model.activation.alpha"] = 0.5;
    Observation other = one;
    other.config["model.activation.alpha"] = 1;
    others.push_back(other);
  }
  input.trials.insert(input.trials.end(), others.begin(), others.end());
  const Ranking ranking = make_ranking(input, request("elu"));
  EXPECT_THAT(ranking.activations, ElementsAre("relu", "elu (alpha 0.5)", "elu (alpha 1)"));
  EXPECT_THAT(ranking.keys, IsEmpty());
  EXPECT_EQ(ranking.comparisons.size(), 2U);  // each with relu, not with one another
}

TEST(Ranking, CountsPublishedNumbersOfASweep) {
  Results input = input_of({0, 0, 0}, 3);
  const auto published = [&](int point, const char* activation, double number) {
    PublishedNumber one;
    one.key = "noise.sigma", one.value = std::to_string(point), one.activation = activation, one.metric = "test_top1";
    one.number = number, one.unit = "percent", one.statistic = "single", one.reading_error = 0.1;
    input.published.push_back(one);
  };
  published(0, "mish", 91), published(0, "relu", 90);
  published(1, "mish", 90.15), published(1, "relu", 90);  // within the errors of reading both
  const Ranking ranking = make_ranking(input, request("mish"));
  EXPECT_EQ(count_together({ranking})[0].published.text(), "1 / 1 / 0");
  EXPECT_NEAR(ranking.comparisons[0].published.value().difference, 1, 1e-9);
  EXPECT_FALSE(ranking.comparisons[2].published);
}

TEST(Ranking, IsReadFromTheFile) {
  const auto parse = [](const std::string& yaml, const std::string& first) {
    return parse_ranking(parse_yaml(yaml, "e.yaml"), first);
  };
  const auto error_of = [&](const std::string& yaml, const std::string& first) {
    try {
      parse(yaml, first);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(parse("{}", "test_loss").metric, "test_loss");
  EXPECT_EQ(parse("{metric: test_top1, of: mish}", "test_loss").metric, "test_top1");
  EXPECT_THAT(
      error_of("{metric: tset_top1}", "test_top1"),
      HasSubstr("e.yaml:1:10: report.ranking.metric: cannot rank by tset_top1 (did you mean test_top1?); choose "
                "one of train_loss, "));
  EXPECT_THAT(
      error_of("{}", "grad_norm"),
      HasSubstr(
          "e.yaml:1:1: report.ranking: cannot rank by grad_norm, the metric of the first figure; choose one of "));
  EXPECT_EQ(parse("{}", "seconds").metric, "seconds");
  EXPECT_EQ(error_of("{off: mish}", "test_top1"),
            "e.yaml:1:2: report.ranking.off: unknown key (did you mean of?); known here: metric, of");
}

TEST(Ranking, MayLackTheActivationInASelection) {
  Results selected = input_of({0}, 2);
  std::erase_if(selected.trials, [](const Observation& one) { return one.config.at("model.activation") == "mish"; });
  EXPECT_EQ(make_ranking(selected, request("mish")).missing, "mish is not in the selection");
  EXPECT_EQ(make_ranking(selected, request()).missing, "there is only one activation");
}

/// Without any difference between the activations, false positives in a data set are at most as frequent as the level,
/// give or take three standard errors, and not much rarer.
TEST(Ranking, KeepsTheLevel) {
  constexpr int kDataSets = 600;
  int wrong = 0, lopsided = 0;
  for (unsigned seed = 0; seed < kDataSets; ++seed) {
    const Ranking ranking = make_ranking(input_of({0, 0, 0, 0}, 5, seed + 100, 0.5), request());
    const WinTieLoss row = count_together({ranking}).front();
    wrong += row.significant.ties < 4 ? 1 : 0;
    lopsided += std::max(row.by_mean.wins, row.by_mean.losses) >= 3 ? 1 : 0;
  }
  EXPECT_LE(wrong, kDataSets * (kAlpha + 3 * std::sqrt(kAlpha * (1 - kAlpha) / kDataSets)));
  EXPECT_GE(wrong, kDataSets * 0.02);
  EXPECT_GT(lopsided, kDataSets / 2);  // by counting means
}

TEST(Ranking, IsAddedUpAndAdjustedOverASite) {
  Results other = input_of({-1, -1, 0, 0}, 5, 2);
  for (Observation& one : other.trials) one.trial_id += " of the other";
  const std::vector<Ranking> rankings = {make_ranking(input_of({1, 1, 1, 1}, 5), request("mish")),
                                         make_ranking(other, request("mish")),
                                         make_ranking(input_of({1, 1, 1, 1}, 5), request())};
  const std::string html = ranking_totals(rankings);
  EXPECT_THAT(html, HasSubstr("Mish against the others, all experiments: test accuracy"));
  EXPECT_THAT(html, HasSubstr("Sums over 2 experiments"));
  EXPECT_THAT(html, HasSubstr("<strong>4 / 2 / 2</strong>"));
  EXPECT_THAT(html, HasSubstr("by Holm at 0.05 over all 8 comparisons"));
  EXPECT_EQ(ranking_totals({rankings[2]}), "");
  const std::string twice = ranking_totals({rankings[0], rankings[0]});  // the same trials count once
  EXPECT_THAT(twice, HasSubstr("<strong>4 / 0 / 0</strong>"));
  EXPECT_THAT(twice, HasSubstr("over all 4 comparisons"));
}

TEST(Ranking, IsShownOnThePageWithItsCsv) {
  const Ranking ranking = make_ranking(union_input(), request("mish"));
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "actsweep-ranking-section";
  Output output(folder, {"html", "csv"});
  const std::string html = ranking_section(ranking, output);
  EXPECT_THAT(html, HasSubstr("<h2>Ranking of Mish: test accuracy</h2>"));
  EXPECT_THAT(html, HasSubstr("Mish against ReLU</th><td>8</td><td>0 / 8 / 0</td>"));
  EXPECT_THAT(html, HasSubstr("batch size 32, input noise σ 0</th><td>ReLU ≈ Mish</td>"));
  EXPECT_THAT(output.publish(""), ElementsAre(folder / "index.html", folder / "ranking.csv"));
  EXPECT_THAT(ranking_csv(ranking),
              ::testing::StartsWith("batch_size,epochs,noise.sigma,a,b,pairs,difference,ci_low,ci_high,p,p_holm,"
                                    "published_difference\n128,10,0,mish,relu,3,0,0,0,1,1,\n"));
  const Ranking untested = make_ranking(input_of({1}, 1), request());
  EXPECT_THAT(ranking_csv(untested), ::testing::EndsWith(",,,,,\n"));
  EXPECT_THAT(ranking_section(untested, output), HasSubstr("1 comparison with fewer than two seeds: not tested"));
  std::filesystem::remove_all(folder);
}

TEST(Ranking, WarnsOfCountingMeans) {
  EXPECT_THAT(counting_caution(9), HasSubstr("win 6 or more of 9 independent points with probability 0.25, and one of "
                                             "the two with 0.51"));
  EXPECT_THAT(counting_caution(2), HasSubstr("win all 2 independent points with probability 0.25, and one"));
}

}  // namespace
}  // namespace actsweep::site
