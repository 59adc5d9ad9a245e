#include <ATen/ATen.h>

#include <cmath>

#include "models/init/initializer.h"

namespace actsweep {
namespace {

/// PyTorch draws weights with kaiming_uniform, a = sqrt(5), which is uniform in ±1 / sqrt(fan in), and then biases from
/// the same interval. With an equally seeded generator, the results are bit-identical to PyTorch's.
void pytorch_default(at::Tensor& weight, at::Tensor& bias, const Fans& fans, at::Generator& generator) {
  const double gain = std::sqrt(2.0 / (1.0 + 5.0));
  const double bound = std::sqrt(3.0) * (gain / std::sqrt(fans.in));
  weight.uniform_(-bound, bound, generator);
  if (bias.defined()) bias.uniform_(-1.0 / std::sqrt(fans.in), 1.0 / std::sqrt(fans.in), generator);
}

const Registration<InitializerKind> kPytorchDefault{{.name = "pytorch_default",
                                                     .summary = "weights and biases uniform in ±1 / sqrt(fan_in)",
                                                     .source = "torch.nn.Linear and Conv2d",
                                                     .params = initializer_params({})},
                                                    [](const Params&) { return pytorch_default; }};

}  // namespace
}  // namespace actsweep
