#include <gmock/gmock.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "harness/store/store_testing.h"
#include "harness/util/process.h"

namespace actsweep {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using namespace testing_support;

double t_quantile(int df) { return boost::math::quantile(boost::math::students_t(df), 0.975); }

struct Expected {
  double mean, sd, half_width;
};

Expected statistics(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double sd = std::sqrt(squares / (n - 1));
  return {mean, sd, t_quantile(static_cast<int>(n) - 1) * sd / std::sqrt(n)};
}

class SummaryTest : public StoreTest {
 protected:
  SummaryTest() : store_(writer()) {
    store_.begin_run({});
    experiment_ = store_.record_experiment("e", "", {});
  }

  void add(std::map<std::string, nlohmann::json> columns, double top1, double loss, Outcome outcome = Outcome::kDone) {
    const std::string id = "t" + std::to_string(++trials_);
    store_.enqueue(experiment_, {trial(id, std::move(columns))});
    train(store_, id, "data", top1, outcome, "", loss);
  }

  Store store_;
  std::int64_t experiment_ = 0;
  int trials_ = 0;
};

TEST_F(SummaryTest, QuantilesMatchStudentsT) {
  for (const Store::Row& row : rows(store_, "SELECT df, t FROM t_quantile")) {
    const double expected = t_quantile(row[0].get<int>());
    EXPECT_NEAR(row[1].get<double>() / expected, 1, 3e-8) << "df " << row[0];
  }
  EXPECT_THAT(rows(store_, "SELECT count(*), min(df), max(df) FROM t_quantile"),
              ElementsAre(ElementsAre(1000, 1, 1000)));
}

TEST_F(SummaryTest, TrainingVersionsAndDataAreSummarizedApart) {
  add({{"model", "mlp"}, {"seed", 0}}, 90, 1);
  add({{"model", "mlp"}, {"seed", 1}}, 92, 1);
  TrialRecord older = trial("older", {{"model", "mlp"}, {"seed", 0}});
  older.training_version = 0;
  store_.enqueue(experiment_, {older});
  train(store_, "older", "data", 50);
  train(store_, "t1", "other data", 70);
  EXPECT_THAT(rows(store_, "SELECT training_version, data_sha256, n, test_top1_mean FROM summary ORDER BY 1, 2"),
              ElementsAre(ElementsAre(0, "data", 1, 50.0), ElementsAre(1, "data", 2, 91.0),
                          ElementsAre(1, "other data", 1, 70.0)));
  EXPECT_THAT(store_.finished_by_training_version("e"), ElementsAre(std::pair(0, 1u), std::pair(1, 2u)));
}

TEST_F(SummaryTest, RepeatsAreGroupedOverTheirSeeds) {
  const std::vector<double> top1{97.125, 97.5, 96.25, 98.0};
  const std::vector<double> loss{0.11, 0.13, 0.12, 0.1};
  for (int seed = 0; seed < 4; ++seed) {
    add({{"model", "mlp"}, {"dropout", nullptr}, {"seed", seed}, {"seeds.init", seed * 7}}, top1[seed], loss[seed]);
  }
  add({{"model", "cnn6"}, {"dropout", 0.5}, {"seed", 0}, {"seeds.init", 0}}, 50, 2);
  const auto found = rows(store_,
                          "SELECT model, n, n_diverged, test_top1_mean, test_top1_sd, test_top1_ci95, test_loss_mean, "
                          "test_loss_sd, test_loss_ci95 FROM summary ORDER BY model");
  ASSERT_EQ(found.size(), 2);
  EXPECT_THAT(found[0], ElementsAre("cnn6", 1, 0, 50.0, nullptr, nullptr, 2.0, nullptr, nullptr));
  const Expected a = statistics(top1);
  const Expected b = statistics(loss);
  const std::vector<double> expected{a.mean, a.sd, a.half_width, b.mean, b.sd, b.half_width};
  EXPECT_EQ(found[1][1], 4);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(found[1][i + 3].get<double>(), expected[i], 1e-12 * expected[i]) << "column " << i + 3;
  }
  std::vector<std::string> names;
  rows(store_, "SELECT * FROM summary", &names);
  EXPECT_THAT(names, testing::Not(testing::Contains(testing::StartsWith("seed"))));
}

TEST_F(SummaryTest, CloseValuesKeepTheirDeviation) {
  const std::vector<double> values{1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75};
  for (int seed = 0; seed < 3; ++seed) add({{"seed", seed}, {"x", 1}}, values[seed], 1);
  EXPECT_THAT(rows(store_, "SELECT test_top1_sd FROM summary")[0][0].get<double>(), DoubleNear(0.25, 1e-9));
}

TEST_F(SummaryTest, DivergedTrialsAreCountedApart) {
  add({{"seed", 0}, {"x", 1}}, 90, 1);
  add({{"seed", 1}, {"x", 1.0}}, 92, 1);
  add({{"seed", 2}, {"x", 1}}, 10, std::nan(""), Outcome::kDiverged);
  EXPECT_THAT(rows(store_, "SELECT n, n_diverged, test_top1_mean FROM summary"), ElementsAre(ElementsAre(3, 1, 91.0)));
}

TEST_F(SummaryTest, TheSqliteShellReadsTheViewsToo) {
  ProcessResult shell;
  try {
    shell = run_process({"sqlite3", "-version"});
  } catch (const InputError&) {
    GTEST_SKIP() << "no sqlite3 program";
  }
  if (shell.exit_status != 0) GTEST_SKIP() << "no sqlite3 program";
  add({{"seed", 0}, {"model.activation", "mish"}}, 90, 1);
  add({{"seed", 1}, {"model.activation", "mish"}}, 92, 1);
  shell = run_process({"sqlite3", path_.string(),
                       "SELECT \"model.activation\", n, round(test_top1_mean, 6), round(test_top1_sd, 6), "
                       "round(test_top1_ci95, 6) FROM summary; SELECT experiment, total, done FROM progress"});
  EXPECT_EQ(shell.output, "mish|2|91.0|1.414214|12.706205\ne|2|2\n");
}

}  // namespace
}  // namespace actsweep
