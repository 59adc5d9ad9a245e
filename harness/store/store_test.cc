#include "harness/store/store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using namespace testing_support;

TEST_F(StoreTest, RemembersTheLastOverridesOfAnExperiment) {
  Store store = writer();
  EXPECT_EQ(store.last_overrides("noise"), std::nullopt);
  const auto first = store.record_experiment("noise", "name: noise", {"epochs=2"});
  const auto second = store.record_experiment("noise", "name: noise", {"epochs=3", "seed=0,1"});
  EXPECT_EQ(first, second);
  EXPECT_THAT(*reader().last_overrides("noise"), ElementsAre("epochs=3", "seed=0,1"));
}

TEST_F(StoreTest, ResultHasAColumnForEveryKeyAsNewOnesCome) {
  Store store = writer();
  const auto experiment = store.record_experiment("e", "", {});
  store.begin_run({});
  store.enqueue(experiment, {trial("a", {{"optimizer", "sgd"}, {"optimizer.lr", 0.1}, {"noise.sigma", 0}})});
  train(store, "a", "data", 90);
  store.enqueue(experiment, {trial("b", {{"optimizer", "adam"}, {"model.activation", "mish"}, {"nesterov", true}})});
  train(store, "b", "data", 91);
  const auto found =
      rows(store,
           "SELECT trial, \"optimizer\", \"optimizer.lr\", \"noise.sigma\", \"model.activation\", nesterov, "
           "test_top1 FROM result ORDER BY trial");
  EXPECT_THAT(found, ElementsAre(ElementsAre("a", "sgd", 0.1, 0, nullptr, nullptr, 90.0),
                                 ElementsAre("b", "adam", nullptr, nullptr, "mish", 1, 91.0)));
}

TEST_F(StoreTest, AComponentAlsoAnswersToItsNameKey) {
  Store store = writer();
  const auto experiment = store.record_experiment("e", "", {});
  store.begin_run({});
  store.enqueue(experiment, {trial("a", {{"optimizer", "sgd"}, {"model.activation", "mish"}, {"batch_size", 8}})});
  train(store, "a", "data", 90);
  EXPECT_THAT(rows(store, "SELECT \"optimizer.name\", \"model.activation.name\" FROM result"),
              ElementsAre(ElementsAre("sgd", "mish")));
  EXPECT_EQ(error_of([&] { rows(store, "SELECT \"batch_size.name\" FROM result"); }),
            "in the query: no such column: batch_size.name (did you mean batch_size?)");
}

TEST_F(StoreTest, AKeyWithTheNameOfAnotherColumnIsSetApart) {
  Store store = writer();
  store.begin_run({});
  store.enqueue(
      store.record_experiment("e", "", {}),
      {trial("a", {{"lr", 0.5}, {"state", "x"}, {"epochs", 1}, {"experiment", 2}, {"seconds", 3}, {"n", 4}})});
  train(store, "a", "data", 90);
  EXPECT_THAT(rows(store, "SELECT \"config.lr\", lr, \"config.state\", epochs, epochs_run FROM result"),
              ElementsAre(ElementsAre(0.5, nullptr, "x", 1, 1)));
  EXPECT_THAT(store.config_columns(), UnorderedElementsAre("config.lr", "config.state", "epochs", "config.experiment",
                                                           "config.seconds", "config.n"));
}

TEST_F(StoreTest, NamesAndTextsWithQuotesAreOnlyEverData) {
  Store store = writer();
  const std::string evil = "a\"b'; DROP TABLE trial; --";
  const auto experiment = store.record_experiment(evil, evil, {evil});
  store.begin_run({evil, 1});
  store.enqueue(experiment, {trial(evil, {{evil, evil}, {"seed", 1}})});
  train(store, evil, evil, 90, Outcome::kDone, evil);
  EXPECT_THAT(rows(store, "SELECT \"a\"\"b'; DROP TABLE trial; --\" FROM result"), ElementsAre(ElementsAre(evil)));
  EXPECT_THAT(*store.last_overrides(evil), ElementsAre(evil));
  EXPECT_THAT(store.finished(evil), UnorderedElementsAre(evil));
}

TEST_F(StoreTest, ValuesThatAreNotFiniteAreNull) {
  Store store = writer();
  store.begin_run({});
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"seed", 1}})});
  ASSERT_EQ(store.lease("a", "data"), LeaseResult::kGranted);
  const auto attempt = store.begin_attempt("a", on_data("data"));
  Epoch diverged = epoch(1, 10, std::nan(""));
  diverged.train_loss = std::numeric_limits<double>::infinity();
  store.record_epoch(attempt, diverged);
  store.finish_attempt(attempt, Outcome::kDiverged, "the loss is NaN in epoch 1");
  EXPECT_THAT(rows(store, "SELECT outcome, test_loss, train_loss, test_top1 FROM result"),
              ElementsAre(ElementsAre("diverged", nullptr, nullptr, 10.0)));
  const TrialOutcome outcome = store.outcomes({"a"}).at("a");
  EXPECT_EQ(outcome.state, "diverged");
  EXPECT_EQ(outcome.error, "the loss is NaN in epoch 1");
  EXPECT_EQ(outcome.metrics, (std::map<std::string, double>{{"test_top1", 10}}));
}

TEST_F(StoreTest, AResultHasTheLastEpochsMetricsAndTheSumsOfAll) {
  Store store = writer();
  store.begin_run({});
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"seed", 1}})});
  ASSERT_EQ(store.lease("a", "data"), LeaseResult::kGranted);
  const auto attempt = store.begin_attempt("a", on_data("data"));
  for (int i = 1; i <= 2; ++i) {
    Epoch e = epoch(i, 80.0 + i, 1.0 / i);
    e.seconds = i;                  // 1 s at 300 images/s,
    e.images_per_second = 300 * i;  // then 2 s at 600: 1500 images in 3 s
    store.record_epoch(attempt, e);
  }
  store.finish_attempt(attempt, Outcome::kDone);
  EXPECT_THAT(rows(store, "SELECT epochs_run, test_top1, test_loss, train_seconds, images_per_second FROM result"),
              ElementsAre(ElementsAre(2, 82.0, 0.5, 3.0, 500.0)));
  const TrialOutcome outcome = store.outcomes({"a", "unknown"}).at("a");
  EXPECT_EQ(outcome.epochs, 2);
  EXPECT_EQ(outcome.metrics.at("images_per_second"), 500);
  EXPECT_EQ(outcome.attempt.host, "testhost");
  EXPECT_EQ(outcome.attempt.data_sha256, "data");
  EXPECT_THAT(outcome.finished_at, testing::MatchesRegex("20..-..-..T..:..:......Z"));
}

/// A new metric needs its declaration alone.
TEST_F(StoreTest, EveryDeclaredMetricIsInEpochsOutcomesResultsAndTheProtocol) {
  Store store = writer();
  store.begin_run({});
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"seed", 1}})});
  ASSERT_EQ(store.lease("a", "data"), LeaseResult::kGranted);
  const auto attempt = store.begin_attempt("a", on_data("data"));
  for (const int number : {1, 2}) {
    Epoch e{.epoch = number};
    double value = number;
    for (const EpochMetric& metric : epoch_metrics()) e.*metric.value = value += 2;
    const Epoch copy = nlohmann::json(e).get<Epoch>();
    for (const EpochMetric& metric : epoch_metrics()) EXPECT_EQ(copy.*metric.value, e.*metric.value) << metric.name;
    store.record_epoch(attempt, e);
  }
  store.finish_attempt(attempt, Outcome::kDone);
  const auto metrics = store.outcomes({"a"}).at("a").metrics;
  EXPECT_EQ(metrics.size(), epoch_metrics().size());
  double first = 1;
  for (const EpochMetric& metric : epoch_metrics()) {
    SCOPED_TRACE(metric.name);
    first += 2;
    EXPECT_THAT(rows(store, fmt::format("SELECT {} FROM epoch ORDER BY epoch", metric.name)),
                ElementsAre(ElementsAre(first), ElementsAre(first + 1)));
    double expected = first + 1;
    if (metric.trial_value == TrialValue::kSum) expected = first + first + 1;
    if (metric.trial_value == TrialValue::kMean) expected = first + 0.5;
    if (metric.trial_value == TrialValue::kThroughput) {
      const double seconds = rows(store, "SELECT seconds FROM epoch WHERE epoch = 1")[0][0];
      expected = (first * seconds + (first + 1) * (seconds + 1)) / (2 * seconds + 1);
    }
    for (const char* table : {"outcome", "result"}) {
      const double found = rows(store, fmt::format("SELECT {} FROM {}", metric.trial_name, table))[0][0];
      EXPECT_DOUBLE_EQ(found, expected) << table;
      EXPECT_EQ(metrics.at(metric.trial_name), found);
    }
  }
}

TEST_F(StoreTest, AResultStandsForItsOwnDataOnly) {
  Store store = writer();
  store.begin_run({});
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"seed", 1}})});
  train(store, "a", "part", 80);
  EXPECT_EQ(store.lease("a", "part", {.failed = true}), LeaseResult::kFinished);
  EXPECT_THAT(store.finished("whole"), testing::IsEmpty());
  train(store, "a", "whole", 90);
  EXPECT_THAT(rows(store, "SELECT data_sha256, test_top1 FROM result ORDER BY 1"),
              ElementsAre(ElementsAre("part", 80.0), ElementsAre("whole", 90.0)));
}

TEST_F(StoreTest, InterimAnalysesAreNumberedByTheirEvidence) {
  Store store = writer();
  EXPECT_EQ(store.interim_analysis_number({"e", "c", "first", 5}), 1);
  EXPECT_EQ(store.record_interim_analysis({"e", "c", "first", 5}), 1);
  EXPECT_EQ(store.record_interim_analysis({"e", "c", "first", 5}), 1);
  EXPECT_EQ(store.interim_analysis_number({"e", "c", "second", 7}), 2);
  EXPECT_EQ(store.record_interim_analysis({"e", "c", "second", 7}), 2);
  EXPECT_EQ(store.record_interim_analysis({"e", "c", "first", 5}), 1);
  EXPECT_EQ(store.record_interim_analysis({"e", "another", "second", 7}), 1);
  EXPECT_EQ(store.record_interim_analysis({"f", "c", "second", 7}), 1);
  EXPECT_EQ(reader().interim_analysis_number({"e", "c", "third", 9}), 3);
}

TEST_F(StoreTest, AFailureIsKeptAndRetriedOnlyOnRequest) {
  Store store = writer();
  store.begin_run({});
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"seed", 1}})});
  train(store, "a", "data", 20, Outcome::kFailed, "killed by signal 9");
  EXPECT_THAT(store.finished("data"), testing::IsEmpty());
  EXPECT_EQ(store.outcomes({"a"}).at("a").state, "failed");
  EXPECT_EQ(store.outcomes({"a"}).at("a").error, "killed by signal 9");
  EXPECT_EQ(store.lease("a", "data"), LeaseResult::kFailed);
  EXPECT_EQ(store.lease("a", "data", {.failed = true}), LeaseResult::kGranted);
  store.release("a");
  EXPECT_EQ(store.outcomes({"a"}).at("a").state, "failed");
}

TEST_F(StoreTest, AFailureOnOtherDataDoesNotHideAResult) {
  Store store = writer();
  store.begin_run({});
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"seed", 1}})});
  train(store, "a", "data", 90);
  train(store, "a", "other", 10, Outcome::kFailed, "out of memory");
  EXPECT_EQ(store.outcomes({"a"}).at("a").state, "done");
  EXPECT_EQ(store.outcomes({"a"}).at("a").metrics.at("test_top1"), 90);
  EXPECT_EQ(store.lease("a", "other"), LeaseResult::kFailed);
  EXPECT_EQ(store.lease("a", "data"), LeaseResult::kFinished);
}

TEST_F(StoreTest, AnInterruptedTrialIsPendingAgain) {
  Store store = writer();
  store.begin_run({});
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"seed", 1}})});
  train(store, "a", "data", 20, Outcome::kInterrupted);
  EXPECT_EQ(store.outcomes({"a"}).at("a").state, "pending");
  EXPECT_EQ(store.outcomes({"a"}).at("a").epochs, 1);
  EXPECT_EQ(store.lease("a", "data"), LeaseResult::kGranted);
  EXPECT_EQ(store.outcomes({"a"}).at("a").state, "running");
}

TEST_F(StoreTest, ATrialOfTwoExperimentsIsOneTrial) {
  Store store = writer();
  const auto trials = {trial("a", {{"seed", 1}})};
  store.enqueue(store.record_experiment("one", "", {}), trials);
  store.enqueue(store.record_experiment("two", "", {}), trials);
  EXPECT_THAT(rows(store, "SELECT experiment, total, pending FROM progress ORDER BY 1"),
              ElementsAre(ElementsAre("one", 1, 1), ElementsAre("two", 1, 1)));
  EXPECT_THAT(rows(store, "SELECT count(*) FROM trial"), ElementsAre(ElementsAre(1)));
}

TEST_F(StoreTest, ALaterKeyReachesTheTrialsThatHaveItsDefault) {
  Store store = writer();
  store.begin_run({});
  const auto experiment = store.record_experiment("e", "", {});
  store.enqueue(experiment, {trial("a", {{"seed", 0}})});
  train(store, "a", "data", 90);
  store.enqueue(experiment, {trial("a", {{"seed", 0}, {"dropout", 0.0}}), trial("b", {{"seed", 1}, {"dropout", 0.0}})});
  train(store, "b", "data", 92);
  EXPECT_THAT(rows(store, "SELECT dropout, n, test_top1_mean FROM summary"), ElementsAre(ElementsAre(0.0, 2, 91.0)));
}

TEST_F(StoreTest, ReadsAtOneMomentSeeNoLaterWrite) {
  Store store = writer();
  const auto experiment = store.record_experiment("e", "", {});
  const Store reading = reader();
  const auto count = [&] { return rows(reading, "SELECT count(*) FROM trial"); };
  reading.at_one_moment([&] {
    EXPECT_THAT(count(), ElementsAre(ElementsAre(0)));
    store.enqueue(experiment, {trial("a", {{"seed", 0}})});
    EXPECT_THAT(count(), ElementsAre(ElementsAre(0)));
    EXPECT_TRUE(reading.outcomes({"a"}).empty());
  });
  EXPECT_THAT(count(), ElementsAre(ElementsAre(1)));
}

TEST_F(StoreTest, DatabasePathIsTheOptionTheEnvironmentOrTheDefault) {
  unsetenv("ACTSWEEP_DB");
  EXPECT_EQ(database_path(""), "results/actsweep.db");
  setenv("ACTSWEEP_DB", "elsewhere.db", 1);
  EXPECT_EQ(database_path(""), "elsewhere.db");
  EXPECT_EQ(database_path("mine.db"), "mine.db");
  unsetenv("ACTSWEEP_DB");
}

}  // namespace
}  // namespace actsweep
