#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace testing_support;

LayerEpoch activation(int epoch, int position, double dead_units) {
  LayerEpoch layer{.epoch = epoch, .kind = LayerKind::kActivation, .position = position, .module = "3"};
  layer.dead_units = dead_units;
  layer.preactivation_mean = 0.5;
  layer.preactivations = R"({"counts":[1,2],"from":-1.0,"to":1.0})";
  return layer;
}

LayerEpoch weights(int epoch, int position, double grad_norm) {
  LayerEpoch layer{.epoch = epoch, .kind = LayerKind::kWeights, .position = position, .module = "0.module"};
  layer.grad_norm = grad_norm;
  return layer;
}

class StoreSeries : public StoreTest {
 protected:
  StoreSeries() {
    store_.begin_run({});
    store_.enqueue(store_.record_experiment("e", "", {}), {trial("a", {{"seed", 0}}), trial("b", {{"seed", 1}}),
                                                           trial("c", {{"seed", 2}}), trial("d", {{"seed", 3}})});
  }

  /// Trains a trial for two epochs with diagnostics.
  void train_with_diagnostics(const std::string& id, const std::string& data, double dead_units, Outcome outcome) {
    ASSERT_EQ(store_.lease(id, data, {.failed = true}), LeaseResult::kGranted);
    const std::int64_t attempt = store_.begin_attempt(id, on_data(data));
    store_.record_layer(attempt, activation(0, 1, 0));
    for (int i = 1; i <= 2; ++i) {
      store_.record_layer(attempt, weights(i, 1, 0.1 * i));
      store_.record_layer(attempt, activation(i, 2, dead_units));
      store_.record_layer(attempt, activation(i, 1, dead_units * i));
      store_.record_epoch(attempt, epoch(i, 80.0 + i));
    }
    store_.finish_attempt(attempt, outcome);
  }

  Store store_ = writer();
};

TEST_F(StoreSeries, GivesEveryMetricOfEveryEpoch) {
  ASSERT_EQ(store_.lease("a", "data"), LeaseResult::kGranted);
  const auto attempt = store_.begin_attempt("a", on_data("data"));
  Epoch first{.epoch = 1}, second{.epoch = 2};
  double value = 1.0 / 3;
  for (const EpochMetric& metric : epoch_metrics()) first.*metric.value = value *= 1.7;
  second.train_loss = std::nan("");
  store_.record_epoch(attempt, first);
  store_.record_epoch(attempt, second);
  EXPECT_THAT(store_.epochs({"a"}), IsEmpty()) << "nothing is accepted yet";
  store_.finish_attempt(attempt, Outcome::kDiverged);
  const auto epochs = reader().epochs({"a", "unknown"});
  ASSERT_EQ(epochs.size(), 1u);
  ASSERT_EQ(epochs.at("a").size(), 2u);
  for (const EpochMetric& metric : epoch_metrics()) {
    EXPECT_EQ(epochs.at("a")[0].*metric.value, first.*metric.value) << metric.name;
    EXPECT_FALSE((epochs.at("a")[1].*metric.value).has_value()) << metric.name;
  }
  EXPECT_EQ(epochs.at("a")[1].epoch, 2);
}

TEST_F(StoreSeries, LayersComeBackAsTheyWereInTheirOrder) {
  train_with_diagnostics("a", "data", 10, Outcome::kDone);
  train(store_, "b", "data", 90);
  const auto layers = reader().layers({"a", "b", "unknown"});
  ASSERT_EQ(layers.size(), 1u);
  std::vector<std::string> order;
  for (const LayerEpoch& layer : layers.at("a")) {
    order.push_back(fmt::format("{} {} {}", layer.epoch, name_of(layer.kind), layer.position));
  }
  EXPECT_THAT(order, ElementsAre("0 activation 1", "1 activation 1", "1 activation 2", "1 weights 1", "2 activation 1",
                                 "2 activation 2", "2 weights 1"));
  const LayerEpoch& seen = layers.at("a")[4];
  EXPECT_EQ(seen.dead_units, 20);
  EXPECT_EQ(seen.preactivation_mean, 0.5);
  EXPECT_EQ(seen.preactivations, R"({"counts":[1,2],"from":-1.0,"to":1.0})");
  EXPECT_EQ(seen.module, "3");
  EXPECT_FALSE(seen.grad_norm.has_value());
  EXPECT_EQ(layers.at("a")[6].grad_norm, 0.2);
  EXPECT_EQ(layers.at("a")[6].preactivations, "");
}

TEST_F(StoreSeries, TheNewestAcceptedAttemptCounts) {
  train_with_diagnostics("a", "part", 1, Outcome::kDone);
  train_with_diagnostics("a", "whole", 2, Outcome::kFailed);
  EXPECT_EQ(store_.layers({"a"}).at("a")[1].dead_units, 1);
  train_with_diagnostics("a", "whole", 3, Outcome::kDiverged);
  EXPECT_EQ(store_.layers({"a"}).at("a")[1].dead_units, 3);
  EXPECT_EQ(store_.epochs({"a"}).at("a").size(), 2u);
  // Results on one state of the data.
  EXPECT_EQ(store_.layers({"a"}, "part").at("a")[1].dead_units, 1);
  EXPECT_EQ(store_.outcomes({"a"}, "part").at("a").state, "done");
  EXPECT_EQ(store_.outcomes({"a"}, "whole").at("a").state, "diverged");
  EXPECT_EQ(store_.outcomes({"a"}, "another").at("a").state, "pending");
  EXPECT_THAT(store_.epochs({"a"}, "another"), IsEmpty());
  EXPECT_THAT(store_.finished_on({"a", "b"}), ElementsAre(std::pair("part", 1u), std::pair("whole", 1u)));
  train_with_diagnostics("b", "data", 4, Outcome::kInterrupted);
  EXPECT_THAT(store_.layers({"b"}), IsEmpty());
  EXPECT_THAT(store_.epochs({"b"}), IsEmpty());
}

TEST_F(StoreSeries, LayerValuesThatAreNotFiniteAreNull) {
  ASSERT_EQ(store_.lease("a", "data"), LeaseResult::kGranted);
  const auto attempt = store_.begin_attempt("a", on_data("data"));
  LayerEpoch layer = weights(1, 1, std::numeric_limits<double>::infinity());
  layer.preactivation_mean = std::nan("");
  store_.record_layer(attempt, layer);
  EXPECT_THAT(rows(store_, "SELECT grad_norm, preactivation_mean, preactivations FROM layer_epoch"),
              ElementsAre(ElementsAre(nullptr, nullptr, nullptr)));
}

TEST_F(StoreSeries, LayersDoNotCountAsEpochs) {
  ASSERT_EQ(store_.lease("a", "data"), LeaseResult::kGranted);
  const auto attempt = store_.begin_attempt("a", on_data("data"));
  store_.record_layer(attempt, activation(0, 1, 0));
  EXPECT_EQ(store_.outcomes({"a"}).at("a").epochs, 0);
  store_.record_epoch(attempt, epoch(1, 90));
  store_.record_layer(attempt, activation(2, 1, 0));
  store_.finish_attempt(attempt, Outcome::kDone);
  EXPECT_THAT(rows(store_, "SELECT epochs_run, test_top1 FROM result"), ElementsAre(ElementsAre(1, 90.0)));
}

TEST_F(StoreSeries, TheViewHasTheLayersOfResults) {
  train_with_diagnostics("a", "data", 10, Outcome::kDone);
  train_with_diagnostics("b", "data", 20, Outcome::kFailed);
  EXPECT_THAT(
      rows(store_,
           "SELECT trial, seed, epoch, kind, position, l.dead_units, l.grad_norm FROM diagnostics AS l JOIN result "
           "USING (trial, attempt) WHERE epoch = epochs_run ORDER BY kind, position"),
      ElementsAre(ElementsAre("a", 0, 2, "activation", 1, 20.0, nullptr),
                  ElementsAre("a", 0, 2, "activation", 2, 10.0, nullptr),
                  ElementsAre("a", 0, 2, "weights", 1, nullptr, 0.2)));
}

/// One scan of all layers per trial would take minutes for a few hundred trials.
TEST_F(StoreSeries, LayersAreFoundByTheirAttempt) {
  const auto plan = rows(store_, "EXPLAIN QUERY PLAN SELECT * FROM diagnostics WHERE trial = 'a'");
  for (const Store::Row& row : plan) EXPECT_THAT(row.back().get<std::string>(), testing::HasSubstr("SEARCH"));
}

}  // namespace
}  // namespace actsweep
