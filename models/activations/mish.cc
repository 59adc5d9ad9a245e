// Mish and the the self-gated units derived from it.

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
                                              .source = "Misra, H-Mish, 2020 (code)"},
                                             {.derivative = "where(x > -2, where(x < 0, x + 1, 1), 0)"}};

const Registration<ActivationKind> kTanhExp{{.name = "tanhexp",
                                             .aliases = {"TanhExp"},
                                             .summary = "Mish with exp in place of softplus",
                                             .formula = "x * tanh(exp(x))",
                                             .source = "Liu and Di, arXiv 2003.09855"},
                                            {.derivative = "tanhexp_derivative(x)"}};

const Registration<ActivationKind> kLogish{{.name = "logish",
                                            .aliases = {"Logish"},
                                            .summary = "gated by the logarithm of 1 + sigmoid",
                                            .formula = "x * log(1 + sigmoid(x))",
                                            .source = "Zhu et al., Neurocomputing 458, 2021"},
                                           {.derivative = "logish_derivative(x)"}};

const Registration<ActivationKind> kSmish{
    {.name = "smish",
     .aliases = {"Smish"},
     .summary = "Mish with log(1 + sigmoid) in place of softplus",
     .formula = "x * tanh(log(1 + sigmoid(x)))",
     .source = "Wang, Ren and Wang, Electronics 11(4), 2022"},
    // With n = sigmoid(x) (2 + sigmoid(x)), tanh(log(1 + sigmoid(x))) is n / (n + 2).
    {.value = "x * (sigmoid(x) * (2 + sigmoid(x)) / (sigmoid(x) * (2 + sigmoid(x)) + 2))",
     .derivative = "smish_derivative(x)"}};

const Registration<ActivationKind> kSerf{{.name = "serf",
                                          .aliases = {"Serf"},
                                          .summary = "Mish with erf in place of tanh",
                                          .formula = "x * erf(softplus(x))",
                                          .source = "Nag, Bhattacharyya et al., arXiv 2108.09598"},
                                         {.derivative = "serf_derivative(x)"}};

}  // namespace
}  // namespace actsweep
