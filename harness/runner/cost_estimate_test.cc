#include "harness/runner/cost_estimate.h"

#include <gtest/gtest.h>

#include "harness/config/config_testing.h"
#include "harness/runner/trial_record.h"
#include "harness/schema/trial_params.h"
#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using namespace testing_support;

class CostEstimateTest : public ExperimentTest {
 protected:
  /// An experiment of one model.
  static Grid grid_of(const std::string& model, const std::vector<std::string>& overrides = {}) {
    return grid(
        "name: e\ntrial: {dataset: {name: synthetic, train: 400, test: 100}, epochs: 2}\n"
        "grid: {model: [" +
            model + "], seed: {count: 3}}\n",
        overrides);
  }

  Store store() const { return {"a.db", Store::Access::kReadWrite}; }

  /// Records that each trial of a grid ended after an epoch of some seconds.
  void train_all(const Grid& grid, double seconds, Outcome outcome = Outcome::kDone) {
    Store store = this->store();
    const std::int64_t experiment = store.record_experiment("e", "", {});
    store.begin_run({});
    grid.for_each([&](const Point& point) {
      const Trial trial = grid.trial(point);
      store.enqueue(experiment, {record_of(trial)});
      ASSERT_EQ(store.lease(trial.id, data_.info(trial.config).sha256), LeaseResult::kGranted);
      const auto attempt = store.begin_attempt(trial.id, on_data(data_.info(trial.config).sha256));
      Epoch only = epoch(1, 50);
      only.seconds = seconds;
      store.record_epoch(attempt, only);
      store.finish_attempt(attempt, outcome);
    });
    store.end_run();
  }

  Cost cost(const Store* store, const Grid& grid) {
    TrialWork work;
    return CostEstimate(store, built_in_schema(), data_, work).of(grid);
  }

  DatasetInfoCache data_{DataLocations::standard({})};
};

/// Also of models with a key that is true or false, which a column of the database keeps as 1 or 0.
TEST_F(CostEstimateTest, UsesTheTrialsOfTheSameModel) {
  for (const std::string model : {"mlp", "cnn6", "lenet4"}) {
    SCOPED_TRACE(model);
    std::filesystem::remove("a.db");
    const Grid trials = grid_of(model);
    train_all(trials, 7);
    const Store recorded = store();
    const Cost same = cost(&recorded, trials);
    EXPECT_EQ(same.basis, Cost::Basis::kThisModel);
    EXPECT_NEAR(same.seconds, 21, 1e-6);
    EXPECT_EQ(same.images, 3 * 2 * 400);
    EXPECT_NEAR(cost(&recorded, grid_of(model, {"epochs=4"})).seconds, 42, 1e-6);
    EXPECT_EQ(cost(&recorded, grid_of(model == "mlp" ? "lenet4" : "mlp")).basis, Cost::Basis::kOtherModels);
  }
}

TEST_F(CostEstimateTest, AssumesATimeWithoutFinishedTrials) {
  const Grid trials = grid_of("mlp");
  EXPECT_EQ(cost(nullptr, trials).basis, Cost::Basis::kAssumption);
  train_all(trials, 7, Outcome::kFailed);
  const Store recorded = store();
  EXPECT_EQ(cost(&recorded, trials).basis, Cost::Basis::kAssumption);
}

TEST_F(CostEstimateTest, PlansWhatARunWithoutOptionsTrains) {
  const Grid all = grid_of("mlp");
  train_all(grid_of("mlp", {"seed=0"}), 1);
  train_all(grid_of("mlp", {"seed=1"}), 1, Outcome::kFailed);
  const Store recorded = store();
  const PlannedTrials planned = plan_trials(all, &recorded, data_);
  EXPECT_EQ(planned.finished, 1u);
  EXPECT_EQ(planned.failed, 1u);
  EXPECT_EQ(planned.to_train, 1u);
  EXPECT_EQ(plan_trials(all, nullptr, data_).to_train, 3u);
}

}  // namespace
}  // namespace actsweep
