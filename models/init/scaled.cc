// PyTorch's and Keras's random initializers, with a variance derived from fan in and fan out or given explicitly.

#include <ATen/ATen.h>

#include <cmath>

#include "models/init/initializer.h"

namespace actsweep {
namespace {

/// PyTorch draws weights with kaiming_uniform, a = sqrt(5), which is uniform in ±1 / sqrt(fan in), and then biases from
/// the same interval. With an equally seeded generator, the results are bit-identical to PyTorch's.
const Registration<InitializerKind> kPytorchDefault{
    {.name = "pytorch_default",
     .summary = "weights and biases uniform in ±1 / sqrt(fan_in)",
     .source = "torch.nn.Linear and Conv2d",
     .params = initializer_params({})},
    [](const Params&, const LayerWeights& layer, at::Generator& generator) {
      const double gain = std::sqrt(2.0 / (1.0 + 5.0));
      const double bound = std::sqrt(3.0) * (gain / std::sqrt(layer.fan_in)), of_bias = 1.0 / std::sqrt(layer.fan_in);
      layer.weight.uniform_(-bound, bound, generator);
      if (layer.bias.defined()) layer.bias.uniform_(-of_bias, of_bias, generator);
    }};

/// Draws from a normal distribution truncated at two standard deviations, as in Keras and TensorFlow.
void draw_truncated_normal(const at::Tensor& weight, double mean, double deviation, at::Generator& generator) {
  constexpr double kProbabilityWithin = 0.95449973610364158;  // erf(sqrt(2)): the probability within ±2
  const at::Tensor uniform = at::empty_like(weight, weight.options().dtype(at::kDouble).requires_grad(false))
                                 .uniform_(-kProbabilityWithin, kProbabilityWithin, generator);
  weight.copy_(uniform.erfinv().mul_(std::sqrt(2.0) * deviation).add_(mean));
}

/// Standard deviation of a standard normal variable truncated at ±2.
constexpr double kTruncatedDeviation = 0.87962566103423978;

constexpr double kMax = 1e6;  // limit of numeric keys

enum class Distribution { kNormal, kUniform };

void draw_scaled(const at::Tensor& weight, double variance, Distribution distribution, at::Generator& generator) {
  const double deviation = std::sqrt(variance);
  if (distribution == Distribution::kNormal) {
    draw_truncated_normal(weight, 0, deviation / kTruncatedDeviation, generator);
  } else {
    weight.uniform_(-std::sqrt(3.0) * deviation, std::sqrt(3.0) * deviation, generator);
  }
}

double fan_in(const LayerWeights& layer) { return layer.fan_in; }
double fan_out(const LayerWeights& layer) { return layer.fan_out; }
double fan_mean(const LayerWeights& layer) { return (layer.fan_in + layer.fan_out) / 2; }

/// Registers an initializer with variance scale / fan.
Registration<InitializerKind> fixed(const char* name, const std::vector<std::string>& aliases, const char* summary,
                                    const char* source, double scale, double (*fan)(const LayerWeights&),
                                    Distribution distribution) {
  return {{.name = name, .aliases = aliases, .summary = summary, .source = source, .params = initializer_params({})},
          [=](const Params&, const LayerWeights& layer, at::Generator& generator) {
            draw_scaled(layer.weight, scale / fan(layer), distribution, generator);
          }};
}

const auto kLecunNormal = fixed("lecun_normal", {}, "truncated normal with variance 1 / fan_in",
                                "LeCun et al., Efficient BackProp, 1998; Keras", 1, fan_in, Distribution::kNormal);
const auto kLecunUniform = fixed("lecun_uniform", {}, "uniform in ±sqrt(3 / fan_in)",
                                 "LeCun et al., Efficient BackProp, 1998; Keras", 1, fan_in, Distribution::kUniform);
const auto kGlorotNormal =
    fixed("glorot_normal", {"xavier_normal"}, "truncated normal with variance 2 / (fan_in + fan_out)",
          "Glorot and Bengio, AISTATS 2010; Keras", 1, fan_mean, Distribution::kNormal);
const auto kGlorotUniform =
    fixed("glorot_uniform", {"xavier_uniform"}, "weights uniform in ±sqrt(6 / (fan_in + fan_out)), zero biases",
          "Glorot and Bengio, AISTATS 2010; Keras's default", 1, fan_mean, Distribution::kUniform);
const auto kHeNormal = fixed("he_normal", {"kaiming_normal"}, "truncated normal with variance 2 / fan_in",
                             "He et al., arXiv 1502.01852; Keras", 2, fan_in, Distribution::kNormal);
const auto kHeUniform = fixed("he_uniform", {"kaiming_uniform"}, "uniform in ±sqrt(6 / fan_in)",
                              "He et al., arXiv 1502.01852; Keras", 2, fan_in, Distribution::kUniform);

const Registration<InitializerKind> kVarianceScaling{
    {.name = "variance_scaling",
     .summary = "normal or uniform with variance scale / fan",
     .source = "Keras 2.2",
     .params = initializer_params(
         {Real("scale", 1).above(0).at_most(kMax).doc("numerator of the variance"),
          Choice("mode", "fan_in", {"fan_in", "fan_out", "fan_avg"}).doc("denominator of the variance"),
          Choice("distribution", "normal", {"normal", "uniform"})
              .doc("normal is truncated at two standard deviations")})},
    [](const Params& params, const LayerWeights& layer, at::Generator& generator) {
      const std::string mode = params.text("mode");
      const auto fan = mode == "fan_in" ? fan_in : mode == "fan_out" ? fan_out : fan_mean;
      draw_scaled(layer.weight, params.real("scale") / fan(layer),
                  params.text("distribution") == "normal" ? Distribution::kNormal : Distribution::kUniform, generator);
    }};

const Registration<InitializerKind> kRandomNormal{
    {.name = "random_normal",
     .summary = "normal with a given mean and standard deviation",
     .source = "Keras 2.2",
     .params = initializer_params(
         {Real("mean", 0).at_least(-kMax).at_most(kMax), Real("stddev", 0.05).at_least(0).at_most(kMax)})},
    [](const Params& params, const LayerWeights& layer, at::Generator& generator) {
      layer.weight.normal_(params.real("mean"), params.real("stddev"), generator);
    }};

const Registration<InitializerKind> kTruncatedNormal{
    {.name = "truncated_normal",
     .summary = "normal, truncated at two standard deviations",
     .source = "Keras 2.2",
     .params = initializer_params(
         {Real("mean", 0).at_least(-kMax).at_most(kMax),
          Real("stddev", 0.05).at_least(0).at_most(kMax).doc("standard deviation before truncation")})},
    [](const Params& params, const LayerWeights& layer, at::Generator& generator) {
      draw_truncated_normal(layer.weight, params.real("mean"), params.real("stddev"), generator);
    }};

const Registration<InitializerKind> kRandomUniform{
    {.name = "random_uniform",
     .summary = "uniform between two bounds",
     .source = "Keras 2.2",
     .params = initializer_params(
         {Real("minval", -0.05).at_least(-kMax).at_most(kMax), Real("maxval", 0.05).at_least(-kMax).at_most(kMax)}),
     .constraints = {Constraint("minval").when("minval", ">", "@maxval").because("it is above initializer.maxval")}},
    [](const Params& params, const LayerWeights& layer, at::Generator& generator) {
      layer.weight.uniform_(params.real("minval"), params.real("maxval"), generator);
    }};

}  // namespace
}  // namespace actsweep
