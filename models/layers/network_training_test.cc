// Trains networks of every family: in bfloat16, and on a few images until they overfit.

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/train/loss/loss.h"
#include "harness/train/optim/optimizer.h"
#include "harness/train/test_config.h"
#include "models/init/initializer.h"
#include "models/layers/bf16.h"
#include "models/layers/network_module.h"

namespace actsweep {
namespace {

class NetworkTraining : public ::testing::TestWithParam<std::string> {
 protected:
  NetworkTraining() {
    at::set_num_threads(1);
    at::manual_seed(0);
  }

  /// Builds the network with Mish, and without dropout if it is configurable.
  LayerPtr build(bool gradient_checkpointing = false) {
    nlohmann::json model = testing::default_component("model", GetParam());
    model["activation"] = testing::default_component("activation", "mish");
    if (model.contains("dropout") && model["dropout"].is_number()) model["dropout"] = 0.0;
    dropout_ = RandomStream(0, "dropout");
    const LayerPtr network =
        make_model(Params(model),
                   {.task = {{3, 32, 32}, 10}, .dropout = dropout_, .gradient_checkpointing = gradient_checkpointing});
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(3);
    initialize(*network, Params(testing::default_component("initializer", "he_normal")), generator);
    return network;
  }

  RandomStream dropout_{0, "dropout"};
};

TEST_P(NetworkTraining, Bf16IsCloseToFloat) {
  const at::Tensor images = at::rand({2, 3, 32, 32}), labels = at::arange(2);
  const LayerPtr plain = build();
  plain->eval();
  const at::Tensor in_float = plain->forward(images).detach();
  const LayerPtr rounded = make_bf16(plain, c10::kCPU);
  const at::Tensor in_bf16 = rounded->forward(images).detach();
  EXPECT_EQ(in_bf16.scalar_type(), at::kFloat);
  EXPECT_FALSE(in_bf16.equal(in_float));
  EXPECT_LT((in_bf16 - in_float).abs().max().item<double>(), 0.1 * in_float.abs().max().item<double>());

  const auto gradients = [&](bool gradient_checkpointing) {
    const LayerPtr network = build(gradient_checkpointing);
    at::cross_entropy_loss(make_bf16(network, c10::kCPU)->forward(images), labels).backward();
    std::vector<at::Tensor> all;
    for (const at::Tensor& parameter : network->parameters()) all.push_back(parameter.grad().contiguous().flatten());
    return at::cat(all);
  };
  const at::Tensor expected = gradients(false);
  EXPECT_EQ(expected.scalar_type(), at::kFloat);
  EXPECT_TRUE(expected.isfinite().all().item<bool>());
  EXPECT_TRUE(gradients(true).equal(expected)) << "recomputing rounds in the same way";
}

class Overfitting : public NetworkTraining {};

/// Images have coarse patterns, because networks with global pooling cannot distinguish noise.
TEST_P(Overfitting, MemorizesThirtyTwoImages) {
  if (std::getenv("ACTSWEEP_SLOW") == nullptr) GTEST_SKIP() << "trains for minutes; set ACTSWEEP_SLOW=1 to run it";
  const at::Tensor images = at::upsample_nearest2d(at::rand({32, 3, 4, 4}), at::IntArrayRef{32, 32});
  const at::Tensor labels = at::arange(32).remainder(10);
  nlohmann::json trial = testing::default_trial();
  testing::choose_model(trial, GetParam());
  const Loss loss = make_loss(Params(trial["loss"]));
  const LayerPtr network = build();
  network->apply([](torch::nn::Module& module) {
    if (module.name().find("Dropout") != std::string::npos) module.eval();
  });
  FlatParameters parameters(*network);
  const auto adam = make_optimizer(Params(testing::default_component("optimizer", "adam")));
  double value = 0, right = 0;
  for (int step = 0; step < 4000 && right < 32; ++step) {
    parameters.zero_gradients();
    const at::Tensor outputs = network->forward(images);
    const at::Tensor mean = loss(outputs, labels, 0, at::Reduction::Mean);
    mean.backward();
    const at::NoGradGuard no_grad;
    adam->step(parameters, {.lr = 1e-3});
    value = mean.item<double>();
    right = outputs.argmax(1).eq(labels).sum().item<double>();
  }
  EXPECT_EQ(right, 32) << "loss " << value;
}

INSTANTIATE_TEST_SUITE_P(Small, NetworkTraining, ::testing::ValuesIn(testing::small_models()),
                         [](const auto& info) { return info.param; });
INSTANTIATE_TEST_SUITE_P(Registered, Overfitting, ::testing::ValuesIn(testing::registered_names<ModelKind>()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace actsweep
