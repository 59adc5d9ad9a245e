#include "harness/config/grid.h"

#include <gmock/gmock.h>

#include <set>

#include "harness/config/config_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

using GridTest = ExperimentTest;

std::vector<nlohmann::json> column(const std::vector<Trial>& trials, const std::string& key) {
  std::vector<nlohmann::json> values;
  for (const Trial& trial : trials) values.push_back(trial.flat.at(key));
  return values;
}

TEST_F(GridTest, AnExperimentWithoutAGridIsOneTrialOfDefaults) {
  const auto all = trials("name: e\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].flat.at("model"), "cnn6");
  EXPECT_EQ(all[0].flat.at("optimizer.lr"), 0.01);
  EXPECT_EQ(all[0].config["model"]["activation"]["name"], "relu");
  EXPECT_EQ(all[0].config["noise"]["split"], "both");
  EXPECT_TRUE(all[0].config["limit_train"].is_null());
}

TEST_F(GridTest, GeneratorsIncludeBothEnds) {
  EXPECT_THAT(column(trials("name: e\ngrid: {noise.sigma: {range: [0, 0.4], step: 0.1}}"), "noise.sigma"),
              ElementsAre(0.0, 0.1, 0.2, 0.3, 0.4));
  EXPECT_THAT(column(trials("name: e\ngrid: {epochs: {range: [5, 1], step: -2}}"), "epochs"), ElementsAre(5, 3, 1));
  EXPECT_THAT(column(trials("name: e\ngrid: {noise.sigma: {linspace: [0, 1], num: 3}}"), "noise.sigma"),
              ElementsAre(0.0, 0.5, 1.0));
  EXPECT_THAT(column(trials("name: e\ngrid: {optimizer.lr: {logspace: [1e-5, 1e-1], num: 5}}"), "optimizer.lr"),
              ElementsAre(1e-5, 1e-4, 1e-3, 1e-2, 1e-1));
  EXPECT_THAT(column(trials("name: e\ngrid: {seed: {count: 3}}"), "seed"), ElementsAre(0, 1, 2));
}

TEST_F(GridTest, TheLastAxisVariesFastest) {
  const auto all = trials("name: e\ngrid: {model.activation: [relu, mish], epochs: [1, 2], seed: [0, 1]}");
  EXPECT_THAT(column(all, "seed"), ElementsAre(0, 1, 0, 1, 0, 1, 0, 1));
  EXPECT_THAT(column(all, "epochs"), ElementsAre(1, 1, 2, 2, 1, 1, 2, 2));
  EXPECT_EQ(column(all, "model.activation").back(), "mish");
}

TEST_F(GridTest, ZippedKeysVaryTogether) {
  const auto all = trials("name: e\ngrid: {\"optimizer.name, optimizer.lr\": [[sgd, 0.1], [adam, 1e-3]]}");
  EXPECT_THAT(column(all, "optimizer"), ElementsAre("sgd", "adam"));
  EXPECT_THAT(column(all, "optimizer.lr"), ElementsAre(0.1, 1e-3));
}

TEST_F(GridTest, BlocksAreAUnionWithoutRepeatedTrials) {
  EXPECT_THAT(column(trials("name: e\ngrid: [{seed: [0, 1]}, {seed: [1, 2]}]"), "seed"), ElementsAre(0, 1, 2));
}

TEST_F(GridTest, ExclusionsDropThePointsThatMatchAllTheirKeys) {
  const auto all = trials(
      "name: e\ngrid: {model.activation: [relu, mish], noise.sigma: [0, 1, 2]}\n"
      "exclude: [{model.activation: relu, noise.sigma: [1, 2]}, {noise.sigma: 2}]");
  EXPECT_THAT(column(all, "noise.sigma"), ElementsAre(0.0, 0.0, 1.0));
  EXPECT_THAT(column(all, "model.activation"), ElementsAre("relu", "mish", "mish"));
}

TEST_F(GridTest, AnAxisOfMappingsSetsParametersAndOthersKeepTheirs) {
  const auto all = trials("name: e\ngrid: {model.activation: [relu, {name: swish, beta: 1.5}]}");
  EXPECT_EQ(all[1].flat.at("model.activation.beta"), 1.5);
  const auto kept = trials("name: e\ntrial: {optimizer: {name: sgd, momentum: 0.9}}\ngrid: {optimizer: [sgd, adam]}");
  EXPECT_EQ(kept[0].flat.at("optimizer.momentum"), 0.9);
  EXPECT_EQ(kept[1].flat.at("optimizer.lr"), 1e-3);
}

TEST_F(GridTest, PointsThatDifferOnlyInUnreadKeysAreOne) {
  const auto all = trials("name: e\ngrid: {model.name: [mlp, cnn6], model.depth: [1, 2, 3]}");
  EXPECT_THAT(column(all, "model"), ElementsAre("mlp", "mlp", "mlp", "cnn6"));
}

TEST_F(GridTest, OverridesReplaceAxesOrSetValues) {
  const std::string yaml = "name: e\ntrial: {epochs: 10}\ngrid: {model.activation: [relu, mish], seed: {count: 5}}";
  EXPECT_EQ(grid(yaml, {"epochs=2", "seed=0,1,2"}).size(), 6U);
  EXPECT_EQ(trials(yaml, {"epochs=2"})[0].flat.at("epochs"), 2);
  EXPECT_THAT(column(trials(yaml, {"model.activation=swish", "seed=7"}), "seed"), ElementsAre(7));
  EXPECT_EQ(grid(yaml, {"noise.sigma={range: [0, 2], step: 1}"}).size(), 30U);
  const auto renamed = trials("name: e\ntrial: {optimizer: {name: sgd, lr: 0.5}}", {"optimizer.name=adam"});
  EXPECT_EQ(renamed[0].flat.at("optimizer.lr"), 0.5);
  const auto replaced = trials("name: e\ntrial: {optimizer: {name: sgd, lr: 0.5}}", {"optimizer=adam"});
  EXPECT_EQ(replaced[0].flat.at("optimizer.lr"), 1e-3);
}

TEST_F(GridTest, OverridesReplaceKeysInMappingsOfAnAxis) {
  const std::string yaml = "name: e\ngrid: {model: [{name: mlp, depth: 1}, {name: mlp, depth: 2, width: 9}, lenet4]}\n";
  const auto of_all = [&](const std::string& override_text) {
    std::vector<std::string> all;
    for (const Trial& trial : trials(yaml, {override_text})) all.push_back(trial.config.at("model").dump());
    return all;
  };
  EXPECT_THAT(of_all("model.width=8"),
              ElementsAre(::testing::HasSubstr("\"depth\":1,"), ::testing::HasSubstr("\"depth\":2,"),
                          ::testing::HasSubstr("lenet4")));
  EXPECT_THAT(of_all("model.width=8"),
              ElementsAre(::testing::HasSubstr("\"width\":8"), ::testing::HasSubstr("\"width\":8"),
                          ::testing::HasSubstr("lenet4")));
  EXPECT_THAT(of_all("model.depth=3"),
              ElementsAre(::testing::HasSubstr("\"depth\":3,"), ::testing::HasSubstr("\"depth\":3,"),
                          ::testing::HasSubstr("lenet4")));
  EXPECT_EQ(
      trials("name: e\ngrid: {model: [{name: mlp, depth: 1}, {name: mlp, depth: 2}]}\n", {"model.depth=3"}).size(), 1)
      << "equal trials become one";
}

TEST_F(GridTest, TwoSpellingsOfANetworkAreOnePoint) {
  const std::string networks = "[conv 8 3; global_pool; output, conv 8 3x3 ;global_pool;output]";
  EXPECT_EQ(trials("name: e\ngrid: {model: [custom], model.network: " + networks + "}\n").size(), 1);
  EXPECT_EQ(trials("name: e\ngrid: {model: [mlp, mlp]}\n").size(), 1);
  EXPECT_EQ(trials("name: e\ntrial: {model: custom}\n",
                   {"model.network=conv {w} 3; global_pool; output,conv 4 3; dense {w}; output", "model.w=8"})
                .size(),
            2);
}

TEST_F(GridTest, AnIdDependsOnMeaningNotOnSpelling) {
  const auto id = [](const std::string& trial) { return trials("name: e\ntrial: " + trial)[0].id; };
  const std::string reference = id("{optimizer: {name: sgd, lr: 0.1}, epochs: 3}");
  EXPECT_EQ(id("{epochs: 3.0, optimizer: {lr: 1e-1, name: SGD, momentum: 0}}"), reference);
  EXPECT_EQ(id("{epochs: 3, optimizer.lr: 0.10, optimizer: sgd, seed: 0}"), reference);
  EXPECT_NE(id("{optimizer: {name: sgd, lr: 0.1}, epochs: 4}"), reference);
  EXPECT_NE(id("{optimizer: {name: adam, lr: 0.1}, epochs: 3}"), reference);
}

TEST_F(GridTest, AnIdDoesNotDependOnHowTheTrialIsReached) {
  const auto listed = trials("name: e\ngrid: {optimizer.lr: {logspace: [1e-3, 1e-1], num: 3}, seed: [1]}");
  const auto single = trials("name: e\ntrial: {optimizer: {lr: 0.001}, seed: 1}");
  EXPECT_EQ(listed[0].id, single[0].id);
}

// The first 64 bits of SHA-256 over "training_version=4", from sha256sum. If the id changes, all recorded trials are
// trained again.
TEST_F(GridTest, TheIdOfTheDefaultTrialIsPinned) { EXPECT_EQ(trials("name: e\n")[0].id, "11bb61befd76ab2e"); }

TEST_F(GridTest, AFormulaNamesItsOwnKeys) {
  const auto all = trials(
      "name: e\ntrial: {model: {activation: {formula: \"x * sigmoid(b * x)\"}}}\n"
      "grid: {model.activation.b: [1, 1.5]}");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_NE(all[0].id, all[1].id);
  EXPECT_EQ(all[1].config["model"]["activation"],
            nlohmann::json({{"name", "formula"}, {"formula", "x * sigmoid(b * x)"}, {"b", 1.5}}));
}

TEST_F(GridTest, AnAxisMixesFormulasAndNames) {
  const auto all = trials(
      "name: e\n"
      "grid: {model.activation: [mish, {formula: x * b, b: 2}, {formula: x}], seed: [0, 1]}");
  ASSERT_EQ(all.size(), 6U);
  EXPECT_THAT(column(all, "model.activation"), ElementsAre("mish", "mish", "formula", "formula", "formula", "formula"));
  EXPECT_EQ(all[2].flat.at("model.activation.b"), 2.0);
  EXPECT_FALSE(all[4].flat.contains("model.activation.b"));
}

TEST_F(GridTest, IdsOfALargeGridAreDistinctAndCheap) {
  const Grid large = grid(
      "name: e\ngrid: {model.activation: [relu, swish, mish], epochs: {range: [1, 50], step: 1}, seed: {count: 200},\n"
      "       noise.sigma: {linspace: [0, 1], num: 10}}");
  EXPECT_EQ(large.size(), 300'000U);
  std::set<TrialId> ids;
  large.for_each([&](const Point& point) { ids.insert(point.id); });
  EXPECT_EQ(ids.size(), large.size());
}

TEST_F(GridTest, AxesKeepTheOrderOfTheFileAndLogspacesAreMarked) {
  const auto axes =
      grid("name: e\ngrid: {optimizer.lr: {logspace: [1e-3, 1e-1], num: 3}, model.activation: [mish, ReLU]}").axes();
  ASSERT_EQ(axes.size(), 2U);
  EXPECT_TRUE(axes[0].log_scale);
  EXPECT_THAT(axes[1].values, ElementsAre("mish", "relu"));
}

TEST_F(GridTest, PointsThatDifferUnderSomeKeysAreVisitedOnce) {
  const Grid some = grid(
      "name: e\ntrial: {model: depth_net}\ngrid: {epochs: [1, 4], model.depth: [15, 30], dataset: [mnist, cifar10]}\n"
      "exclude: [{model.depth: 30, dataset: mnist}]");
  std::vector<std::string> visited;
  some.for_each_distinct({"model", "dataset"}, [&](const Point& point) {
    const FlatConfig flat = some.trial(point).flat;
    visited.push_back(flat.at("dataset").get<std::string>() + " " + flat.at("model.depth").dump());
  });
  EXPECT_THAT(visited, UnorderedElementsAre("mnist 15", "cifar10 15", "cifar10 30"));
}

TEST_F(GridTest, TrainingImagesFollowTheLimitTheValidationPartAndTheEpochs) {
  const auto images = [&](const std::string& keys) {
    return training_images(trials("name: e\ntrial: {epochs: 3" + keys + "}").front().flat, 50'000);
  };
  EXPECT_DOUBLE_EQ(images(""), 150'000);
  EXPECT_DOUBLE_EQ(images(", limit_train: 2000"), 6000);
  EXPECT_DOUBLE_EQ(images(", limit_train: 60000"), 150'000);
  EXPECT_DOUBLE_EQ(images(", limit_train: 2000, validation: 0.25"), 4500);
}

using RecordedTrial = ExperimentTest;

TEST_F(RecordedTrial, HasTheSameIdAsInItsGrid) {
  const Grid expanded = grid(
      "name: e\n"
      "trial: {noise: {sigma: 0.5}, limit_train: 100}\n"
      "grid:\n"
      "  model.activation: [relu, {name: elu, alpha: 0.5}, {formula: 'x * sigmoid(b * x)', b: 1.5}]\n"
      "  optimizer: [sgd, {name: adam, preset: keras}]\n"
      "  seed: [0, 3]\n");
  int points = 0;
  expanded.for_each([&](const Point& point) {
    const Trial trial = expanded.trial(point);
    const Trial again = recorded_trial(built_in_schema(), trial.config);
    EXPECT_EQ(again.id, trial.id);
    EXPECT_EQ(again.config, trial.config);
    EXPECT_EQ(again.flat, trial.flat);
    ++points;
  });
  EXPECT_EQ(points, 12);
}

TEST_F(RecordedTrial, RejectsConfigurationsThatCannotBeTrained) {
  const auto error = [](const char* config) {
    try {
      recorded_trial(built_in_schema(), nlohmann::json::parse(config));
    } catch (const InputError& rejected) {
      return std::string(rejected.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(error(R"({"seed": 1})"), "no error");
  EXPECT_NE(error(R"({"sede": 1})").find("sede: unknown key (did you mean seed?)"), std::string::npos);
  EXPECT_NE(error(R"({"epochs": 0})").find("epochs: 0 is not"), std::string::npos);
  EXPECT_NE(error(R"({"optimizer": {"name": "sgb"}})").find("optimizer: no optimizer is named "), std::string::npos)
      << error(R"({"optimizer": {"name": "sgb"}})");
  EXPECT_NE(error(R"({"seed": [1, 2]})").find("expected one value, got a list"), std::string::npos);
}

}  // namespace
}  // namespace actsweep
