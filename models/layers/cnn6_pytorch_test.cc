#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/nn/functional/loss.h>

#include "harness/train/optim/optimizer.h"
#include "harness/train/test_config.h"
#include "harness/util/files.h"
#include "models/init/initializer.h"
#include "models/layers/network_module.h"

namespace actsweep {
namespace {

/// Compares cnn6 of width 128 without dropout with the same network in PyTorch, as recorded by tools/fixtures/cnn6.py.
class Cnn6AgainstPytorch : public ::testing::Test {
 protected:
  Cnn6AgainstPytorch() {
    at::set_num_threads(1);
    nlohmann::json params = testing::default_component("model", "cnn6");
    params.update({{"width", 128}, {"dropout", 0.0}});
    network_ = make_model(Params(params), {.task = {{1, 28, 28}, 10}, .dropout = dropout_});
    at::Generator generator = at::detail::createCPUGenerator(0);
    initialize(*network_, Params(testing::default_component("initializer", "pytorch_default")), generator);
  }

  const nlohmann::json fixture_ = nlohmann::json::parse(read_file("models/zoo/cnn6_pytorch.json"));
  RandomStream dropout_{0, "dropout"};
  LayerPtr network_;
};

TEST_F(Cnn6AgainstPytorch, HasTheSameNumberOfParameters) {
  std::int64_t count = 0;
  for (const at::Tensor& parameter : network_->parameters()) count += parameter.numel();
  EXPECT_EQ(count, fixture_.at("parameters").get<std::int64_t>());
}

TEST_F(Cnn6AgainstPytorch, HasTheSameInitialParameters) {
  const auto parameters = network_->parameters();
  const nlohmann::json& initial = fixture_.at("initial");
  ASSERT_EQ(parameters.size(), initial.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const at::Tensor values = parameters[i].detach().flatten();
    EXPECT_NEAR(values.to(at::kDouble).sum().item<double>(), initial[i].at("sum").get<double>(), 1e-10) << i;
    for (std::int64_t k = 0; k < 3; ++k) {
      EXPECT_EQ(values[k].item<float>(), initial[i].at("first")[static_cast<std::size_t>(k)].get<float>()) << i;
    }
  }
}

TEST_F(Cnn6AgainstPytorch, HasTheLossesOfTheFirstTwentySteps) {
  const Dataset dataset = load_dataset(Params(nlohmann::json{{"name", "fashion_mnist"}}), DataLocations::standard());
  network_->to(at::kDouble);  // tools/fixtures/cnn6.py explains why
  FlatParameters parameters(*network_);
  const auto optimizer =
      Registry<OptimizerKind>::instance().at("adam").make(Params(testing::default_component("optimizer", "adam")));
  const auto& losses = fixture_.at("losses");
  ASSERT_EQ(losses.size(), 20U);
  constexpr std::int64_t kBatch = 32;
  for (std::size_t step = 0; step < losses.size(); ++step) {
    const std::size_t begin = step * kBatch;
    const std::vector<std::int64_t> labels(dataset.train.labels.begin() + static_cast<std::ptrdiff_t>(begin),
                                           dataset.train.labels.begin() + static_cast<std::ptrdiff_t>(begin + kBatch));
    const at::Tensor images =
        at::from_blob(const_cast<std::uint8_t*>(&dataset.train.pixels[begin * 28 * 28]), {kBatch, 1, 28, 28}, at::kByte)
            .to(at::kFloat)
            .div_(255)
            .to(at::kDouble);
    parameters.zero_gradients();
    const at::Tensor loss = at::cross_entropy_loss(network_->forward(images), at::tensor(labels, at::kLong));
    loss.backward();
    EXPECT_NEAR(loss.item<double>(), losses[step].get<double>(), 1e-8) << "step " << step;
    RecordProperty("difference_" + std::to_string(step),
                   std::to_string(loss.item<double>() - losses[step].get<double>()));
    const at::NoGradGuard no_grad;
    optimizer->step(parameters, {.lr = 1e-3});
  }
}

}  // namespace
}  // namespace actsweep
