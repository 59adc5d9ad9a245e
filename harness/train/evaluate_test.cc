#include "harness/train/evaluate.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "harness/train/test_config.h"

namespace actsweep {
namespace {

/// Gives the same outputs for every image.
struct Constant : Layer {
  torch::Tensor forward(torch::Tensor x) override { return at::tensor({0.4F, 0.2F, 0.7F}).expand({x.size(0), 3}); }
};

/// The margin loss of labels 0 1 2 0 1 2 … is (0.5² + 0.5 (0.1² + 0.6²) + 0.7² + 0.5 (0.3² + 0.6²) + 0.2² + 0.5 (0.3² +
/// 0.1²)) / 3.
TEST(Evaluate, AveragesTheLossOverAllImages) {
  nlohmann::json trial = testing::small_trial();
  trial["dataset"].update({{"classes", 3}, {"train", 9}, {"test", 600}});  // more than one batch
  const Params params(trial);
  const DeviceData data = to_device(testing::dataset_of(trial), params, c10::kCPU);
  InputPipeline input(data, params, 1, c10::kCPU);
  Constant network;
  const auto scores = [&](const char* loss) {
    return evaluate(network, make_loss(Params(testing::default_component("loss", loss))), input, data.test, 3);
  };
  EXPECT_NEAR(scores("margin").loss, (0.25 + 0.185 + 0.49 + 0.225 + 0.04 + 0.05) / 3, 1e-6);
  const double sum = std::log(std::exp(0.4) + std::exp(0.2) + std::exp(0.7));
  EXPECT_NEAR(scores("cross_entropy").loss, sum - 1.3 / 3, 1e-6);
  EXPECT_NEAR(scores("margin").top1, 100.0 / 3, 1e-9);
}

}  // namespace
}  // namespace actsweep
