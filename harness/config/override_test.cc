#include "harness/config/override.h"

#include <gmock/gmock.h>

#include "harness/config/config_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;

class LabelsTest : public ExperimentTest {
 protected:
  static constexpr const char* kBlocks =
      "name: e\n"
      "grid:\n"
      "  - model: [{name: mlp, depth: 1, label: Small one}, {name: mlp, depth: 2, label: Deep}]\n"
      "    epochs: [7]\n"
      "  - \"model, epochs\": [[{value: cnn6, label: CNN}, 4], [{value: lenet4, label: LeNet-4}, 5]]\n"
      "  - batch_size: [32]\n"
      "scales:\n"
      "  smoke: {model: [Deep, CNN], epochs: 1}\n";

  /// The name of the network and the number of epochs of each trial.
  static std::vector<std::string> chosen(const std::vector<std::string>& overrides) {
    const Grid expanded = grid(kBlocks, overrides);
    std::vector<std::string> all;
    expanded.for_each([&](const Point& point) {
      const FlatConfig flat = expanded.named(expanded.trial(point).flat);
      all.push_back(flat.at("model").get<std::string>() + " " + flat.at("epochs").dump());
    });
    return all;
  }
};

TEST_F(LabelsTest, TheFileHasAllRows) {
  EXPECT_THAT(chosen({}), ElementsAre("Small one 7", "Deep 7", "CNN 4", "LeNet-4 5", "CNN 10"));
}

TEST_F(LabelsTest, ChooseRowsAndTheBlocksThatHaveThem) {
  EXPECT_THAT(chosen({"model=LeNet-4,Small one"}), ElementsAre("Small one 7", "LeNet-4 5"));
  EXPECT_THAT(chosen({"model=CNN"}), ElementsAre("CNN 4"));
}

TEST_F(LabelsTest, TheLastChoiceIsAmongAllRows) {
  EXPECT_THAT(chosen({"scale=smoke"}), ElementsAre("Deep 1", "CNN 1"));
  EXPECT_THAT(chosen({"scale=smoke", "model=LeNet-4,Small one"}), ElementsAre("Small one 1", "LeNet-4 1"));
}

TEST_F(LabelsTest, OtherValuesReplaceTheAxis) {
  EXPECT_THAT(chosen({"model=depth_net", "epochs=3"}), ElementsAre("depth_net 3", "depth_net 3"));
}

TEST_F(LabelsTest, LabelsAndOtherValuesCannotBeMixed) {
  EXPECT_EQ(error_of(kBlocks, {"model=CNN,Depp"}),
            "command line, model=CNN,Depp: model: Depp is not a label of the axis (did you mean Deep?); the other "
            "values are labels");
}

TEST_F(LabelsTest, AZippedAxisKeepsTheKeysThatAreNotOverridden) {
  EXPECT_THAT(chosen({"model=CNN,LeNet-4", "epochs=2"}), ElementsAre("CNN 2", "LeNet-4 2"));
  EXPECT_THAT(chosen({"model=CNN,LeNet-4", "epochs=2,3"}), ElementsAre("CNN 2", "CNN 3", "LeNet-4 2", "LeNet-4 3"));
}

TEST_F(LabelsTest, RowsThatBecomeEqualBecomeOne) {
  const std::string yaml = "name: e\ngrid: {\"epochs, batch_size\": [[1, 8], [1, 16], [2, 8]]}\n";
  EXPECT_EQ(grid(yaml, {"batch_size=4"}).size(), 2U);
  EXPECT_EQ(grid(yaml, {"epochs=4"}).size(), 2U);
  EXPECT_EQ(grid(yaml, {"epochs=4", "batch_size=1"}).size(), 1U);
}

}  // namespace
}  // namespace actsweep
