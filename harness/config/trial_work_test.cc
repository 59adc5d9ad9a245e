#include "harness/config/trial_work.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "harness/config/config_testing.h"

namespace actsweep {
namespace {

class TrialWorkTest : public ExperimentTest {
 protected:
  /// The error message for the networks of an experiment; "(no error)" if they fit.
  std::string error_of_networks(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
    const Experiment experiment = load(yaml, overrides);
    const Grid expanded(built_in_schema(), experiment);
    try {
      check_networks(expanded, data_, work_);
    } catch (const InputError& error) {
      return error.what();
    }
    return "(no error)";
  }

  double work_of(const std::string& trial) {
    const Trial first = trials("name: e\ntrial: {dataset: {name: synthetic, train: 1000}, " + trial + "}\n").front();
    return work_.of(first, data_.info(first.config));
  }

  DatasetInfoCache data_{DataLocations{}};
  TrialWork work_;
};

TEST_F(TrialWorkTest, LargerNetworksAndMoreEpochsAreMoreWork) {
  EXPECT_DOUBLE_EQ(work_of("epochs: 4, model: mlp"), 4 * work_of("epochs: 1, model: mlp"));
  EXPECT_GT(work_of("model: {name: resnet_v2, depth: 20}"), 20 * work_of("model: mlp"));
  EXPECT_GT(work_of("model: {name: resnet_v2, depth: 56}"), 2 * work_of("model: {name: resnet_v2, depth: 20}"));
}

TEST_F(TrialWorkTest, ANetworkThatDoesNotFitIsRejectedWithItsPlaceAndTheShapeOfTheInput) {
  const std::string data = "dataset: {name: synthetic, height: 12, width: 12}";
  EXPECT_EQ(error_of_networks("name: e\ntrial: {" + data + ", model: {network: conv 4 3; max_pool 13}}\n"),
            "e.yaml:2:77: model custom on images of 1x12x12: layer 1 (max_pool 13), input 4x12x12: the window of "
            "13x13 pixels is larger than the input");
  EXPECT_EQ(
      error_of_networks("name: e\ntrial: {" + data + ", model: {name: mlp, dropouts: 0.1}}\n"),
      "e.yaml:2:74: model mlp on images of 1x12x12: model.dropouts: expected one rate per dropout layer (2), got 1");
  EXPECT_EQ(error_of_networks("name: e\ntrial: {" + data + ", model: {network: global_pool}}\n"),
            "e.yaml:2:77: model custom on images of 1x12x12: the network outputs 1 instead of 10 values, one per "
            "class; end it with output");
  EXPECT_EQ(error_of_networks("name: e\ntrial: {" + data + "}\n"), "(no error)");
  EXPECT_THAT(error_of_networks("name: e\ntrial: {" + data +
                                "}\n"
                                "grid:\n"
                                "  - model: [cnn6]\n"
                                "  - model:\n"
                                "      - mlp\n"
                                "      - {network: conv 4 3; global_pool; output, label: good}\n"
                                "      - {network: conv 4 3; max_pool 13, label: bad}\n"
                                "    seed: [0, 1]\n"),
              testing::StartsWith("e.yaml:8:19: model custom"));
  EXPECT_THAT(error_of_networks("name: e\ntrial: {" + data +
                                ", model: custom}\n"
                                "grid:\n"
                                "  seed: [0, 1]\n"
                                "  model.network:\n"
                                "    - conv 4 3; global_pool; output\n"
                                "    - conv 4 3; max_pool 13\n"),
              testing::StartsWith("e.yaml:7:7: model custom"));
  EXPECT_THAT(error_of_networks("name: e\ntrial: {" + data +
                                ", model: {name: custom, network: \"conv 4 3; max_pool {window}\"}}\n"
                                "grid: {model.window: [2, 13]}\n"),
              testing::StartsWith("e.yaml:2:"));
}

TEST_F(TrialWorkTest, TheMessageHasThePlaceThatTakesPrecedence) {
  const std::string yaml =
      "name: e\n"
      "trial: {dataset: synthetic, model: {name: custom, w: 4, network: \"conv {w} 3; global_pool; output\"}}\n"
      "grid:\n"
      "  model:\n"
      "    - {network: \"conv {w} 3; max_pool 99\", w: 5}\n";
  EXPECT_THAT(error_of_networks(yaml), testing::StartsWith("e.yaml:5:17: model custom")) << "the row, not the trial";
  EXPECT_THAT(error_of_networks(yaml, {"model.network=conv {w} 3; max_pool 98"}),
              testing::StartsWith("command line, model.network=conv {w} 3; max_pool 98: model custom"));
}

/// Both for built-in networks and for networks in the file.
TEST_F(TrialWorkTest, KeysIncompatibleWithTheNetworkAreRejected) {
  const auto error = [&](const std::string& trial) {
    return error_of_networks("name: e\ntrial: {dataset: {name: synthetic, height: 12, width: 12}, " + trial + "}\n");
  };
  const char* kOneValue =
      "e.yaml:2:72: batch_size: a batch norm of the network gets one value per channel, which has no variance; set "
      "batch_size above 1";
  EXPECT_EQ(error("batch_size: 1, model: {name: mlp, batch_norm: true}"), kOneValue);
  EXPECT_EQ(error("batch_size: 1, model: {network: flatten; dense 8; norm; output}"), kOneValue);
  EXPECT_EQ(error("batch_size: 1, model: {network: conv 8 3; norm; global_pool; output}"), "(no error)");
  EXPECT_EQ(error("gradient_checkpointing: true, model: {network: flatten; auxiliary(output); output}"),
            "e.yaml:2:84: gradient_checkpointing: not supported for networks with auxiliary classifiers");
  EXPECT_EQ(error("initializer: {name: he_normal, apply_to: conv}, model: {network: flatten; output}"),
            "e.yaml:2:101: initializer.apply_to: the model has no convolution");
  EXPECT_EQ(error("regularizer: {name: l2, apply_to: dense}, model: {network: conv 10 12 padding=0; global_pool}"),
            "e.yaml:2:94: regularizer.apply_to: the model has no dense layer");
  EXPECT_THAT(error("model: {network: adaptive_pool 2x5; flatten; act}"),
              testing::HasSubstr("the network has no trainable parameters"));
}

/// All components that can apply to some layers only.
TEST_F(TrialWorkTest, LayersThatTheNetworkDoesNotHave) {
  int rejected = 0;
  for (const std::string kind : {"initializer", "regularizer"}) {
    for (const Component& component : built_in_schema().components(kind)) {
      if (component.name == "none") continue;
      EXPECT_THAT(error_of_networks(fmt::format(
                      "name: e\ntrial: {{dataset: synthetic, model: mlp, {}: {{name: {}, apply_to: conv}}}}\n", kind,
                      component.name)),
                  ::testing::HasSubstr(kind + ".apply_to: the model has no convolution"));
      ++rejected;
    }
  }
  EXPECT_GT(rejected, 15);
}

TEST_F(TrialWorkTest, AMistakeInANetworkIsShownWithItsLine) {
  try {
    trials("name: e\ntrial:\n  model:\n    network: |\n      conv 4 3\n      atc; global_pool; output\n");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(),
                testing::HasSubstr("e.yaml:4:14: model.network: in the network: line 2: unknown step atc"));
    EXPECT_THAT(error.excerpt(), testing::ElementsAre("atc; global_pool; output", "^"));
  }
}

/// Blanks and comments are not part of a trial. Placeholders are keys of the trial.
TEST_F(TrialWorkTest, ANetworkHasOneSpelling) {
  const auto id = [](const std::string& network, const std::string& width) {
    return trials("name: e\ntrial: {model: {width: " + width + ", network: \"" + network + "\"}}\n").front().id;
  };
  const std::string plain = id("conv {width} 3; act; global_pool; output", "8");
  EXPECT_EQ(id("conv {width}  3x3 ;act ; # note\\n global_pool\\noutput", "8"), plain);
  EXPECT_NE(id("conv {width} 3; act; global_pool; output", "9"), plain);
  EXPECT_NE(id("conv {width} 5; act; global_pool; output", "8"), plain);
}

}  // namespace
}  // namespace actsweep
