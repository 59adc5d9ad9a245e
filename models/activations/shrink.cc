// Shrinkage functions.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Registration<ActivationKind> kTanhshrink{{.name = "tanhshrink",
                                                .aliases = {"Tanhshrink"},
                                                .summary = "the difference of x and tanh",
                                                .formula = "x - tanh(x)",
                                                .source = "PyTorch"},
                                               {}};

const Registration<ActivationKind> kSoftshrink{
    {.name = "softshrink",
     .aliases = {"Softshrink"},
     .summary = "soft thresholding",
     .formula = "where(x > lambda, x - lambda, where(x < -lambda, x + lambda, 0))",
     .source = "Donoho, IEEE Transactions on Information Theory 41, 1995; PyTorch",
     .params = {Real("lambda", 0.5).at_least(0).doc("threshold")}},
    {}};

const Registration<ActivationKind> kHardshrink{{.name = "hardshrink",
                                                .aliases = {"HardShrink"},
                                                .summary = "hard thresholding",
                                                .formula = "where(abs(x) > lambda, x, 0)",
                                                .source = "PyTorch",
                                                .params = {Real("lambda", 0.5).at_least(0).doc("threshold")}},
                                               {.saves_output = true}};

}  // namespace
}  // namespace actsweep
