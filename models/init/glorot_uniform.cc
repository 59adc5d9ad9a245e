#include <ATen/ATen.h>

#include <cmath>

#include "models/init/initializer.h"

namespace actsweep {
namespace {

void glorot_uniform(at::Tensor& weight, at::Tensor& bias, const Fans& fans, at::Generator& generator) {
  const double bound = std::sqrt(6.0 / (fans.in + fans.out));
  weight.uniform_(-bound, bound, generator);
  if (bias.defined()) bias.zero_();
}

const Registration<InitializerKind> kGlorotUniform{
    {.name = "glorot_uniform",
     .aliases = {"xavier_uniform"},
     .summary = "weights uniform in ±sqrt(6 / (fan in + fan out)), zero biases",
     .source = "Glorot and Bengio, AISTATS 2010; Keras's default"},
    [](const Params&) { return glorot_uniform; }};

}  // namespace
}  // namespace actsweep
