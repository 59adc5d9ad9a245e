// Mish and the self-gated units that followed it.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Registration<ActivationKind> kMish{{.name = "mish",
                                          .aliases = {"Mish"},
                                          .summary = "self-regularized non-monotonic activation",
                                          .formula = "x * tanh(softplus(x))",
                                          .source = "Misra, arXiv 1908.08681"},
                                         {}};

const Registration<ActivationKind> kHardMish{{.name = "hard_mish",
                                              .aliases = {"HardMish", "H-Mish"},
                                              .summary = "Mish with a piecewise linear gate",
                                              .formula = "x / 2 * min(2, max(0, x + 2))",
                                              .source = "Misra, H-Mish, 2020 (program)"},
                                             {.derivative = "where(x > -2, where(x < 0, x + 1, 1), 0)"}};

const Registration<ActivationKind> kTanhExp{
    {.name = "tanhexp",
     .aliases = {"TanhExp"},
     .summary = "Mish with exp in place of softplus",
     .formula = "x * tanh(exp(x))",
     .source = "Liu and Di, arXiv 2003.09855"},
    // Beyond 10 the gate is 1; without the bound infinity would meet 0.
    {.derivative = "tanh(exp(min(x, 10))) + x * exp(min(x, 10)) * (1 - tanh(exp(min(x, 10)))^2)",
     .derivative_precision = formula::Precision::kDouble}};

const Registration<ActivationKind> kLogish{
    {.name = "logish",
     .aliases = {"Logish"},
     .summary = "gated by the logarithm of 1 + sigmoid",
     .formula = "x * log(1 + sigmoid(x))",
     .source = "Zhu et al., Neurocomputing 458, 2021"},
    {.derivative = "log1p(sigmoid(x)) + x * (sigmoid(x) * (1 - sigmoid(x)) / (1 + sigmoid(x)))",
     .derivative_precision = formula::Precision::kDouble}};

const Registration<ActivationKind> kSmish{
    {.name = "smish",
     .aliases = {"Smish"},
     .summary = "Mish with log(1 + sigmoid) in place of softplus",
     .formula = "x * tanh(log(1 + sigmoid(x)))",
     .source = "Wang, Ren and Wang, Electronics 11(4), 2022"},
    // With s = sigmoid(x) and n = s (2 + s), tanh(log(1 + s)) is n / (n + 2); its slope is 4 (s - s^3) / (n + 2)^2.
    {.value = "x * (sigmoid(x) * (2 + sigmoid(x)) / (sigmoid(x) * (2 + sigmoid(x)) + 2))",
     .derivative = "1 / (sigmoid(x) * (2 + sigmoid(x)) + 2) * (sigmoid(x) * (2 + sigmoid(x)) + "
                   "4 * x * (sigmoid(x) - sigmoid(x)^3) * (1 / (sigmoid(x) * (2 + sigmoid(x)) + 2)))",
     .derivative_precision = formula::Precision::kDouble}};

const Registration<ActivationKind> kSerf{{.name = "serf",
                                          .aliases = {"Serf"},
                                          .summary = "Mish with erf in place of tanh",
                                          .formula = "x * erf(softplus(x))",
                                          .source = "Nag, Bhattacharyya et al., arXiv 2108.09598"},
                                         {.derivative_precision = formula::Precision::kDouble}};

}  // namespace
}  // namespace actsweep
