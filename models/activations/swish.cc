#include "models/activations/activation.h"

namespace actsweep {
namespace {

LayerPtr make_swish(const Params& params) {
  const double beta = params.real("beta");
  if (beta == 1.0) return elementwise([](const torch::Tensor& x) { return at::silu(x); });
  return elementwise([beta](const torch::Tensor& x) { return x * at::sigmoid(x * beta); });
}

const Registration<ActivationKind> kSwish{
    {.name = "swish",
     .aliases = {"Swish", "silu", "SiLU"},
     .summary = "sigmoid-weighted linear unit",
     .formula = "x * sigmoid(beta * x)",
     .source = "Ramachandran et al., arXiv 1710.05941; with beta = 1 SiLU, Elfwing et al., arXiv 1702.03118",
     .params = {Real("beta", 1).doc("slope of the sigmoid")}},
    make_swish};

}  // namespace
}  // namespace actsweep
