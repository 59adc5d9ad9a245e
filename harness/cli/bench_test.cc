// The benchmarks through the command line, too short for meaningful measurements.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/cli/cli_testing.h"
#include "harness/util/host.h"

namespace actsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ProcessResult bench(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "bench");
  return testing::actsweep(std::move(arguments));
}

std::vector<std::string> texts(const nlohmann::json& records, const char* key) {
  std::vector<std::string> all;
  for (const nlohmann::json& record : records) all.push_back(record.at(key));
  return all;
}

TEST(Bench, MeasuresActivationsOnEachSize) {
  const ProcessResult result =
      bench({"activations", "mish", "{name: elu, alpha: 0.5}", "--threads", "2", "--rounds", "1", "--format", "json"});
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const auto records = nlohmann::json::parse(result.output);
  EXPECT_THAT(texts(records, "activation"), ElementsAre("relu", "mish", "elu alpha=0.5", "relu", "mish",
                                                        "elu alpha=0.5", "relu", "mish", "elu alpha=0.5"));
  EXPECT_THAT(texts(records, "size"), ElementsAre("L1", "L1", "L1", "L2", "L2", "L2", "memory", "memory", "memory"));
  for (const nlohmann::json& record : records) {
    EXPECT_EQ(record.at("threads"), 2);
    for (const char* key : {"forward_ns", "backward_ns", "forward_gb_per_s", "ratio_to_copy", "ratio_to_relu"}) {
      EXPECT_GT(record.at(key), 0) << key;
    }
    // LibTorch's operator has other parameters than this ELU.
    EXPECT_EQ(record.at("libtorch_ratio").is_null(), record.at("activation") == "elu alpha=0.5");
  }
  EXPECT_EQ(records.at(0).at("ratio_to_relu"), 1);
}

TEST(Bench, MeasuresTrainingSteps) {
  const ProcessResult result = bench({"train", "{formula: \"x * sigmoid(b*x)\", b: 1.5}", "batch_size=4", "--size", "8",
                                      "--rounds", "1", "model.width=10", "--format", "json"});
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const auto records = nlohmann::json::parse(result.output);
  EXPECT_THAT(texts(records, "activation"), ElementsAre("relu", "x * sigmoid(b*x) b=1.5"));
  EXPECT_THAT(texts(records, "model"), ElementsAre("cnn6", "cnn6"));
  for (const nlohmann::json& record : records) {
    EXPECT_EQ(record.at("processor"), cpu_model());
    EXPECT_EQ(record.at("batch_size"), 4);
    EXPECT_GT(record.at("ms_per_step"), 0);
    EXPECT_GT(record.at("images_per_second"), 0);
    EXPECT_GT(record.at("ratio_to_relu"), 0);
    EXPECT_EQ(record.at("products"), 6) << "four convolutions, two dense layers";
    EXPECT_GT(record.at("products_ms"), 0);
    EXPECT_GT(record.at("ratio_to_products"), 0);
  }
  EXPECT_GT(records.at(0).at("libtorch_ratio"), 0);
}

TEST(Bench, PrintsATableWithItsUnits) {
  const ProcessResult result = bench({"train", "tanh", "batch_size=4", "--size", "8", "--rounds", "1"});
  EXPECT_THAT(result.output, HasSubstr("activation  ms/step  images/s  / relu"));
  EXPECT_THAT(result.output, HasSubstr("\ntanh "));
  EXPECT_THAT(result.output, HasSubstr("cnn6 on 4 images of 1x8x8, cpu, 1 thread"));
}

TEST(Bench, RejectsInvalidArguments) {
  const auto rejected = [](std::vector<std::string> arguments) {
    const ProcessResult result = bench(std::move(arguments));
    EXPECT_EQ(result.exit_status, 2) << result.output;
    return result.output;
  };
  EXPECT_THAT(rejected({"train", "mihs"}), HasSubstr("no activation is named mihs (did you mean mish?)"));
  EXPECT_THAT(rejected({"activations", "alpha=2"}), HasSubstr("alpha=2: this benchmark has no keys to set"));
  EXPECT_THAT(rejected({"train", "model.wdith=3"}), HasSubstr("model.wdith"));
  EXPECT_THAT(rejected({"train", "--device", "gpu"}), HasSubstr("gpu"));
  EXPECT_THAT(rejected({"train", "model.activation=mish"}), HasSubstr("name activations without a key"));
  EXPECT_THAT(rejected({"train", "mish", "model.width=10,20"}), HasSubstr("model.width: a benchmark has one network"));
  EXPECT_THAT(rejected({}), HasSubstr("name a command: activations, train, optimizers; see `actsweep bench --help`"));
  // Found by the trainer: two 2x2 poolings leave nothing of three pixels.
  EXPECT_THAT(rejected({"train", "relu", "--size", "3", "--rounds", "1"}),
              HasSubstr("layer 9 (max_pool 2), input 64x1x1"));
}

}  // namespace
}  // namespace actsweep
