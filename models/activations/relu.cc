#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Registration<ActivationKind> kRelu{
    {.name = "relu",
     .aliases = {"ReLU"},
     .summary = "rectified linear unit",
     .formula = "max(0, x)",
     .source = "Nair and Hinton, ICML 2010"},
    [](const Params&) { return elementwise([](const torch::Tensor& x) { return at::relu(x); }); }};

}  // namespace
}  // namespace actsweep
