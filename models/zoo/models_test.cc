#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "datasets/test_files.h"
#include "harness/train/test_config.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

LayerPtr build(const nlohmann::json& params, const Shape& input, std::int64_t classes, RandomStream& dropout) {
  const auto& entry = Registry<ModelKind>::instance().at(params.at("name").get<std::string>());
  return entry.make(Params(params), {.input = input, .classes = classes, .dropout = dropout});
}

std::int64_t parameter_count(const Layer& network) {
  std::int64_t count = 0;
  for (const at::Tensor& parameter : network.parameters()) count += parameter.numel();
  return count;
}

/// What every registered network has to keep to, at its default parameters.
class EveryModel : public ::testing::TestWithParam<std::string> {
 protected:
  LayerPtr build_default(const Shape& input, std::int64_t classes) {
    return build(testing::default_component("model", GetParam()), input, classes, dropout_);
  }

  void expect_logits(const Shape& input, std::int64_t classes) {
    const LayerPtr network = build_default(input, classes);
    const at::Tensor logits = network->forward(at::rand({4, input.channels, input.height, input.width}));
    EXPECT_EQ(logits.sizes(), at::IntArrayRef({4, classes}));
    EXPECT_TRUE(logits.isfinite().all().item<bool>());
  }

  RandomStream dropout_{0, "dropout"};
};

TEST_P(EveryModel, MakesLogitsOfImagesInGray) { expect_logits({1, 28, 28}, 10); }
TEST_P(EveryModel, MakesLogitsOfImagesInColor) { expect_logits({3, 32, 32}, 100); }

TEST_P(EveryModel, GetsAGradientToEachParameter) {
  at::manual_seed(0);
  const LayerPtr network = build_default({3, 32, 32}, 10);
  const at::Tensor labels = at::arange(16).remainder(10);
  at::cross_entropy_loss(network->forward(at::rand({16, 3, 32, 32})), labels).backward();
  ASSERT_FALSE(network->parameters().empty());
  for (const auto& parameter : network->named_parameters()) {
    ASSERT_TRUE(parameter->grad().defined()) << parameter.key();
    EXPECT_GT(parameter->grad().abs().sum().item<double>(), 0) << parameter.key();
  }
}

TEST_P(EveryModel, EvaluatesWithoutRandomness) {
  const LayerPtr network = build_default({1, 28, 28}, 10);
  const at::Tensor images = at::rand({4, 1, 28, 28});
  network->eval();
  EXPECT_TRUE(network->forward(images).equal(network->forward(images)));
}

TEST_P(EveryModel, SaysWhichLayersItHas) {
  const auto modules = build_default({1, 28, 28}, 10)->modules();
  const auto has = [&](auto is_layer) { return std::any_of(modules.begin(), modules.end(), is_layer); };
  std::vector<std::string> traits;
  if (has([](const auto& module) { return module->template as<torch::nn::Conv2dImpl>() != nullptr; })) {
    traits.emplace_back("conv");
  }
  if (has([](const auto& module) { return module->template as<torch::nn::LinearImpl>() != nullptr; })) {
    traits.emplace_back("dense");
  }
  EXPECT_EQ(Registry<ModelKind>::instance().at(GetParam()).component.traits, traits);
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryModel, ::testing::ValuesIn(testing::registered_names<ModelKind>()),
                         [](const auto& info) { return info.param; });

class Models : public ::testing::Test {
 protected:
  LayerPtr build_with(const std::string& name, const nlohmann::json& given, const Shape& input = {1, 28, 28}) {
    nlohmann::json params = testing::default_component("model", name);
    params.update(given);
    return build(params, input, 10, dropout_);
  }
  std::string error_of(const std::string& name, const Shape& input) {
    return testing::error_of([&] { build_with(name, nlohmann::json::object(), input); });
  }

  RandomStream dropout_{0, "dropout"};
};

TEST_F(Models, TakeDropoutPlaceByPlace) {
  const at::Tensor images = at::rand({4, 1, 28, 28});
  const auto logits = [&](const nlohmann::json& given) {
    at::manual_seed(0);
    return build_with("cnn6", given)->forward(images);
  };
  EXPECT_TRUE(logits({{"dropouts", "0 0"}}).equal(logits({{"dropout", 0.0}})));
  EXPECT_FALSE(logits({{"dropouts", "0.5 0"}}).equal(logits({{"dropouts", "0 0"}})));
  EXPECT_EQ(testing::error_of([&] {
              build_with("mlp", {{"depth", 3}, {"dropouts", "0.1 0.2"}});
            }),
            "model.dropouts: 2 rates; this network has 3 places for dropout");
}

TEST_F(Models, HaveBatchNormWhereAsked) {
  const auto norms = [&](const std::string& name, const nlohmann::json& given) {
    std::size_t count = 0;
    for (const auto& buffer : build_with(name, given)->named_buffers()) count += buffer.key().ends_with("running_var");
    return count;
  };
  EXPECT_EQ(norms("cnn6", nlohmann::json::object()), 0U);
  EXPECT_EQ(norms("cnn6", {{"batch_norm", true}}), 5U);
  EXPECT_EQ(norms("mlp", {{"batch_norm", true}}), 2U);
  EXPECT_EQ(norms("depth_net", {{"batch_norm", false}}), 0U);
}

TEST_F(Models, RefuseImagesThatAreTooSmall) {
  EXPECT_EQ(error_of("cnn6", {1, 3, 3}), "2x2 pooling cannot take images of 1x1 pixels");
  EXPECT_EQ(error_of("cnn6", {1, 28, 1}), "2x2 pooling cannot take images of 28x1 pixels");
  EXPECT_EQ(error_of("depth_net", {1, 8, 28}), "a 5x5 convolution cannot take images of 4x24 pixels");
  EXPECT_EQ(error_of("depth_net", {1, 4, 4}), "a 5x5 convolution cannot take images of 4x4 pixels");
  EXPECT_EQ(error_of("depth_net", {1, 9, 9}), "2x2 pooling cannot take images of 1x1 pixels");
  EXPECT_EQ(error_of("cnn6", {1, 4, 4}), "(no error)");
  EXPECT_EQ(error_of("depth_net", {1, 10, 10}), "(no error)");
}

TEST_F(Models, HaveTheNumberOfParametersOfTheirDescription) {
  constexpr std::int64_t kFirst = 784 * 32 + 32, kHidden = 32 * 32 + 32, kOutput = 32 * 10 + 10, kNorm = 2 * 32;
  EXPECT_EQ(parameter_count(*build_with("mlp", {{"depth", 0}})), 7850);
  EXPECT_EQ(parameter_count(*build_with("mlp", {{"depth", 3}, {"width", 32}})), kFirst + 2 * kHidden + kOutput);
  EXPECT_EQ(parameter_count(*build_with("mlp", {{"depth", 3}, {"width", 32}, {"batch_norm", true}})),
            kFirst + 2 * kHidden + kOutput + 3 * kNorm);
  constexpr std::int64_t kConvolutions = 20 * 25 + 20 + 50 * 20 * 25 + 50;
  EXPECT_EQ(parameter_count(*build_with("depth_net", {{"depth", 5}, {"width", 32}})),
            kConvolutions + (5000 * 32 + 32) + kHidden + kOutput + 2 * kNorm);
  EXPECT_EQ(parameter_count(*build_with("depth_net", {{"depth", 3}})), kConvolutions + 5000 * 10 + 10);
}

TEST_F(Models, UseTheActivationOfTheConfiguration) {
  const at::Tensor images = at::rand({2, 1, 28, 28});
  for (const std::string name : {"mlp", "cnn6", "depth_net"}) {
    at::manual_seed(1);
    const LayerPtr relu = build_with(name, {{"dropout", 0.0}});
    at::manual_seed(1);
    const LayerPtr mish = build_with(name, {{"dropout", 0.0}, {"activation", {{"name", "mish"}}}});
    EXPECT_FALSE(relu->forward(images).allclose(mish->forward(images))) << name;
  }
}

TEST_F(Models, DropOnlyInTraining) {
  const at::Tensor images = at::rand({2, 1, 28, 28});
  for (const std::string name : {"mlp", "cnn6"}) {
    const LayerPtr network = build_with(name, {{"dropout", 0.5}});
    EXPECT_FALSE(network->forward(images).equal(network->forward(images))) << name;
    const LayerPtr without = build_with(name, {{"dropout", 0.0}});
    EXPECT_TRUE(without->forward(images).equal(without->forward(images))) << name;
  }
}

/// The running mean after one batch tells the momentum, the output in evaluation the eps.
TEST_F(Models, BatchNormHasTheConstantsOfItsFlavor) {
  for (const auto& [flavour, momentum] : {std::pair{"pytorch", 0.1}, {"keras", 0.01}}) {
    const LayerPtr network =
        build_with("mlp", {{"depth", 1}, {"width", 4}, {"batch_norm", true}, {"batch_norm_flavour", flavour}});
    const auto parameters = network->named_parameters();
    const at::Tensor images = at::rand({64, 1, 28, 28});
    const at::Tensor before = at::linear(images.flatten(1), parameters["1.module.weight"], parameters["1.module.bias"]);
    network->forward(images);
    const at::Tensor mean = network->named_buffers()["2.module.running_mean"];
    EXPECT_TRUE(mean.allclose(before.mean(0) * momentum, 1e-4, 1e-6)) << flavour;
  }
}

}  // namespace
}  // namespace actsweep
