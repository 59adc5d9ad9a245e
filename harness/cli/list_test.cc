#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/cli/commands.h"
#include "harness/cli/component_list.h"
#include "harness/schema/component.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// What `actsweep list ARGUMENTS` prints.
std::string listed(std::vector<std::string> arguments) {
  CLI::App app;
  int exit_status = 0;
  add_list_command(app, exit_status);
  arguments.insert(arguments.begin(), "list");
  std::reverse(arguments.begin(), arguments.end());  // the order that CLI11 expects
  ::testing::internal::CaptureStdout();
  try {
    app.parse(arguments);
  } catch (const InputError& error) {
    return ::testing::internal::GetCapturedStdout() + error.what();
  }
  return ::testing::internal::GetCapturedStdout();
}

TEST(List, ANetworkIsShownLayerByLayer) {
  const std::string shown = listed({"models", "resnet_v2", "depth=20", "--input", "3x32x32", "--classes", "100"});
  EXPECT_THAT(shown, StartsWith("layer "));
  EXPECT_THAT(shown, ContainsRegex("\nstem.0 +conv 16 3 bias=true +16x32x32 +448 +442,368\n"));
  EXPECT_THAT(shown, ContainsRegex("\n  trainable parameters +593,732\n  batch norms +19\n  activation calls +19\n"));
  EXPECT_THAT(shown, HasSubstr("66,266,112 per image (convolutions and dense layers, forward)"));
  EXPECT_THAT(listed({"models", "resnet_v2", "depth=21"}), HasSubstr("model.depth: 21 is not a whole number"));
  EXPECT_THAT(listed({"models", "mlp", "--input", "3x32"}), HasSubstr("--input 3x32: write the channels, height"));
  EXPECT_THAT(listed({"models", "mlp", "depth=1,2"}), HasSubstr("give one value per key"));
  for (const std::vector<std::string> none : {std::vector<std::string>{"optimizers", "adam", "--classes", "3"},
                                              {"models", "resnet_v2", "senet", "--classes", "3"},
                                              {"models", "depth=20"}}) {
    EXPECT_THAT(listed(none), HasSubstr("a layer table shows one model"));
  }
}

TEST(List, JsonHasTheLayersOfANetwork) {
  const auto all = nlohmann::json::parse(listed({"model", "custom",
                                                 "network=conv 8 3; residual(act | act relu); global_pool; "
                                                 "output",
                                                 "--batch-size", "2", "--format", "json"}));
  EXPECT_EQ(all.at("total").at("parameters"), 8 * 27 + 8 + 80 + 10);
  EXPECT_EQ(all.at("total").at("fixed_activations"), 1);
  EXPECT_EQ(all.at("layers").at(3).at("layer"), "1.1.0");
  EXPECT_EQ(all.at("layers").at(3).at("step"), "act relu");
  EXPECT_EQ(all.at("layers").at(0).at("multiply_adds"), 8 * 27 * 1024);
  EXPECT_EQ(all.at("training_bytes"), 4 * (4 * 314 + 2 * all.at("total").at("values_kept").get<int>()));
}

/// The printed notation describes the same network.
TEST(List, ANetworkIsShownInTheNotation) {
  std::string text = listed({"models", "squeezenet", "--notation"});
  EXPECT_EQ(text.substr(0, 11), "stage stem ");
  text.pop_back();
  EXPECT_THAT(listed({"models", "custom", "network=" + text, "--input", "3x32x32"}),
              ContainsRegex("\n  trainable parameters +734,986\n"));
}

TEST(List, StepsAreATable) {
  EXPECT_THAT(listed({"steps"}),
              ContainsRegex("\nmax_pool WINDOW +max pooling; .stride=window. .padding=0. .ceil=false.\n"));
}

TEST(List, ActivationsAreATable) {
  const std::string table = listed({"activations"});
  EXPECT_THAT(table, StartsWith("name "));
  EXPECT_THAT(table, ContainsRegex("\nmish +\\[-0.3088, inf\\) +no +C∞ +x \\* tanh\\(softplus\\(x\\)\\)\n"));
  EXPECT_THAT(table, ContainsRegex("\nelu +\\(-1, inf\\) +strictly +C1 +where.*; alpha=1\n"));
  EXPECT_THAT(table, ContainsRegex("\nselu .*; alpha=1.673, scale=1.051\n"));
  EXPECT_THAT(table, ContainsRegex("\nhardshrink +\\(-inf, inf\\) +weakly +jumps "));
  // A user-defined formula has no properties until it is given.
  EXPECT_THAT(table, ContainsRegex("\nformula +user-defined, for example"));
  EXPECT_EQ(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')),
            1 + built_in_schema().components("activation").size());
}

TEST(List, NamedComponentsAreShownInFull) {
  const std::string text = listed({"activations", "HardMish", "elu"});
  EXPECT_THAT(text, StartsWith("hard_mish (also HardMish, H-Mish): Mish with a piecewise linear gate\n"));
  EXPECT_THAT(text, HasSubstr("range: [-0.5, inf); minimum -0.5 at x = -1\n"));
  EXPECT_THAT(text, HasSubstr("continuity: C0, pieces meet at x = -2, 0\n"));
  EXPECT_THAT(text, HasSubstr("\n\nelu (also ELU): exponential linear unit\n"));
  EXPECT_THAT(text, HasSubstr("source: Clevert"));
  EXPECT_THAT(text, HasSubstr("at -inf: -1; at inf: inf, slope 1\n"));
  EXPECT_THAT(text, HasSubstr("alpha = 1.0: -alpha is the limit at -inf; a number\n"));
  EXPECT_THAT(listed({"models", "cnn6"}), HasSubstr("width = 500: units of the dense layer"));
  EXPECT_THAT(listed({"optimizers", "sgd"}), Not(HasSubstr("range")));
  EXPECT_THAT(listed({"augmentations"}), ContainsRegex("\npad_crop_flip +zero padding.*; padding=4, flip=0.5\n"));
}

TEST(List, ShowsWhatAComponentBrings) {
  const Component capsules{.name = "capsules", .summary = "s", .brings = {{"loss", "margin"}}};
  EXPECT_EQ(component_details("model", {capsules}), "capsules: s\n    changes the default of loss to margin\n");
  EXPECT_THAT(listed({"losses"}), ContainsRegex("\nmargin +relu.*; present=0.9, absent=0.1, weight=0.5\n"));
  EXPECT_EQ(listed({"loss", "margin"}), listed({"losses", "margin"}));
  EXPECT_THAT(listed({"keys"}), ContainsRegex("\nclip.norm +unset +a number above 0 "));
}

TEST(List, JsonHasThePropertiesAsFields) {
  const auto all = nlohmann::json::parse(listed({"activations", "--format", "json"}));
  EXPECT_EQ(all.size(), built_in_schema().components("activation").size());
  const auto two = nlohmann::json::parse(listed({"activations", "relu", "mish", "--format", "json"}));
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].at("name"), "relu");
  EXPECT_NEAR(two[1].at("properties").at("lower_bound").at("attained_at"), -1.1924312145154952, 1e-12);
  EXPECT_EQ(two[0].at("properties").at("continuity"), 0);
  const auto models = nlohmann::json::parse(listed({"models", "--format", "json"}));
  EXPECT_FALSE(models[0].contains("properties"));
}

TEST(List, AWrongNameGetsTheNearest) {
  EXPECT_THAT(listed({"activations", "mihs"}), HasSubstr("no activation is named mihs (did you mean mish?)"));
  EXPECT_THAT(listed({"models", "cnn7"}), HasSubstr("no model is named cnn7 (did you mean cnn6?)"));
  EXPECT_THAT(listed({"activatoins"}), HasSubstr("(did you mean activations?)"));
  EXPECT_EQ(listed({"keys", "seed"}), "keys have no details to show; list them without names");
}

}  // namespace
}  // namespace actsweep
