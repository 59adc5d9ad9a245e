// Initializers with a given structure.

#include <ATen/ATen.h>

#include "models/init/initializer.h"

namespace actsweep {
namespace {

/// Draws a uniformly distributed (Haar) matrix with orthonormal rows, or columns if there are fewer columns. Without
/// multiplying by the signs of R's diagonal, it would not be uniform.
void draw_orthogonal(const at::Tensor& weight, double gain, at::Generator& generator) {
  const at::Tensor matrix = weight.view({weight.size(0), -1});  // [out, in * kernel area]
  const bool is_tall = matrix.size(0) >= matrix.size(1);
  const at::Tensor normal =
      at::empty({std::max(matrix.size(0), matrix.size(1)), std::min(matrix.size(0), matrix.size(1))}, at::kDouble)
          .normal_(0, 1, generator);
  const auto [q, r] = at::linalg_qr(normal);
  const at::Tensor orthogonal = q * r.diagonal().sign() * gain;
  matrix.copy_(is_tall ? orthogonal : orthogonal.t());
}

const Registration<InitializerKind> kOrthogonal{
    {.name = "orthogonal",
     .summary = "orthonormal rows or columns, times gain",
     .source = "Saxe, McClelland and Ganguli, arXiv 1312.6120; Keras",
     .params = initializer_params({Real("gain", 1).at_least(-1e6).at_most(1e6)})},
    [](const Params& params, const LayerWeights& layer, at::Generator& generator) {
      draw_orthogonal(layer.weight, params.real("gain"), generator);
    }};

const Registration<InitializerKind> kIdentity{
    {.name = "identity",
     .aliases = {"dirac"},
     .summary = "identity matrix times gain; in a convolution, at the center of the kernel",
     .source = "Keras's Identity; torch.nn.init.dirac_",
     .params = initializer_params({Real("gain", 1).at_least(-1e6).at_most(1e6)})},
    [](const Params& params, const LayerWeights& layer, at::Generator&) {
      const at::Tensor& weight = layer.weight;
      at::Tensor center = weight;
      if (weight.dim() == 4) center = weight.select(3, weight.size(3) / 2).select(2, weight.size(2) / 2);
      weight.zero_();
      center.diagonal().fill_(params.real("gain"));
    }};

const Registration<InitializerKind> kConstant{
    {.name = "constant",
     .summary = "all weights equal to value",
     .source = "Keras 2.2",
     .params = initializer_params({Real("value", 0).at_least(-1e6).at_most(1e6)})},
    [](const Params& params, const LayerWeights& layer, at::Generator&) { layer.weight.fill_(params.real("value")); }};

const Registration<InitializerKind> kZeros{
    {.name = "zeros", .summary = "all weights zero", .source = "Keras 2.2", .params = initializer_params({})},
    [](const Params&, const LayerWeights& layer, at::Generator&) { layer.weight.zero_(); }};

}  // namespace
}  // namespace actsweep
