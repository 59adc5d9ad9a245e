#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cmath>

#include "harness/train/optim/flat_parameters.h"
#include "harness/train/regularize/regularizer.h"
#include "harness/train/test_config.h"

namespace actsweep {
namespace {

std::unique_ptr<Regularizer> make(const std::string& name, const nlohmann::json& given = nlohmann::json::object()) {
  nlohmann::json params = testing::default_component("regularizer", name);
  params.update(given);
  return Registry<RegularizerKind>::instance().at(name).make(Params(params));
}

struct NetworkImpl : torch::nn::Module {
  torch::nn::Conv2d convolution{register_module("convolution", torch::nn::Conv2d(2, 3, 3))};
  torch::nn::Linear dense{register_module("dense", torch::nn::Linear(5, 4))};
};

/// A network in double precision with flat parameters.
class Regularizers : public ::testing::Test {
 protected:
  Regularizers() {
    at::manual_seed(0);
    network_->to(at::kDouble);
    parameters_ = std::make_unique<FlatParameters>(*network_);
  }

  /// The gradient of `penalty` with respect to all parameters, computed by autograd.
  at::Tensor gradient_of(const at::Tensor& penalty) const {
    std::vector<at::Tensor> flat;
    for (const at::Tensor& gradient : torch::autograd::grad({penalty}, network_->parameters(), {}, {}, false, true)) {
      flat.push_back(gradient.defined() ? gradient.flatten() : at::Tensor());
    }
    for (std::size_t i = 0; i < flat.size(); ++i) {
      if (!flat[i].defined()) flat[i] = at::zeros_like(network_->parameters()[i]).flatten();
    }
    return at::cat(flat);
  }

  void expect_penalty(const Regularizer& regularizer, const std::string& layers, const at::Tensor& penalty) {
    const at::Tensor expected = gradient_of(penalty);
    const at::NoGradGuard no_grad;
    parameters_->gradients().fill_(0.5);
    regularizer.add_gradient(weights_of(*network_, layers));
    EXPECT_LT((parameters_->gradients() - 0.5 - expected).abs().max().item<double>(), 1e-15);
    EXPECT_NEAR(regularizer.penalty(weights_of(*network_, layers)), penalty.item<double>(), 1e-12);
  }

  std::shared_ptr<NetworkImpl> network_ = std::make_shared<NetworkImpl>();
  std::unique_ptr<FlatParameters> parameters_;
};

TEST_F(Regularizers, MatchThePenaltiesOfKerasAndTheirGradients) {
  const at::Tensor &conv = network_->convolution->weight, &dense = network_->dense->weight;
  expect_penalty(*make("l1"), "all", 0.01 * (conv.abs().sum() + dense.abs().sum()));
  expect_penalty(*make("l2"), "all", 0.01 * (conv.square().sum() + dense.square().sum()));
  expect_penalty(*make("l2", {{"l2", 3.0}}), "dense", 3 * dense.square().sum());
  expect_penalty(*make("l2", {{"l2", 1e-4}}), "conv", 1e-4 * conv.square().sum());
  expect_penalty(*make("l1_l2", {{"l1", 0.5}, {"l2", 0.25}}), "conv",
                 0.5 * conv.abs().sum() + 0.25 * conv.square().sum());
}

TEST_F(Regularizers, MaxNormShrinksOnlyLongerWeights) {
  const at::NoGradGuard no_grad;
  at::Tensor& weight = network_->dense->weight;
  weight.fill_(0.1);   // a norm of 0.2236
  weight[1].fill_(2);  // of 4.47
  weight[2].fill_(0);
  const at::Tensor before = network_->convolution->weight.clone();
  make("max_norm", {{"most", 3.0}})->constrain(weights_of(*network_, "dense"));
  EXPECT_TRUE(weight[0].equal(at::full({5}, 0.1, at::kDouble)));
  EXPECT_NEAR(weight[1].norm().item<double>(), 3, 1e-12);
  EXPECT_EQ(weight[2].abs().sum().item<double>(), 0);
  EXPECT_TRUE(network_->convolution->weight.equal(before));
  EXPECT_NE(parameters_->values().max().item<double>(), 2);
}

TEST_F(Regularizers, AreMinimizedAndReportedInATrial) {
  nlohmann::json trial = testing::small_trial();
  trial["epochs"] = 3;
  const auto unregularized = testing::train(trial).epochs;
  EXPECT_FALSE(unregularized.back().penalty);
  trial["regularizer"] = testing::default_component("regularizer", "l2");
  const auto regularized = testing::train(trial).epochs;
  EXPECT_GT(*regularized.front().penalty, *regularized.back().penalty);
  EXPECT_NE(*unregularized.back().train_loss, *regularized.back().train_loss);
  trial["optimizer"]["lr"] = 0.0;
  const double data_loss = *testing::train(trial).epochs.back().train_loss;
  trial["regularizer"]["l2"] = 7.0;
  EXPECT_EQ(*testing::train(trial).epochs.back().train_loss, data_loss);
  trial["optimizer"]["lr"] = testing::small_trial()["optimizer"]["lr"];
  trial["regularizer"]["l2"] = 0.0;
  EXPECT_EQ(testing::learning_of(testing::train(trial).epochs.back()).at("test_loss"),
            testing::learning_of(unregularized.back()).at("test_loss"));
}

TEST_F(Regularizers, BoundTheWeightsOfATrial) {
  nlohmann::json trial = testing::small_trial();
  trial["regularizer"] = testing::default_component("regularizer", "max_norm");
  trial["regularizer"]["most"] = 1e-4;  // too small to tell classes apart
  EXPECT_NEAR(*testing::train(trial).epochs.back().train_loss, std::log(10), 0.05);
}

}  // namespace
}  // namespace actsweep
