#include <gmock/gmock.h>

#include "harness/config/config_testing.h"

namespace actsweep {
namespace {

using nlohmann::json;
using testing::ElementsAre;

class ValueNamesTest : public ExperimentTest {
 protected:
  /// The name of the key's value in each trial.
  static std::vector<json> named(const std::string& yaml, const std::string& key,
                                 const std::vector<std::string>& overrides = {}) {
    const Grid expanded = grid(yaml, overrides);
    std::vector<json> names;
    expanded.for_each([&](const Point& point) { names.push_back(expanded.named(expanded.trial(point).flat).at(key)); });
    return names;
  }

  static std::vector<std::string> axis_keys(const std::string& yaml) {
    std::vector<std::string> keys;
    for (const AxisValues& axis : grid(yaml).axes()) keys.push_back(axis.key);
    return keys;
  }
};

TEST_F(ValueNamesTest, NamesHaveTheKeysThatDistinguishComponents) {
  const std::string yaml = "name: e\ngrid:\n  model: [{name: mlp, depth: 1}, {name: mlp, depth: 2}, cnn6, lenet4]\n";
  EXPECT_THAT(named(yaml, "model"), ElementsAre("mlp (depth 1)", "mlp (depth 2)", "cnn6", "lenet4"));
  const auto axes = grid(yaml).axes();
  ASSERT_EQ(axes.size(), 1U);
  EXPECT_EQ(axes[0].key, "model");
  EXPECT_THAT(axes[0].values, ElementsAre("mlp (depth 1)", "mlp (depth 2)", "cnn6", "lenet4"));
}

TEST_F(ValueNamesTest, DefaultsDistinguishComponentsToo) {
  EXPECT_THAT(named("name: e\ngrid: {model.activation: [elu, {name: elu, alpha: 0.5}, mish]}\n", "model.activation"),
              ElementsAre("elu (alpha 1)", "elu (alpha 0.5)", "mish"));
  EXPECT_THAT(named("name: e\ngrid: {optimizer: [{name: sgd, preset: keras}, radam]}\n", "optimizer"),
              ElementsAre("sgd", "radam"));
}

TEST_F(ValueNamesTest, FormulasAreTheirOwnNames) {
  EXPECT_THAT(named("name: e\ngrid: {model.activation: [{formula: x * b, b: 1}, {formula: x * b, b: 2}, {formula: x}]}",
                    "model.activation"),
              ElementsAre("x * b (b 1)", "x * b (b 2)", "x"));
}

TEST_F(ValueNamesTest, LabelsNameValuesAndAreNotPartOfTrials) {
  const std::string plain = "name: e\ngrid: {model: [{name: mlp, depth: 1}, {name: mlp, depth: 2}, cnn6]}\n";
  const std::string labelled =
      "name: e\ngrid: {model: [{name: mlp, depth: 1, label: Small}, {name: mlp, depth: 2, label: Deep}, "
      "{value: cnn6, label: CNN}]}\n";
  EXPECT_THAT(named(labelled, "model"), ElementsAre("Small", "Deep", "CNN"));
  const auto without = trials(plain), with = trials(labelled);
  ASSERT_EQ(with.size(), without.size());
  for (std::size_t i = 0; i < with.size(); ++i) EXPECT_EQ(with[i].id, without[i].id);
  EXPECT_EQ(with[2].flat.at("model"), "cnn6");
}

TEST_F(ValueNamesTest, PlainValuesHaveLabelsToo) {
  const std::string yaml =
      "name: e\ntrial: {model: mlp}\ngrid: {model.width: [{value: 20, label: narrow}, 300], seed: [0, 1]}\n";
  EXPECT_EQ(json(named(yaml, "model.width")).dump(), R"(["narrow","narrow",300,300])");
  EXPECT_EQ(json(grid(yaml).axes()[0].values).dump(), R"(["narrow",300])");
  EXPECT_EQ(trials(yaml)[0].flat.at("model.width").dump(), "20");
}

TEST_F(ValueNamesTest, AZippedAxisHasLabelsInAnyColumn) {
  const std::string yaml =
      "name: e\ngrid: {\"model, epochs\": [[{name: mlp, depth: 1, label: A}, 3], [{name: mlp, depth: 2, label: B}, "
      "4]]}\n";
  EXPECT_THAT(named(yaml, "model"), ElementsAre("A", "B"));
  EXPECT_EQ(json(named(yaml, "epochs")).dump(), "[3,4]");
  EXPECT_THAT(axis_keys(yaml), ElementsAre("model", "epochs"));
}

TEST_F(ValueNamesTest, KeysThatAreAxesOrInFiguresAreNotPartOfNames) {
  const std::string grid_of = "name: e\ngrid: {model: [{name: mlp, width: 5}, cnn6], model.width: [10, 20]}\n";
  EXPECT_THAT(named(grid_of, "model"), ElementsAre("mlp", "mlp", "cnn6", "cnn6"));
  EXPECT_THAT(axis_keys(grid_of), ElementsAre("model", "model.width"));
  const Grid shown(built_in_schema(), load("name: e\ngrid: {model: [{name: mlp, depth: 1}, {name: mlp, depth: 2}]}\n"),
                   {"model.depth", "model"});
  EXPECT_THAT(shown.axes(), testing::ElementsAre(testing::Field(&AxisValues::key, "model"),
                                                 testing::Field(&AxisValues::key, "model.depth")));
}

TEST_F(ValueNamesTest, NamesAreTheSameInAllBlocks) {
  const std::string yaml = "name: e\ngrid:\n  - optimizer: [{name: sgd, lr: 0.5}]\n    seed: [0]\n  - seed: [1]\n";
  EXPECT_THAT(named(yaml, "optimizer"), ElementsAre("sgd (lr 0.5)", "sgd (lr 0.01)"));
  EXPECT_THAT(grid(yaml).axes()[0].values, ElementsAre("sgd (lr 0.5)"));
}

TEST_F(ValueNamesTest, AmbiguousNamesAreRejected) {
  EXPECT_EQ(error_of("name: e\ngrid: {model: [{name: mlp, label: A}, {value: cnn6, label: A}]}\n"),
            "e.yaml:2:47: model: two different values are called A");
  EXPECT_EQ(error_of("name: e\ngrid: {model: [mlp, {value: cnn6, label: mlp}]}\n"),
            "e.yaml:2:29: model: two different values are called mlp");
  EXPECT_EQ(error_of("name: e\ngrid: {\"model, epochs\": [[{name: mlp, label: A}, 3], [{name: mlp, label: B}, 4]]}\n"),
            "e.yaml:2:55: model: the labels A and B name the same value; keys that are axes themselves, or shown in a "
            "figure, do not distinguish values");
}

TEST_F(ValueNamesTest, InvalidLabelsAreRejected) {
  EXPECT_EQ(
      error_of("name: e\ngrid: {model: [{label: A}]}\n"),
      "e.yaml:2:16: model: the label has no value; write {value: 20, label: short}, or {name: mlp, label: short} for "
      "a component");
  EXPECT_EQ(error_of("name: e\ngrid: {model: [{name: mlp, label: [A]}]}\n"),
            "e.yaml:2:35: model: a list is not a label; a label is a text of at most 100 bytes");
  EXPECT_EQ(error_of("name: e\ngrid: {seed: [{value: x, label: A}]}\n").substr(0, 30),
            "e.yaml:2:23: seed: x is not a ");
}

}  // namespace
}  // namespace actsweep
