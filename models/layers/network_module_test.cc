#include "models/layers/network_module.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/nn/functional/loss.h>

#include <cstdlib>

#include "datasets/test_files.h"
#include "harness/train/test_config.h"
#include "models/init/initializer.h"

namespace actsweep {
namespace {

LayerPtr build(const nlohmann::json& params, const Shape& input, std::int64_t classes, RandomStream& dropout) {
  return make_model(Params(params), {.task = {input, classes}, .dropout = dropout});
}

std::int64_t parameter_count(const Layer& network) {
  std::int64_t count = 0;
  for (const at::Tensor& parameter : network.parameters()) count += parameter.numel();
  return count;
}

/// ReLU that counts its calls.
class CountingActivation : public Layer {
 public:
  explicit CountingActivation(std::int64_t& calls) : calls_(calls) {}
  torch::Tensor forward(torch::Tensor x) override {
    ++calls_;
    return x.relu();
  }

 private:
  std::int64_t& calls_;
};

/// Checks every registered network at its default parameters.
class EveryModel : public ::testing::TestWithParam<std::string> {
 protected:
  EveryModel() {
    at::set_num_threads(1);
    at::manual_seed(0);
  }

  nlohmann::json params(const std::string& activation = "relu") const {
    nlohmann::json model = testing::default_component("model", GetParam());
    model["activation"] = testing::default_component("activation", activation);
    return model;
  }

  /// Whether the network has too many multiply-adds for quick tests.
  bool is_large(double max_macs) const {
    const network::Summary summary = describe_model(Params(params()), {{3, 32, 32}, 10}).summary;
    return std::getenv("ACTSWEEP_SLOW") == nullptr && static_cast<double>(summary.total.macs) > max_macs;
  }

  RandomStream dropout_{0, "dropout"};
};

TEST_P(EveryModel, IsBuiltAsDescribed) {
  for (const auto& [input, classes] : {std::pair<Shape, std::int64_t>{{1, 28, 28}, 10}, {{3, 32, 32}, 100}}) {
    const Task task{input, classes};
    const network::Summary summary = describe_model(Params(params()), task).summary;
    std::int64_t calls = 0;
    const LayerPtr network = make_model(
        Params(params()),
        {.task = task, .dropout = dropout_, .make_activation = [&](const Params&, std::int64_t, RandomStream&) {
           return std::make_shared<CountingActivation>(calls);
         }});
    const at::NoGradGuard no_grad;
    const at::Tensor logits = network->forward(at::rand({2, input.channels, input.height, input.width}));
    EXPECT_EQ(logits.sizes(), at::IntArrayRef({2, classes}));
    EXPECT_TRUE(logits.isfinite().all().item<bool>());
    EXPECT_EQ(parameter_count(*network), summary.total.parameters);
    EXPECT_EQ(calls, summary.total.activations);
    std::int64_t norms = 0;
    for (const auto& buffer : network->named_buffers()) norms += buffer.key().ends_with("running_var") ? 1 : 0;
    EXPECT_EQ(norms, summary.total.norms);
  }
}

TEST_P(EveryModel, HasTheDescribedModulePaths) {
  const Task task{{3, 32, 32}, 10};
  const LayerPtr network = make_model(Params(params()), {.task = task, .dropout = dropout_});
  const auto modules = network->named_modules();
  for (const network::Layer& layer : describe_model(Params(params()), task).summary.layers) {
    EXPECT_TRUE(modules.contains(layer.path)) << layer.path;
  }
}

/// Excludes biases: one directly before a batch norm has no gradient except for rounding. Excludes gates with ReLU,
/// whose few units may all be dead.
TEST_P(EveryModel, PropagatesGradientsToEveryParameter) {
  const std::vector<std::string> all = {"relu", "mish", "prelu"};
  for (const std::string& activation : is_large(2e9) ? std::vector<std::string>{"prelu"} : all) {
    const Task task{{3, 32, 32}, 10};
    const nlohmann::json model = params(activation);
    const LayerPtr network = make_model(Params(model), {.task = task, .dropout = dropout_});
    EXPECT_EQ(parameter_count(*network), describe_model(Params(model), task).summary.total.parameters) << activation;
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(2);
    initialize(*network, Params(testing::default_component("initializer", "he_normal")), generator);
    const at::Tensor loss = at::cross_entropy_loss(network->forward(at::rand({4, 3, 32, 32})), at::arange(4));
    loss.backward();
    EXPECT_TRUE(loss.isfinite().item<bool>()) << activation;
    ASSERT_FALSE(network->parameters().empty());
    for (const auto& parameter : network->named_parameters()) {
      ASSERT_TRUE(parameter->grad().defined()) << activation << " " << parameter.key();
      EXPECT_TRUE(parameter->grad().isfinite().all().item<bool>()) << activation << " " << parameter.key();
      const bool is_of_gate = parameter.key().find(".reduce.") != std::string::npos ||
                              parameter.key().find(".expand.") != std::string::npos;
      if (!parameter.key().ends_with("bias") && !(is_of_gate && activation == "relu")) {
        EXPECT_GT(parameter->grad().abs().sum().item<double>(), 0) << activation << " " << parameter.key();
      }
    }
  }
}

TEST_P(EveryModel, EvaluatesWithoutRandomness) {
  const LayerPtr network = build(params(), {1, 28, 28}, 10, dropout_);
  const at::NoGradGuard no_grad;
  const at::Tensor images = at::rand({2, 1, 28, 28});
  network->eval();
  EXPECT_TRUE(network->forward(images).equal(network->forward(images)));
}

/// Results do not depend on memory format and gradient checkpointing.
TEST_P(EveryModel, DoesNotDependOnMemoryFormatAndCheckpointing) {
  if (is_large(3e8)) GTEST_SKIP() << "takes many seconds; set ACTSWEEP_SLOW=1 to run it";
  const Task task{{3, 32, 32}, 10};
  const at::Tensor images = at::rand({2, 3, 32, 32});
  struct Computed {
    at::Tensor evaluated, logits, gradients, statistics;
  };
  const auto train = [&](const std::string& memory_format, bool recompute) {
    at::manual_seed(1);
    RandomStream dropout{0, "dropout"};
    const LayerPtr network = make_model(
        Params(params("mish")),
        {.task = task, .dropout = dropout, .memory_format = memory_format, .gradient_checkpointing = recompute});
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(1);
    initialize(*network, Params(testing::default_component("initializer", "he_normal")), generator);
    network->eval();
    Computed computed;
    computed.evaluated = network->forward(images).detach();
    network->train();
    computed.logits = network->forward(images);
    at::cross_entropy_loss(computed.logits, at::arange(2)).backward();
    std::vector<at::Tensor> gradients, statistics = {at::zeros({1})};
    for (const at::Tensor& parameter : network->parameters())
      gradients.push_back(parameter.grad().contiguous().flatten());
    for (const at::Tensor& buffer : network->buffers()) statistics.push_back(buffer.to(at::kFloat).flatten());
    computed.gradients = at::cat(gradients);
    computed.statistics = at::cat(statistics);
    return computed;
  };
  const Computed expected = train("contiguous", false), recomputed = train("contiguous", true);
  EXPECT_TRUE(recomputed.logits.equal(expected.logits));
  EXPECT_TRUE(recomputed.gradients.equal(expected.gradients));
  EXPECT_TRUE(recomputed.statistics.equal(expected.statistics));
  // Compares evaluation: in training, dropout and batch norm over two images amplify rounding errors.
  const at::Tensor other = train("channels_last", false).evaluated;
  EXPECT_TRUE(other.allclose(expected.evaluated, 1e-3, 1e-3 * expected.evaluated.abs().max().item<double>()));
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

/// Layers without parameters are not recomputed if their input needs no gradient.
TEST_F(Models, RecomputeOnlyWhereGradientsAreNeeded) {
  const at::Tensor images = at::rand({4, 1, 28, 28});
  for (const char* steps : {"max_pool 2; act; conv 8 3; act; global_pool; output", "flatten; output",
                            "flatten; dropout 0.2; dense 8; act; output; dropout 0.1"}) {
    const auto gradients = [&](bool recompute) {
      at::manual_seed(0);
      nlohmann::json params = testing::default_component("model", "custom");
      params["network"] = steps;
      RandomStream dropout{0, "dropout"};
      const LayerPtr network = make_model(
          Params(params), {.task = {{1, 28, 28}, 10}, .dropout = dropout, .gradient_checkpointing = recompute});
      network->forward(images).square().sum().backward();
      std::vector<at::Tensor> all;
      for (const at::Tensor& parameter : network->parameters()) all.push_back(parameter.grad().flatten());
      return at::cat(all);
    };
    EXPECT_TRUE(gradients(true).equal(gradients(false))) << steps;
  }
}

TEST_F(Models, SupportOneDropoutRatePerLayer) {
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
            "model mlp on images of 1x28x28: model.dropouts: expected one rate per dropout layer (3), got 2");
}

TEST_F(Models, HaveBatchNormIfRequested) {
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

TEST_F(Models, RejectImagesThatAreTooSmall) {
  EXPECT_EQ(error_of("cnn6", {1, 3, 3}),
            "model cnn6 on images of 1x3x3: layer 9 (max_pool 2), input 64x1x1: the window of 2x2 pixels is larger "
            "than the input");
  EXPECT_EQ(error_of("depth_net", {1, 8, 28}),
            "model depth_net on images of 1x8x28: layer 2 (conv 50 5 padding=0 bias=true), input 20x4x24: the window "
            "of 5x5 pixels is larger than the input");
  EXPECT_EQ(error_of("cnn6", {1, 4, 4}), "(no error)");
  EXPECT_EQ(error_of("depth_net", {1, 10, 10}), "(no error)");
}

TEST_F(Models, HaveTheExpectedNumberOfParameters) {
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

TEST_F(Models, UseTheConfiguredActivation) {
  const at::Tensor images = at::rand({2, 1, 28, 28});
  for (const std::string name : {"mlp", "cnn6", "depth_net"}) {
    at::manual_seed(1);
    const LayerPtr relu = build_with(name, {{"dropout", 0.0}});
    at::manual_seed(1);
    const LayerPtr mish = build_with(name, {{"dropout", 0.0}, {"activation", {{"name", "mish"}}}});
    EXPECT_FALSE(relu->forward(images).allclose(mish->forward(images))) << name;
  }
}

TEST_F(Models, HaveAuxiliaryOutputsInTraining) {
  nlohmann::json params = testing::default_component("model", "custom");
  params["network"] = "conv 4 3; auxiliary weight=0.4 (global_pool; output); act; global_pool; output";
  std::vector<AuxiliaryOutput> outputs;
  const LayerPtr network =
      make_model(Params(params), {.task = {{1, 8, 8}, 10}, .dropout = dropout_, .auxiliary = &outputs});
  const at::Tensor images = at::rand({2, 1, 8, 8});
  const at::Tensor logits = network->forward(images);
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0].weight, 0.4);
  const auto parameters = network->named_parameters();
  const at::Tensor features = at::conv2d(images, parameters["0.module.weight"], parameters["0.module.bias"], 1, 1);
  const at::Tensor by_hand =
      at::linear(features.mean({2, 3}), parameters["1.0.1.module.weight"], parameters["1.0.1.module.bias"]);
  EXPECT_TRUE(outputs[0].logits.allclose(by_hand, 1e-5, 1e-6));
  (logits.sum() + outputs[0].logits.sum()).backward();
  EXPECT_GT(parameters["1.0.1.module.weight"].grad().abs().sum().item<double>(), 0);
  network->eval();
  network->forward(images);
  EXPECT_EQ(outputs.size(), 1U) << "no auxiliary output in evaluation";
}

TEST_F(Models, ApplyDropoutOnlyInTraining) {
  const at::Tensor images = at::rand({2, 1, 28, 28});
  for (const std::string name : {"mlp", "cnn6"}) {
    const LayerPtr network = build_with(name, {{"dropout", 0.5}});
    EXPECT_FALSE(network->forward(images).equal(network->forward(images))) << name;
    const LayerPtr without = build_with(name, {{"dropout", 0.0}});
    EXPECT_TRUE(without->forward(images).equal(without->forward(images))) << name;
  }
}

/// The running mean after one batch reveals the momentum.
TEST_F(Models, BatchNormHasTheMomentumOfItsPreset) {
  for (const auto& [preset, momentum] : {std::pair{"pytorch", 0.1}, {"keras", 0.01}}) {
    const LayerPtr network =
        build_with("mlp", {{"depth", 1}, {"width", 4}, {"batch_norm", true}, {"batch_norm_preset", preset}});
    const auto parameters = network->named_parameters();
    const at::Tensor images = at::rand({64, 1, 28, 28});
    const at::Tensor before = at::linear(images.flatten(1), parameters["1.module.weight"], parameters["1.module.bias"]);
    network->forward(images);
    const at::Tensor mean = network->named_buffers()["2.module.running_mean"];
    EXPECT_TRUE(mean.allclose(before.mean(0) * momentum, 1e-4, 1e-6)) << preset;
  }
}

}  // namespace
}  // namespace actsweep
