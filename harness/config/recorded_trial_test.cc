#include "harness/config/recorded_trial.h"

#include <gtest/gtest.h>

#include <optional>

#include "harness/config/config_testing.h"

namespace actsweep {
namespace {

class RecordedTrial : public ExperimentTest {};

TEST_F(RecordedTrial, HasTheIdThatItsGridGaveIt) {
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

TEST_F(RecordedTrial, RefusesWhatWouldNotBeTrained) {
  const auto error = [](const char* config) {
    try {
      recorded_trial(built_in_schema(), nlohmann::json::parse(config));
    } catch (const InputError& refused) {
      return std::string(refused.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(error(R"({"seed": 1})"), "no error");
  EXPECT_NE(error(R"({"sede": 1})").find("sede: unknown key (did you mean seed?)"), std::string::npos);
  EXPECT_NE(error(R"({"epochs": 0})").find("epochs: 0 is not"), std::string::npos);
  EXPECT_NE(error(R"({"optimizer": {"name": "sgb"}})").find("optimizer: no optimizer is named "), std::string::npos)
      << error(R"({"optimizer": {"name": "sgb"}})");
  EXPECT_NE(error(R"({"seed": [1, 2]})").find("a list stands where one value should"), std::string::npos);
}

}  // namespace
}  // namespace actsweep
