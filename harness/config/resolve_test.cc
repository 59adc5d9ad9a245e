#include "harness/config/resolve.h"

#include <gtest/gtest.h>

#include "harness/config/config_testing.h"
#include "harness/config/mapping.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

/// Two networks; one brings other defaults of the loss and the size.
Schema sample() {
  Schema schema;
  schema.add(kTrialKind, {.name = "trial",
                          .params = {ComponentOf("model", "model", "plain"),
                                     ComponentOf("loss", "loss", "cross_entropy"), Real("size", 1)}});
  schema.add("model", {.name = "plain"});
  schema.add("model", {.name = "capsules", .brings = {{"loss", "margin"}, {"loss.weight", 0.25}, {"size", 3.0}}});
  schema.add("loss", {.name = "cross_entropy"});
  schema.add("loss", {.name = "margin", .params = {Real("weight", 0.5)}});
  return Schema::from_json(nlohmann::json::parse(schema.to_json().dump()));
}

class BroughtDefaults : public ExperimentTest {
 protected:
  std::vector<Trial> of(const std::string& yaml) const {
    const Grid expanded(schema_, load("name: e\n" + yaml));
    std::vector<Trial> all;
    expanded.for_each([&](const Point& point) { all.push_back(expanded.trial(point)); });
    return all;
  }
  Trial one(const std::string& yaml) const { return of(yaml).at(0); }

  const Schema schema_ = sample();
};

TEST_F(BroughtDefaults, ComeFromTheChosenComponent) {
  EXPECT_EQ(one("").config,
            (nlohmann::json{{"model", {{"name", "plain"}}}, {"loss", {{"name", "cross_entropy"}}}, {"size", 1.0}}));
  EXPECT_EQ(one("trial: {model: capsules}\n").config,
            (nlohmann::json{
                {"model", {{"name", "capsules"}}}, {"loss", {{"name", "margin"}, {"weight", 0.25}}}, {"size", 3.0}}));
}

TEST_F(BroughtDefaults, GiveWayToTheExperiment) {
  EXPECT_EQ(one("trial: {model: capsules, loss: cross_entropy, size: 1}\n").config,
            (nlohmann::json{{"model", {{"name", "capsules"}}}, {"loss", {{"name", "cross_entropy"}}}, {"size", 1.0}}));
  EXPECT_EQ(one("trial: {model: capsules, loss: {name: margin, weight: 0.5}}\n").flat.at("loss.weight"), 0.5);
  EXPECT_EQ(one("trial: {loss: margin}\n").flat.at("loss.weight"), 0.5);
}

/// Only values other than the defaults that the component brings are part of an id.
TEST_F(BroughtDefaults, AddNothingToAnId) {
  const Trial brought = one("trial: {model: capsules}\n");
  EXPECT_EQ(one("trial: {model: capsules, loss: {name: margin, weight: 0.25}, size: 3}\n").id, brought.id);
  const std::vector<Trial> sizes = of("trial: {model: capsules}\ngrid: {size: [1, 3]}\n");
  EXPECT_EQ(sizes.at(1).id, brought.id);
  EXPECT_NE(sizes.at(0).id, brought.id);
  EXPECT_NE(one("trial: {model: capsules, loss: cross_entropy}\n").id, brought.id);
  EXPECT_NE(one("").id, brought.id);
}

TEST_F(BroughtDefaults, ChangeAlongAnAxisOfComponents) {
  const std::vector<Trial> trials = of("grid: {model: [plain, capsules], size: [1, 3]}\n");
  ASSERT_EQ(trials.size(), 4U);
  EXPECT_EQ(trials[1].flat.at("loss"), "cross_entropy");
  EXPECT_EQ(trials[2].flat.at("loss"), "margin");
  EXPECT_EQ(trials[0].id, one("").id);
  EXPECT_EQ(trials[3].id, one("trial: {model: capsules}\n").id);
}

/// Every registered component brings keys that are declared after its own and values that YAML could set.
TEST_F(BroughtDefaults, AreValidValuesOfExistingKeys) {
  const Schema& schema = built_in_schema();
  for (const Param& param : schema.trial().params) {
    if (param.type != ParamType::kComponent) continue;
    for (const Component& component : schema.components(param.kind)) {
      Settings settings;
      settings[param.key].kind = YamlValue::Kind::kScalar;
      settings[param.key].text = component.name;
      const Leaves leaves = resolve(schema, settings);
      for (const auto& [key, value] : component.brings) {
        SCOPED_TRACE(component.name + " brings " + key);
        ASSERT_TRUE(leaves.contains(key));
        const Leaf& leaf = leaves.at(key);
        EXPECT_TRUE(leaf.is_default());
        EXPECT_EQ(leaf.value.dump(), value.dump());
        if (leaf.param->type == ParamType::kComponent) continue;
        YamlValue written;
        written.kind = YamlValue::Kind::kScalar;
        written.text = plain_text(value);
        EXPECT_EQ(check_value(*leaf.param, key, written).dump(), value.dump());
      }
    }
  }
}

}  // namespace
}  // namespace actsweep
