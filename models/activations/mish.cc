#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Registration<ActivationKind> kMish{
    {.name = "mish",
     .aliases = {"Mish"},
     .summary = "self-regularized non-monotonic activation",
     .formula = "x * tanh(softplus(x))",
     .source = "Misra, arXiv 1908.08681"},
    [](const Params&) { return elementwise([](const torch::Tensor& x) { return at::mish(x); }); }};

}  // namespace
}  // namespace actsweep
