#include "harness/schema/param.h"

#include <gtest/gtest.h>

#include "harness/schema/component.h"
#include "harness/schema/trial_params.h"

namespace actsweep {
namespace {

nlohmann::json round_trip(const Param& param) {
  const nlohmann::json json = param;
  return nlohmann::json(json.get<Param>());
}

TEST(Param, DescribesAllowedValues) {
  EXPECT_EQ(Integer("depth", 2).allowed(), "a whole number");
  EXPECT_EQ(Integer("depth", 2).at_least(0).at_most(100).allowed(), "a whole number of at least 0 and at most 100");
  EXPECT_EQ(Integer("depth", 2).one_of({2, 4}).allowed(), "one of 2, 4");
  EXPECT_EQ(Integer("depth", 2).at_least(2).in_steps_of(3).allowed(),
            "a whole number of at least 2, in steps of 3: 2, 5, 8, ...");
  EXPECT_EQ(Real("lr", 1).allowed(), "a number");
  EXPECT_EQ(Real("dropout", 0).at_least(0).below(1).allowed(), "a number of at least 0 and below 1");
  EXPECT_EQ(Real("eps", 1).above(0).allowed(), "a number above 0");
  EXPECT_EQ(Real("x", 1).at_most(0.5).allowed(), "a number at most 0.5");
  EXPECT_EQ(Boolean("nesterov", true).allowed(), "true or false");
  EXPECT_EQ(Choice("split", "both", {"train", "test", "both"}).allowed(), "one of train, test, both");
  EXPECT_EQ(ComponentOf("model", "model", "mlp").allowed(),
            "the name of a registered model, or a mapping with its name (see `actsweep list models`)");
  EXPECT_EQ(Group("noise", {Real("sigma", 0), Boolean("on", true)}).allowed(), "a mapping with the keys sigma, on");
}

TEST(Param, AllowsWhatItDescribes) {
  const auto allowed_up_to_12 = [](const Param& param) {
    std::vector<int> allowed;
    for (int number = -1; number <= 12; ++number) {
      if (nlohmann::json(param).get<Param>().allows(number)) allowed.push_back(number);
    }
    return allowed;
  };
  EXPECT_EQ(allowed_up_to_12(Integer("n", 1).at_least(9)), (std::vector<int>{9, 10, 11, 12}));
  EXPECT_EQ(allowed_up_to_12(Integer("n", 1).above(9).below(12)), (std::vector<int>{10, 11}));
  EXPECT_EQ(allowed_up_to_12(Integer("n", 2).at_least(2).at_most(10).in_steps_of(3)), (std::vector<int>{2, 5, 8}));
  EXPECT_EQ(allowed_up_to_12(Integer("n", 2).one_of({12, 2})), (std::vector<int>{2, 12}));
}

TEST(Param, TypesAreWrittenAsWords) {
  EXPECT_EQ(nlohmann::json(Integer("k", 2)).at("type"), "integer");
  EXPECT_EQ(nlohmann::json(Real("k", 2)).at("type"), "real");
  EXPECT_EQ(nlohmann::json(Boolean("k", true)).at("type"), "boolean");
  EXPECT_EQ(nlohmann::json(Choice("k", "a", {"a"})).at("type"), "choice");
  EXPECT_EQ(nlohmann::json(ComponentOf("model", "k", "a")).at("type"), "component");
  EXPECT_EQ(nlohmann::json(Group("k", {})).at("type"), "group");
}

TEST(Param, DefaultOfARealIsAReal) {
  EXPECT_TRUE(Real("lr", 1).default_value.is_number_float());
  EXPECT_TRUE(Real("lr", nullptr).default_value.is_null());
}

TEST(Param, RoundTripsThroughJson) {
  const Param real = nlohmann::json(Real("lr", 0.1).above(0).below(2).doc("rate")).get<Param>();
  EXPECT_EQ(real.key, "lr");
  EXPECT_EQ(real.type, ParamType::kReal);
  EXPECT_EQ(real.default_value, 0.1);
  EXPECT_EQ(real.min, 0);
  EXPECT_EQ(real.max, 2);
  EXPECT_TRUE(real.min_excluded);
  EXPECT_TRUE(real.max_excluded);
  EXPECT_EQ(real.description, "rate");

  const Param group = nlohmann::json(Group("noise", {Real("sigma", 0), Choice("split", "a", {"a", "b"})})).get<Param>();
  EXPECT_EQ(group.type, ParamType::kGroup);
  ASSERT_EQ(group.members.size(), 2U);
  EXPECT_EQ(group.members[1].choices, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(nlohmann::json(ComponentOf("model", "m", "mlp")).get<Param>().kind, "model");
}

TEST(Param, WithoutBoundsStaysWithoutBounds) {
  const Param param = nlohmann::json(Integer("n", nullptr)).get<Param>();
  EXPECT_EQ(param.min, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(param.max, std::numeric_limits<double>::infinity());
  EXPECT_FALSE(param.min_excluded);
  EXPECT_FALSE(param.max_excluded);
  EXPECT_TRUE(param.default_value.is_null());
}

TEST(Param, OfATrialRoundTripThroughJson) {
  for (const Param& param : trial_component().params) EXPECT_EQ(round_trip(param), nlohmann::json(param)) << param.key;
}

}  // namespace
}  // namespace actsweep
