#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "harness/train/optim/optimizer.h"
#include "harness/train/test_config.h"

namespace actsweep {
namespace {

struct Network : torch::nn::Module {
  torch::nn::Conv2d convolution{register_module("convolution", torch::nn::Conv2d(1, 2, 3))};
  torch::nn::Linear dense{register_module("dense", torch::nn::Linear(8, 3))};

  at::Tensor loss() { return dense->forward(convolution->forward(at::ones({5, 1, 4, 4})).flatten(1)).square().mean(); }
};

/// Expects that the tensors are consecutive views that cover `buffer`.
void expect_views(const std::vector<at::Tensor>& tensors, const at::Tensor& buffer) {
  const auto* next = static_cast<const float*>(buffer.data_ptr());
  for (const at::Tensor& tensor : tensors) {
    EXPECT_EQ(tensor.data_ptr(), next);
    EXPECT_TRUE(tensor.is_contiguous());
    next += tensor.numel();
  }
  EXPECT_EQ(next, static_cast<const float*>(buffer.data_ptr()) + buffer.numel());
}

void expect_all_views(Network& network, FlatParameters& flat) {
  std::vector<at::Tensor> gradients;
  for (const at::Tensor& parameter : network.parameters()) gradients.push_back(parameter.grad());
  expect_views(network.parameters(), flat.values());
  expect_views(gradients, flat.gradients());
}

TEST(FlatParameters, KeepValuesAndShapes) {
  Network network;
  std::vector<at::Tensor> before;
  for (const at::Tensor& parameter : network.parameters()) before.push_back(parameter.detach().clone());
  FlatParameters flat(network);
  EXPECT_EQ(flat.values().numel(), 2 * 9 + 2 + 8 * 3 + 3);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(network.parameters()[i].equal(before[i])) << i;
  EXPECT_TRUE(flat.gradients().equal(at::zeros_like(flat.gradients())));
}

TEST(FlatParameters, PutTheWeightsFirstOnRequest) {
  Network network;
  FlatParameters flat(network, ParameterOrder::kWeightsFirst);
  EXPECT_EQ(flat.weights(), 2 * 9 + 8 * 3);
  expect_views({network.convolution->weight, network.dense->weight, network.convolution->bias, network.dense->bias},
               flat.values());
  expect_views({network.convolution->weight.grad(), network.dense->weight.grad(), network.convolution->bias.grad(),
                network.dense->bias.grad()},
               flat.gradients());
  EXPECT_THROW(FlatParameters(network).weights(), std::logic_error);
}

TEST(FlatParameters, StayViewsAfterBackwardAndStep) {
  Network network;
  FlatParameters flat(network);
  expect_all_views(network, flat);
  const auto optimizer =
      Registry<OptimizerKind>::instance().at("sgd").make(Params(testing::default_component("optimizer", "sgd")));
  for (int step = 0; step < 3; ++step) {
    flat.zero_gradients();
    network.loss().backward();
    EXPECT_GT(flat.gradients().norm().item<double>(), 0);
    const at::NoGradGuard no_grad;
    optimizer->step(flat, {.lr = 0.1});
    expect_all_views(network, flat);
  }
}

TEST(FlatParameters, ChangeTheNetworkAndHoldItsGradient) {
  Network network;
  const std::vector<at::Tensor> expected = torch::autograd::grad({network.loss()}, network.parameters());
  FlatParameters flat(network);
  network.loss().backward();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(network.parameters()[i].grad().allclose(expected[i])) << i;
  }
  network.loss().backward();
  flat.zero_gradients();
  EXPECT_EQ(network.dense->weight.grad().abs().sum().item<double>(), 0);

  const at::NoGradGuard no_grad;
  flat.values().zero_();
  EXPECT_EQ(network.loss().item<double>(), 0);
}

}  // namespace
}  // namespace actsweep
