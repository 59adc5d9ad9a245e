// Compares networks of the zoo with independent PyTorch definitions, as recorded by tools/fixtures/networks.py in
// models/zoo/pytorch. Weights and images come from a formula.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/nn/functional/loss.h>

#include <cmath>

#include "harness/train/test_config.h"
#include "harness/util/files.h"
#include "harness/util/split_mix.h"
#include "models/layers/network_module.h"

namespace actsweep {
namespace {

/// A number in [-1, 1) from SplitMix64, for index i of stream s, as in the script.
double noise(std::uint64_t s, std::uint64_t i) {
  return static_cast<double>(SplitMix64(((s << 32) + i) * SplitMix64::kIncrement).next() >> 11) * 0x1p-52 - 1;
}

at::Tensor noises(std::uint64_t stream, at::IntArrayRef shape) {
  const at::Tensor values = at::empty(shape, at::kDouble);
  double* const at = values.data_ptr<double>();
  for (std::int64_t i = 0; i < values.numel(); ++i) at[i] = noise(stream, static_cast<std::uint64_t>(i));
  return values;
}

struct Recorded {
  const char* file;
  const char* model;
  nlohmann::json params;
};

/// Parameters: a recorded network, and ReLU or Mish.
class AgainstPytorch : public ::testing::TestWithParam<std::tuple<Recorded, const char*>> {};

std::vector<double> doubles(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().contiguous().flatten();
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

double largest_difference(const at::Tensor& values, const nlohmann::json& recorded) {
  const auto a = doubles(values);
  std::vector<double> b;
  for (const auto& row : recorded) {
    for (const auto& value : row.get<std::vector<double>>()) b.push_back(value);
  }
  EXPECT_EQ(a.size(), b.size());
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

TEST_P(AgainstPytorch, HasTheSameLogitsLossAndGradients) {
  const auto& [recorded, activation] = GetParam();
  const auto fixture = nlohmann::json::parse(read_file(std::string("models/zoo/pytorch/") + recorded.file + ".json"));
  at::set_num_threads(1);
  nlohmann::json model = testing::default_component("model", recorded.model);
  model.update(recorded.params);
  model["activation"] = testing::default_component("activation", activation);
  RandomStream dropout{0, "dropout"};
  const LayerPtr network = make_model(Params(model), {.task = {{3, 32, 32}, 10}, .dropout = dropout});
  network->to(at::kDouble);

  std::vector<at::Tensor> parameters = network->parameters();
  const auto& entries = fixture.at("parameters");
  ASSERT_EQ(parameters.size(), entries.size());
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    const at::NoGradGuard no_grad;
    const auto shape = entries[p].at("shape").get<std::vector<std::int64_t>>();
    const std::string kind = entries[p].at("kind");
    const at::Tensor n = noises(p, shape).reshape_as(parameters[p]);
    const double fan_in = static_cast<double>(n.numel()) / static_cast<double>(shape[0]);
    parameters[p].copy_(kind == "weight" ? n * std::sqrt(6.0 / fan_in) : kind == "gamma" ? 1 + n / 4 : n / 4);
  }
  const std::int64_t batch = fixture.at("batch");
  const at::Tensor images = (noises(20000, {batch, 3, 32, 32}) + 1) / 2;
  const at::Tensor labels = (3 * at::arange(batch) + 1).remainder(10);
  nlohmann::json expected;
  for (const auto& one : fixture.at("cases")) {
    if (one.at("activation") == activation) expected = one;
  }

  const at::Tensor logits = network->forward(images);
  const at::Tensor loss = at::cross_entropy_loss(logits, labels);
  loss.backward();
  const double largest = expected.at("largest_gradient");
  const double tolerance = 1e-9 * largest;
  EXPECT_LE(largest_difference(logits, expected.at("logits")), 1e-9 * logits.abs().max().item<double>());
  EXPECT_NEAR(loss.item<double>(), expected.at("loss").get<double>(), 1e-9);
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    const at::Tensor gradient = parameters[p].grad().contiguous().flatten();
    const auto values = entries[p].at(activation).get<std::vector<double>>();  // sum, norm, projection
    EXPECT_NEAR(gradient.sum().item<double>(), values[0], tolerance) << "parameter " << p;
    EXPECT_NEAR(gradient.norm().item<double>(), values[1], tolerance) << "parameter " << p;
    EXPECT_NEAR(gradient.dot(noises(10000 + p, {gradient.numel()})).item<double>(), values[2], tolerance)
        << "parameter " << p;
  }

  network->eval();
  const at::NoGradGuard no_grad;
  const at::Tensor evaluated = network->forward(images);
  EXPECT_LE(largest_difference(evaluated, expected.at("evaluation_logits")),
            1e-9 * evaluated.abs().max().item<double>());
}

const Recorded kRecorded[] = {
    {"resnet_v1_20", "resnet_v1", {{"depth", 20}}},
    {"resnet_v2_20", "resnet_v2", {{"depth", 20}}},
    {"senet_18", "senet", {{"depth", 18}}},
    {"mobilenet_v2", "mobilenet_v2", nlohmann::json::object()},
    {"densenet_121", "densenet", {{"depth", 121}}},
    {"densenet_121_exchange_all", "densenet", {{"depth", 121}, {"variant", "weiaicunzai"}}},
    {"efficientnet_b0", "efficientnet", {{"size", "b0"}, {"dropout", 0.0}}},
    {"inception_v3", "inception_v3", {{"dropout", 0.0}}},
};

INSTANTIATE_TEST_SUITE_P(Zoo, AgainstPytorch,
                         ::testing::Combine(::testing::ValuesIn(kRecorded), ::testing::Values("relu", "mish")),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param).file) + "_" + std::get<1>(info.param);
                         });

}  // namespace
}  // namespace actsweep
