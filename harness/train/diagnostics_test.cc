#include "harness/train/diagnostics.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/train/test_config.h"
#include "models/layers/network_module.h"

namespace actsweep {
namespace {

using testing::default_component;

/// A network, and 300 noisy synthetic images of 12x12 pixels for its diagnostics: more than one forward pass takes.
class Diagnostics : public ::testing::Test {
 protected:
  Diagnostics() {
    at::set_num_threads(1);
    at::manual_seed(3);
  }

  void build(const std::string& model, nlohmann::json given) {
    trial_ = testing::small_trial();
    trial_["dataset"].update({{"height", 12}, {"width", 12}, {"test", 300}});
    trial_["noise"]["sigma"] = 0.1;
    dataset_ = testing::dataset_of(trial_);
    data_ = to_device(dataset_, Params(trial_), c10::kCPU);
    input_.emplace(data_, Params(trial_), 0, c10::kCPU);
    nlohmann::json params = default_component("model", model);
    params.update(given);
    network_ = make_model(Params(params), {.task = {data_.shape, 10}, .dropout = dropout_});
  }

  std::vector<LayerEpoch> run(std::int64_t images = 300) {
    return diagnose(*network_, *network_, *input_, data_.test, images, 7);
  }

  at::Tensor images() {
    input_->restart_evaluation_noise();
    return at::cat({input_->evaluation_batch(data_.test, 0, 128), input_->evaluation_batch(data_.test, 128, 128),
                    input_->evaluation_batch(data_.test, 256, 44)});
  }

  at::Tensor parameter(const std::string& name) const { return network_->named_parameters()[name].detach(); }
  at::Tensor buffer(const std::string& name) const { return network_->named_buffers()[name]; }

  nlohmann::json trial_;
  Dataset dataset_;  ///< data_ holds views of it
  DeviceData data_;
  std::optional<InputPipeline> input_;
  RandomStream dropout_{0, "dropout"};
  LayerPtr network_;
};

/// Compares `row` with the inputs x, outputs y and derivatives f'(x) of an activation.
void expect_row(const LayerEpoch& row, const at::Tensor& x, const at::Tensor& y, const at::Tensor& derivative) {
  const auto near = [](const std::optional<double>& value, const at::Tensor& expected) {
    const auto number = expected.to(at::kDouble).item<double>();
    ASSERT_TRUE(value.has_value());
    EXPECT_NEAR(*value, number, 1e-5 * std::max(0.1, std::abs(number)));
  };
  const at::Tensor wide = x.to(at::kDouble), out = y.to(at::kDouble);
  near(row.preactivation_mean, wide.mean());
  near(row.preactivation_sd, wide.std(/*unbiased=*/false));
  near(row.activation_mean, out.mean());
  near(row.activation_sd, out.std(/*unbiased=*/false));
  const at::Tensor by_unit = derivative.transpose(0, 1).flatten(1);
  std::int64_t dead = 0;
  for (std::int64_t unit = 0; unit < by_unit.size(0); ++unit) {
    dead += by_unit[unit].abs().lt(1e-6).all().item<bool>() ? 1 : 0;
  }
  EXPECT_NEAR(*row.dead_units, 100.0 * static_cast<double>(dead) / static_cast<double>(by_unit.size(0)), 1e-9);
  EXPECT_FALSE(row.grad_norm.has_value());

  const nlohmann::json histogram = nlohmann::json::parse(row.preactivations);
  const double from = histogram.at("from"), to = histogram.at("to");
  EXPECT_NEAR(from, *row.preactivation_mean - 5 * *row.preactivation_sd, 1e-9);
  EXPECT_NEAR(to, *row.preactivation_mean + 5 * *row.preactivation_sd, 1e-9);
  const at::Tensor bins = ((wide - from) / (to - from) * 100)
                              .floor()
                              .clamp(0, 99)
                              .to(at::kLong)
                              .flatten()
                              .bincount(
                                  /*weights=*/{}, /*minlength=*/100);
  const auto counts = histogram.at("counts").get<std::vector<std::int64_t>>();
  ASSERT_EQ(counts.size(), 100U);
  const at::Tensor found = at::tensor(counts, at::kLong);
  EXPECT_EQ(found.sum().item<std::int64_t>(), x.numel());
  // A float on the border of two bins may be in either.
  EXPECT_LE((found - bins).abs().sum().item<std::int64_t>(), 2 + x.numel() / 10000);
}

/// Compares with cnn6 written out with LibTorch's operations on the network's own tensors.
TEST_F(Diagnostics, MatchLibtorchInCnn6) {
  build("cnn6", {{"width", 24}, {"dropout", 0.5}, {"activation", default_component("activation", "relu")}});
  // Kill some channels of the first convolution and some units of the dense layer.
  parameter("0.module.bias").narrow(0, 0, 5).fill_(-100);
  parameter("12.module.bias").narrow(0, 3, 6).fill_(-100);
  const auto rows = run();
  ASSERT_EQ(rows.size(), 5U);
  at::Tensor x = images();
  std::size_t next = 0;
  const auto activate = [&](const at::Tensor& z) {
    const at::Tensor y = at::relu(z);
    expect_row(rows[next++], z, y, z.gt(0).to(at::kFloat));
    return y;
  };
  const auto convolve = [&](const std::string& name) {
    return at::conv2d(x, parameter(name + ".module.weight"), parameter(name + ".module.bias"), 1, 1);
  };
  for (const auto& [first, second] : {std::pair{"0", "2"}, {"5", "7"}}) {
    x = activate(convolve(first));
    x = at::max_pool2d(activate(convolve(second)), 2);
  }
  activate(at::linear(x.flatten(1), parameter("12.module.weight"), parameter("12.module.bias")));
  EXPECT_GE(*rows[0].dead_units, 100.0 * 5 / 32);
  EXPECT_LT(*rows[0].dead_units, 100);
  EXPECT_GE(*rows[4].dead_units, 100.0 * 6 / 24);
  std::vector<std::string> modules;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].position, static_cast<int>(i) + 1);
    EXPECT_EQ(rows[i].epoch, 7);
    EXPECT_EQ(rows[i].kind, LayerKind::kActivation);
    modules.push_back(rows[i].module);
  }
  EXPECT_EQ(modules, (std::vector<std::string>{"1", "3", "6", "8", "13"}));
}

/// Compares with a perceptron written out: batch norm with its running statistics, and Mish by its definition.
TEST_F(Diagnostics, MatchLibtorchInAPerceptronWithBatchNorm) {
  build("mlp", {{"width", 16},
                {"depth", 2},
                {"dropout", 0.3},
                {"batch_norm", true},
                {"activation", default_component("activation", "mish")}});
  network_->forward(images());  // in training mode: the running statistics move
  const auto rows = run();
  ASSERT_EQ(rows.size(), 2U);
  at::Tensor x = images().flatten(1);
  const std::vector<std::string> dense = {"1.module", "5.module"}, norm = {"2.module", "6.module"};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const at::Tensor z = at::linear(x, parameter(dense[i] + ".weight"), parameter(dense[i] + ".bias"));
    const at::Tensor normed =
        (z - buffer(norm[i] + ".running_mean")) / (buffer(norm[i] + ".running_var") + 1e-5).sqrt();
    const at::Tensor u = normed * parameter(norm[i] + ".weight") + parameter(norm[i] + ".bias");
    const at::Tensor softplus = u.exp().log1p(), t = softplus.tanh();
    x = u * t;
    expect_row(rows[i], u, x, t + u * (1 - t * t) * u.sigmoid());
  }
}

TEST_F(Diagnostics, UseTheGivenNumberOfImages) {
  build("mlp", {{"depth", 1}});
  EXPECT_NE(*run(40)[0].preactivation_mean, *run(300)[0].preactivation_mean);
  input_->restart_evaluation_noise();
  const at::Tensor x = input_->evaluation_batch(data_.test, 0, 40).flatten(1);
  EXPECT_NEAR(*run(40)[0].preactivation_mean,
              at::linear(x, parameter("1.module.weight"), parameter("1.module.bias")).mean().item<double>(), 1e-6);
  EXPECT_EQ(*run(1000)[0].preactivation_mean, *run(300)[0].preactivation_mean);
}

/// In float, the derivative of Mish vanishes in its tail, as the derivative of ReLU does everywhere below 0.
TEST_F(Diagnostics, CountUnitsWithAVanishingDerivativeAsDead) {
  const auto dead_with_bias = [&](const char* activation, double bias) {
    build("mlp", {{"depth", 1}, {"width", 8}, {"activation", default_component("activation", activation)}});
    parameter("1.module.weight").mul_(1e-3);
    parameter("1.module.bias").fill_(bias);
    return *run()[0].dead_units;
  };
  EXPECT_EQ(dead_with_bias("relu", -1e3), 100);
  EXPECT_EQ(dead_with_bias("relu", -5), 100);
  EXPECT_EQ(dead_with_bias("relu", 5), 0);
  EXPECT_EQ(dead_with_bias("mish", -1e3), 100);
  EXPECT_EQ(dead_with_bias("mish", -18), 100);  // f' = -2.6e-7
  EXPECT_EQ(dead_with_bias("mish", -16), 0);    // f' = -1.7e-6
  EXPECT_EQ(dead_with_bias("mish", -5), 0);     // f' = -0.03
  EXPECT_EQ(dead_with_bias("leaky_relu", -1e3), 0);
}

TEST_F(Diagnostics, PutEqualNumbersIntoOneBin) {
  build("mlp", {{"depth", 1}, {"width", 8}});
  parameter("1.module.weight").zero_();
  parameter("1.module.bias").fill_(-1e3);
  const auto row = run()[0];
  EXPECT_EQ(row.preactivation_mean, -1e3);
  EXPECT_EQ(row.preactivation_sd, 0);
  const nlohmann::json histogram = nlohmann::json::parse(row.preactivations);
  EXPECT_LT(histogram.at("from"), -1e3);
  EXPECT_GT(histogram.at("to"), -1e3);
  const auto counts = histogram.at("counts").get<std::vector<std::int64_t>>();
  EXPECT_EQ(*std::max_element(counts.begin(), counts.end()), 300 * 8);
}

TEST_F(Diagnostics, AreEmptyForADivergedNetwork) {
  build("mlp", {{"depth", 1}, {"width", 8}});
  parameter("1.module.weight").fill_(std::nan(""));
  const auto row = run()[0];
  EXPECT_FALSE(std::isfinite(*row.preactivation_mean));
  EXPECT_FALSE(row.dead_units.has_value());
  EXPECT_EQ(row.preactivations, "");
}

}  // namespace
}  // namespace actsweep
