#include "models/layers/activation_layer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "harness/train/test_config.h"
#include "models/activations/activation.h"
#include "models/layers/libtorch_activation.h"

namespace actsweep {
namespace {

constexpr std::int64_t kChannels = 5;

struct Gradients {
  at::Tensor value, of_input, of_learned;
};

/// Weights of both signs, none close to 0.
at::Tensor weights_of(const at::Tensor& x) { return at::arange(x.numel(), at::kDouble).remainder(7) - 2.3; }

/// The output of a layer at x, and the gradients of its weighted sum.
Gradients run(Layer& layer, const at::Tensor& x) {
  const at::Tensor input = x.detach().clone(at::MemoryFormat::Preserve).requires_grad_();
  layer.zero_grad();
  const at::Tensor y = layer.forward(input);
  const at::Tensor weights = weights_of(x).view(x.sizes()).to(y.options().requires_grad(false));
  (y * weights).sum().backward();
  Gradients gradients{y.detach(), input.grad(), {}};
  for (const at::Tensor& parameter : layer.parameters()) gradients.of_learned = parameter.grad().clone();
  return gradients;
}

/// Avoids round numbers, where some activations have a kink.
at::Tensor input(at::IntArrayRef shape, at::MemoryFormat format = at::MemoryFormat::Contiguous) {
  const std::int64_t numel = c10::multiply_integers(shape);
  return at::linspace(-4.0321, 4.0567, numel).view(shape).contiguous(format);
}

class EveryActivationLayer : public ::testing::TestWithParam<std::string> {
 protected:
  LayerPtr layer(std::int64_t channels = kChannels) {
    const LayerPtr made =
        make_activation(Params(testing::default_component("activation", GetParam())), channels, stream_);
    made->eval();  // disables randomness
    return made;
  }

  RandomStream stream_{1, "dropout"};
};

void expect_close(const at::Tensor& a, const at::Tensor& b, double tolerance) {
  ASSERT_EQ(a.defined(), b.defined());
  if (!a.defined()) return;
  ASSERT_EQ(a.sizes(), b.sizes());
  EXPECT_LE((a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>(), tolerance) << a << '\n' << b;
}

/// Compares fused kernels in single precision with LibTorch's operations in double precision, in several memory
/// formats.
TEST_P(EveryActivationLayer, AgreesAcrossEnginesAndMemoryFormats) {
  const std::vector<at::Tensor> inputs = {input({7, kChannels}), input({3, kChannels, 9, 11}),
                                          input({3, kChannels, 9, 11}, at::MemoryFormat::ChannelsLast),
                                          input({9, 11, kChannels, 3}).permute({0, 2, 1, 3})};
  for (const at::Tensor& x : inputs) {
    const LayerPtr fused = layer(), composed = layer();
    composed->to(at::kDouble);
    const Gradients a = run(*fused, x), b = run(*composed, x.to(at::kDouble));
    expect_close(a.value, b.value, 1e-5);
    expect_close(a.of_input, b.of_input, 2e-5);
    expect_close(a.of_learned, b.of_learned, 1e-3);
  }
}

TEST_P(EveryActivationLayer, HasTheSameLimitsInEveryEngine) {
  const at::Tensor x = at::tensor({HUGE_VALF, -HUGE_VALF}).view({2, 1}).repeat({1, kChannels});
  const LayerPtr fused = layer(), composed = layer();
  composed->to(at::kDouble);
  const Gradients a = run(*fused, x), b = run(*composed, x.to(at::kDouble));
  EXPECT_TRUE(at::allclose(a.value.to(at::kDouble), b.value, 1e-6, 3e-3)) << a.value << b.value;
  EXPECT_TRUE(at::allclose(a.of_input.to(at::kDouble), b.of_input, 1e-6, 6e-3)) << a.of_input << b.of_input;
}

TEST_P(EveryActivationLayer, GradientsMatchFiniteDifferences) {
  const LayerPtr f = layer();
  f->to(at::kDouble);
  const at::Tensor x = input({4, kChannels, 3, 3}).to(at::kDouble);
  const Gradients gradients = run(*f, x);
  const at::Tensor weights = weights_of(x).view(x.sizes());
  const double step = 1e-6;
  const at::NoGradGuard no_gradient;
  const auto of_input = (f->forward(x + step) - f->forward(x - step)) / (2 * step) * weights;
  expect_close(gradients.of_input, of_input, 1e-6);
  for (at::Tensor& parameter : f->parameters()) {
    const at::Tensor differences = at::empty_like(parameter);
    for (std::int64_t i = 0; i < parameter.numel(); ++i) {
      at::Tensor entry = parameter.view(-1)[i];
      entry.add_(step);
      const at::Tensor above = f->forward(x);
      entry.sub_(2 * step);
      const at::Tensor below = f->forward(x);
      entry.add_(step);
      differences.view(-1)[i] = ((above - below) * weights).sum() / (2 * step);
    }
    expect_close(gradients.of_learned, differences, 1e-5);
  }
}

TEST_P(EveryActivationLayer, DoesNotDependOnTheNumberOfThreads) {
  const at::Tensor x = input({64, kChannels, 20, 31});
  const int before = at::get_num_threads();
  const LayerPtr f = layer();
  at::set_num_threads(1);
  const Gradients one = run(*f, x);
  at::set_num_threads(2);
  const Gradients two = run(*f, x);
  at::set_num_threads(before);
  EXPECT_TRUE(one.value.equal(two.value));
  EXPECT_TRUE(one.of_input.equal(two.of_input));
}

TEST_P(EveryActivationLayer, RoundsToBfloat16) {
  const at::Tensor x = input({6, kChannels, 4}).to(at::kBFloat16);
  const LayerPtr f = layer();
  const at::Tensor y = f->forward(x);
  EXPECT_EQ(y.scalar_type(), at::kBFloat16);
  EXPECT_TRUE(y.equal(f->forward(x.to(at::kFloat)).to(at::kBFloat16)));
  const Gradients in_bf16 = run(*f, x), in_float = run(*f, x.to(at::kFloat));
  EXPECT_EQ(in_bf16.of_input.scalar_type(), at::kBFloat16);
  EXPECT_TRUE(in_bf16.of_input.to(at::kFloat).allclose(in_float.of_input, 0x1p-6, 1e-3));
}

TEST_P(EveryActivationLayer, DoesNotChangeItsInputAndSupportsEmptyTensors) {
  const at::Tensor x = input({2, kChannels, 3});
  const at::Tensor before = x.clone();
  EXPECT_EQ(layer()->forward(x).sizes(), x.sizes());
  EXPECT_TRUE(x.equal(before));
  const Gradients of_nothing = run(*layer(), at::empty({0, kChannels}));
  EXPECT_EQ(of_nothing.value.numel(), 0);
  EXPECT_EQ(of_nothing.of_input.numel(), 0);
  if (of_nothing.of_learned.defined()) {
    EXPECT_EQ(of_nothing.of_learned.abs().sum().item<double>(), 0);
  }
}

TEST_P(EveryActivationLayer, OverwritesOnlyUnreferencedTensors) {
  const LayerPtr f = layer();
  const at::Tensor x = input({2, kChannels, 30});
  const at::Tensor y = f->forward(x);
  {
    const at::NoGradGuard no_gradient;
    at::Tensor given_away = x.clone(), held = x.clone();
    const at::Tensor slice = held.slice(0, 0, 2);
    const void* const memory = given_away.data_ptr();
    const at::Tensor in_place = f->forward(std::move(given_away));
    EXPECT_EQ(in_place.data_ptr(), memory);
    EXPECT_TRUE(in_place.equal(y));
    EXPECT_TRUE(f->forward(std::move(held)).equal(y));
    EXPECT_TRUE(slice.equal(x));
  }
  const at::Tensor leaf = x.clone().requires_grad_(), gradient = weights_of(x).to(at::kFloat).view(x.sizes());
  const at::Tensor gradient_before = gradient.clone();
  f->forward(leaf).backward(gradient);
  EXPECT_TRUE(leaf.equal(x));
  EXPECT_TRUE(gradient.equal(gradient_before));
  EXPECT_TRUE(leaf.grad().equal(run(*f, x).of_input));
}

TEST_P(EveryActivationLayer, RejectsASecondDerivative) {
  const at::Tensor x = input({2, kChannels}).requires_grad_();
  const at::Tensor y = layer()->forward(x).sum();
  EXPECT_THROW(torch::autograd::grad({y}, {x}, {}, true, true), c10::Error);
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryActivationLayer,
                         ::testing::ValuesIn(testing::registered_names<ActivationKind>()),
                         [](const auto& info) { return info.param; });

TEST(ActivationLayer, MatchesLibtorchsOperators) {
  RandomStream stream(1, "dropout");
  std::size_t compared = 0;
  for (const std::string& name : testing::registered_names<ActivationKind>()) {
    const LibtorchOperator* const op = libtorch_operator(name);
    if (op == nullptr) continue;
    SCOPED_TRACE(name);
    ++compared;
    const LayerPtr layer = make_activation(Params(testing::default_component("activation", name)), 5, stream);
    // Excludes 3, where the derivative of hardswish depends on the LibTorch version.
    const std::vector<float> kinks = {-1, -0.5, 0, 1, 6};
    const at::Tensor x = at::cat({input({1000}), at::tensor(kinks)}).view({-1, 5});
    const Gradients ours = run(*layer, x);
    const at::Tensor theirs_at = x.clone().requires_grad_();
    const at::Tensor theirs = op->forward(theirs_at);
    const at::Tensor gradient = weights_of(x).to(at::kFloat).view(x.sizes());
    (theirs * gradient).sum().backward();
    expect_close(ours.value, theirs.detach(), 2e-6);
    expect_close(ours.of_input, theirs_at.grad(), 4e-6);
    if (op->backward) expect_close(op->backward(x, theirs.detach(), gradient), theirs_at.grad(), 1e-6);
  }
  EXPECT_EQ(compared, 22U);
}

TEST(ActivationLayer, MatchesTheCpuOnAGpu) {
  if (!at::hasCUDA()) GTEST_SKIP() << "no GPU";
  RandomStream stream(1, "dropout");
  for (const std::string& name : testing::registered_names<ActivationKind>()) {
    for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
      for (const auto format : {at::MemoryFormat::Contiguous, at::MemoryFormat::ChannelsLast}) {
        SCOPED_TRACE(name + " in " + c10::toString(type));
        const LayerPtr layer =
            make_activation(Params(testing::default_component("activation", name)), kChannels, stream);
        layer->eval();
        layer->to(type);
        const at::Tensor x = input({3, kChannels, 9, 11}, format).to(type);
        const Gradients expected = run(*layer, x);
        layer->to(at::kCUDA);
        const Gradients on_gpu = run(*layer, x.to(at::kCUDA));
        expect_close(on_gpu.value.cpu(), expected.value, 1e-5);
        expect_close(on_gpu.of_input.cpu(), expected.of_input, 2e-5);
        if (expected.of_learned.defined()) expect_close(on_gpu.of_learned.cpu(), expected.of_learned, 1e-3);
      }
    }
  }
}

TEST(ActivationLayer, AFormulaIsBitIdenticalToTheEntry) {
  RandomStream stream(1, "dropout");
  const std::vector<std::pair<std::string, nlohmann::json>> pairs = {
      {"mish", {{"name", "formula"}, {"formula", "x * tanh(softplus(x))"}}},
      {"mish", {{"name", "formula"}, {"formula", "tanh(log(1 + exp(x))) * x"}}},
      {"leaky_relu", {{"name", "formula"}, {"formula", "where(x > 0, x, slope * x)"}, {"slope", 0.3}}},
      {"swish", {{"name", "formula"}, {"formula", "x / (1 + exp(-x))"}}}};
  const at::Tensor x = input({7, kChannels, 30});
  for (const auto& [name, formula] : pairs) {
    SCOPED_TRACE(formula.dump());
    const LayerPtr entry = make_activation(Params(testing::default_component("activation", name)), kChannels, stream);
    const Gradients a = run(*entry, x), b = run(*make_activation(Params(formula), kChannels, stream), x);
    EXPECT_TRUE(a.value.equal(b.value));
    EXPECT_TRUE(a.of_input.equal(b.of_input));
  }
}

TEST(ActivationLayer, SavesTheOutputIfItDeterminesTheDerivative) {
  RandomStream stream(1, "dropout");
  const at::Tensor weight = at::full({1}, 2.0F).requires_grad_();
  for (const char* name : {"relu", "hardshrink", "mish"}) {
    SCOPED_TRACE(name);
    const LayerPtr layer = make_activation(Params(testing::default_component("activation", name)), 5, stream);
    const at::Tensor x = input({100, 5});
    at::Tensor produced = weight + x;  // like the output of a previous layer that does not need it again
    const void* const memory = produced.data_ptr();
    const at::Tensor expected = layer->forward(produced.detach()), slopes = run(*layer, produced.detach()).of_input;
    const at::Tensor y = layer->forward(std::move(produced));
    EXPECT_EQ(y.data_ptr() == memory, std::string(name) != "mish");
    EXPECT_TRUE(y.equal(expected));
    weight.mutable_grad().reset();
    (y * weights_of(x).to(at::kFloat).view(x.sizes())).sum().backward();
    EXPECT_TRUE(at::allclose(weight.grad(), slopes.sum().view({1}), 1e-4, 1e-4));
  }
}

TEST(ActivationLayer, OverwritesTheIncomingGradient) {
  RandomStream stream(1, "dropout");
  const LayerPtr mish = make_activation(Params(testing::default_component("activation", "mish")), 5, stream);
  const at::Tensor x = input({1000, 5}).requires_grad_();
  const at::Tensor y = mish->forward(x);
  const void *grad_output = nullptr, *grad_input = nullptr;
  y.register_hook([&](const at::Tensor& gradient) { grad_output = gradient.data_ptr(); });
  x.register_hook([&](const at::Tensor& gradient) { grad_input = gradient.data_ptr(); });
  (2 * y).sum().backward();
  EXPECT_NE(grad_output, nullptr);
  EXPECT_EQ(grad_output, grad_input);
}

/// The root of the derivative of a gated unit, x times a gate, near which the terms of the product rule cancel. `bound`
/// limits the error in double precision, as a multiple of the effect of the last bit of x.
struct Root {
  const char* activation;
  double at, bound;
  std::function<long double(long double)> gate, slope;
};

TEST(ActivationLayer, DerivativesAreAccurateNearTheirRoots) {
  const auto sigmoid = [](long double x) { return 1 / (1 + std::exp(-x)); };
  const auto softplus = [](long double x) { return std::log1p(std::exp(x)); };
  const auto sech = [](long double x) { return 1 / std::cosh(x); };
  const std::vector<Root> roots = {
      {"mish", -1.1924, 0.5, [&](long double x) { return std::tanh(softplus(x)); },
       [&](long double x) { return sech(softplus(x)) * sech(softplus(x)) * sigmoid(x); }},
      {"silu", -1.2785, 0.5, sigmoid, [&](long double x) { return sigmoid(x) * sigmoid(-x); }},
      {"gelu", -0.7518, 2, [](long double x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; },
       [](long double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0L)); }}};
  RandomStream stream(1, "dropout");
  for (const Root& root : roots) {
    const LayerPtr layer =
        make_activation(Params(testing::default_component("activation", root.activation)), 1, stream);
    const at::Tensor x = at::linspace(root.at - 1e-3, root.at + 1e-3, 1000, at::kDouble).view({-1, 1}).requires_grad_();
    layer->forward(x).sum().backward();
    const auto exact = [&](long double at) { return root.gate(at) + at * root.slope(at); };
    double worst = 0;
    for (std::int64_t i = 0; i < x.numel(); ++i) {
      const long double at = x[i].item<double>();
      const long double last_digit = std::fabs((exact(at + 1e-6L) - exact(at - 1e-6L)) / 2e-6L * at) * 0x1p-53L;
      const long double error = std::fabs(x.grad()[i].item<double>() - exact(at)) / last_digit;
      worst = std::max(worst, static_cast<double>(error));
    }
    EXPECT_LE(worst, root.bound) << root.activation;
  }
}

TEST(ActivationLayer, DrawsARandomSlopeForEachElementInTraining) {
  const Params rrelu(testing::default_component("activation", "rrelu"));
  const auto slopes = [&](RandomStream stream) {
    const LayerPtr layer = make_activation(rrelu, 4, stream);
    const at::Tensor x = at::full({100, 4, 50}, -1.0F).requires_grad_();
    const at::Tensor y = layer->forward(x);
    y.sum().backward();
    EXPECT_TRUE(x.grad().equal(-y));  // backward uses the slopes of forward
    return (-y).detach();
  };
  const at::Tensor drawn = slopes(RandomStream(1, "dropout"));
  EXPECT_GE(drawn.min().item<float>(), 0.125F);
  EXPECT_LT(drawn.max().item<float>(), 1.0F / 3);
  EXPECT_NEAR(drawn.mean().item<float>(), (0.125 + 1.0 / 3) / 2, 0.002);
  EXPECT_NEAR(drawn.var().item<float>(), (1.0 / 3 - 0.125) * (1.0 / 3 - 0.125) / 12, 0.0001);
  EXPECT_TRUE(drawn.equal(slopes(RandomStream(1, "dropout"))));
  EXPECT_FALSE(drawn.equal(slopes(RandomStream(2, "dropout"))));
}

TEST(ActivationLayer, LearnsParametersPerLayerOrPerChannel) {
  RandomStream stream(1, "dropout");
  const auto learned = [&](const char* name) {
    return make_activation(Params(testing::default_component("activation", name)), 7, stream)->parameters().at(0);
  };
  EXPECT_EQ(learned("prelu").sizes(), at::IntArrayRef({1, 1}));
  EXPECT_EQ(learned("srelu").sizes(), at::IntArrayRef({4, 7}));
}

}  // namespace
}  // namespace actsweep
