#include "harness/cli/last_request.h"

#include <gtest/gtest.h>

#include "harness/config/config_testing.h"

namespace actsweep {
namespace {

constexpr const char* kBase =
    "name: base\n"
    "trial: {dataset: mnist, model: mlp}\n"
    "grid: {model.activation: [relu, mish], seed: {count: 2}}\n";

class LastRequestTest : public ExperimentTest {
 protected:
  static HoldingExperiment recorded(const Experiment& experiment, const std::vector<std::string>& overrides = {}) {
    return {experiment.name, "", experiment.yaml, overrides};
  }
};

TEST_F(LastRequestTest, IsReadFromItsRecord) {
  const Experiment experiment = load(kBase);
  std::filesystem::remove("e.yaml");
  const std::vector<Trial> all = trials(kBase);
  for (const Trial& trial : all) EXPECT_EQ(still_holds(recorded(experiment), trial.id), Holds::kYes);
  EXPECT_EQ(still_holds(recorded(experiment), "0123456789abcdef"), Holds::kNo);
  // In the order of the file, of which the last axis moves fastest: relu 0, relu 1, mish 0, mish 1.
  EXPECT_EQ(still_holds(recorded(experiment, {"seed=0"}), all[0].id), Holds::kYes);
  EXPECT_EQ(still_holds(recorded(experiment, {"seed=0"}), all[1].id), Holds::kNo);
}

TEST_F(LastRequestTest, WhatExtendsOthersIsReadFromItsFileWhileThatIsTheSame) {
  std::filesystem::create_directories("experiments/more");
  std::ofstream("experiments/base.yaml") << kBase;
  std::ofstream("experiments/more/small.yaml") << "extends: ../base.yaml\nname: small\ngrid: {seed: [0]}\n";
  const Experiment experiment = load_experiment("experiments/more/small.yaml");
  const std::string trial = trials("name: e\ntrial: {dataset: mnist, model: mlp}\n").front().id;
  EXPECT_EQ(still_holds(recorded(experiment), trial), Holds::kYes);
  EXPECT_EQ(still_holds(recorded(experiment, {"seed=7"}), trial), Holds::kNo);
  std::ofstream("experiments/base.yaml", std::ios::app) << "# changed since\n";
  EXPECT_EQ(still_holds(recorded(experiment), trial), Holds::kUnknown);
}

TEST_F(LastRequestTest, IsUnknownWhereThisProgramTakesItNot) {
  for (const std::string text : {"", "name: [", "name: e\ntrial: {model: no_such_model}\n", "extends: /etc/passwd"}) {
    EXPECT_EQ(still_holds({"e", "", text, {}}, "0123456789abcdef"), Holds::kUnknown) << text;
  }
  EXPECT_EQ(still_holds({"base", "", kBase, {"no=thing"}}, "0123456789abcdef"), Holds::kUnknown);
}

}  // namespace
}  // namespace actsweep
