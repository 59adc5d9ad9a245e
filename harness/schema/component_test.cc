#include "harness/schema/component.h"

#include <gmock/gmock.h>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "harness/schema/trial_params.h"

namespace actsweep {
namespace {

Schema sample() {
  Schema schema;
  schema.add("activation", {.name = "swish",
                            .aliases = {"silu"},
                            .summary = "s",
                            .formula = "f",
                            .source = "p",
                            .params = {Real("beta", 1).above(0)}});
  schema.add("activation", {.name = "mish", .brings = {{"loss", "margin"}, {"optimizer.lr", 0.5}}});
  schema.add(kTrialKind, trial_component());
  return schema;
}

TEST(Schema, ComesBackFromJsonAsItWas) {
  const Schema copy = Schema::from_json(nlohmann::json::parse(sample().to_json().dump()));
  EXPECT_EQ(copy.to_json(), sample().to_json());
  const Component* swish = copy.find("activation", "swish");
  ASSERT_NE(swish, nullptr);
  EXPECT_EQ(swish->aliases, std::vector<std::string>{"silu"});
  EXPECT_EQ(swish->summary, "s");
  EXPECT_EQ(swish->formula, "f");
  EXPECT_EQ(swish->source, "p");
  ASSERT_EQ(swish->params.size(), 1U);
  EXPECT_EQ(swish->params[0].allowed(), "a number above 0");
  EXPECT_TRUE(swish->brings.empty());
  EXPECT_EQ(copy.find("activation", "mish")->brings.at("optimizer.lr"), 0.5);
}

TEST(Schema, FindsByNameAndAlias) {
  const Schema schema = sample();
  ASSERT_NE(schema.find("activation", "silu"), nullptr);
  EXPECT_EQ(schema.find("activation", "silu")->name, "swish");
  EXPECT_EQ(schema.find("activation", "relu"), nullptr);
  EXPECT_EQ(schema.find("optimizer", "mish"), nullptr);
}

TEST(Schema, OrdersComponentsByName) {
  const Schema schema = sample();
  ASSERT_EQ(schema.components("activation").size(), 2U);
  EXPECT_EQ(schema.components("activation")[0].name, "mish");
  EXPECT_TRUE(schema.components("optimizer").empty());
  EXPECT_THAT(schema.kinds(), ::testing::UnorderedElementsAre("activation", "trial"));
}

TEST(Schema, WithoutATrialIsAMistake) {
  EXPECT_THROW(Schema().trial(), std::logic_error);
  EXPECT_EQ(sample().trial().name, "trial");
}

TEST(Schema, KnowsWhichKeysHoldComponents) {
  Schema schema = sample();
  schema.add("model",
             {.name = "mlp", .params = {ComponentOf("activation", "activation", "mish"), Integer("depth", 3)}});
  for (const char* key : {"model", "model.activation", "loss", "dataset"}) EXPECT_TRUE(schema.is_component(key)) << key;
  for (const char* key : {"model.depth", "model.activation.beta", "model.activatio", "mode", "noise", "noise.sigma", "",
                          "activation", "seeds.init"}) {
    EXPECT_FALSE(schema.is_component(key)) << key;
  }
}

TEST(Params, ReadsWhatIsThereAndRefusesWhatIsNotDeclared) {
  const Params params(
      nlohmann::json{{"name", "x"}, {"n", 3}, {"r", 2}, {"on", true}, {"unset", nullptr}, {"sub", {{"name", "y"}}}});
  EXPECT_EQ(params.name(), "x");
  EXPECT_EQ(params.integer("n"), 3);
  EXPECT_EQ(params.real("r"), 2.0);
  EXPECT_TRUE(params.flag("on"));
  EXPECT_TRUE(params.has("n"));
  EXPECT_FALSE(params.has("unset"));
  EXPECT_EQ(params.child("sub").name(), "y");
  EXPECT_THROW(params.integer("m"), std::logic_error);
  EXPECT_THROW(params.has("m"), std::logic_error);
}

struct NumberKind {
  static constexpr const char* name = "number";
  using Factory = int (*)();
};

TEST(Registry, HoldsEachNameOnce) {
  Registry<NumberKind> registry;
  registry.add({.name = "one"}, [] { return 1; });
  EXPECT_EQ(registry.at("one").make(), 1);
  EXPECT_TRUE(registry.contains("one"));
  EXPECT_FALSE(registry.contains("two"));
  EXPECT_THROW(registry.at("two"), std::out_of_range);
  EXPECT_THROW(registry.add({.name = "one"}, [] { return 2; }), std::logic_error);
  Schema schema;
  registry.describe(schema);
  EXPECT_NE(schema.find("number", "one"), nullptr);
}

}  // namespace
}  // namespace actsweep
