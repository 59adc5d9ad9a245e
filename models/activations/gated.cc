// Self-gated units: x times a gate, such as Swish and Mish and the units derived from them.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Activation kSwish{{.name = "swish",
                         .aliases = {"Swish", "Swish-1"},
                         .summary = "sigmoid-gated linear unit",
                         .formula = "x * sigmoid(beta * x)",
                         .source = "Ramachandran, Zoph and Le, arXiv 1710.05941",
                         .params = {Real("beta", 1).doc("slope of the sigmoid")}},
                        {.derivative = "swish_derivative(beta * x)"}};

const Activation kSilu{{.name = "silu",
                        .aliases = {"SiLU"},
                        .summary = "sigmoid-weighted linear unit",
                        .formula = "x * sigmoid(x)",
                        .source = "Elfwing, Uchibe and Doya, arXiv 1702.03118"}};

const Activation kESwish{
    {.name = "e_swish",
     .aliases = {"E-Swish"},
     .summary = "scaled Swish",
     .formula = "beta * x * sigmoid(x)",
     .source = "Alcaide, arXiv 1801.07145",
     .params = {Real("beta", 1.75).doc("scale; the Mish author's library has 1.75 in PyTorch, 1.375 in Keras")}},
    {.value = "beta * swish(x)", .derivative = "beta * swish_derivative(x)"}};

const Activation kHardSwish{{.name = "hard_swish",
                             .aliases = {"HardSwish", "Hardswish"},
                             .summary = "Swish with a piecewise linear gate",
                             .formula = "x * clip(x + 3, 0, 6) / 6",
                             .source = "Howard et al., arXiv 1905.02244"},
                            {.derivative = "where(x > -3, where(x < 3, (x + 1.5) / 3, 1), 0)"}};

const Activation kGelu{{.name = "gelu",
                        .aliases = {"GELU"},
                        .summary = "Gaussian error linear unit",
                        .formula = "x * normal_cdf(x)",
                        .source = "Hendrycks and Gimpel, arXiv 1606.08415"}};

const Activation kGeluTanh{{.name = "gelu_tanh",
                            .summary = "GELU, approximated with tanh",
                            .formula = "0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))",
                            .source = "Hendrycks and Gimpel, arXiv 1606.08415"},
                           // (1 + tanh(u)) / 2 is sigmoid(2 u).
                           {.value = "x * sigmoid(x * (sqrt(8 / pi) + sqrt(8 / pi) * 0.044715 * x^2))",
                            .derivative = "sigmoid(x * (sqrt(8 / pi) + sqrt(8 / pi) * 0.044715 * x^2)) * (1 + "
                                          "(1 - sigmoid(x * (sqrt(8 / pi) + sqrt(8 / pi) * 0.044715 * x^2))) * "
                                          "(x * (sqrt(8 / pi) + 3 * sqrt(8 / pi) * 0.044715 * x^2)))",
                            .value_precision = formula::Precision::kDouble,
                            .derivative_precision = formula::Precision::kDouble}};

const Activation kElish{
    {.name = "elish",
     .aliases = {"ELiSH"},
     .summary = "exponential linear sigmoid squashing",
     .formula = "where(x >= 0, x * sigmoid(x), (exp(x) - 1) * sigmoid(x))",
     .source = "Basirat and Roth, arXiv 1808.00783"},
    // For negative x and e = exp(x), the derivative is e (e^2 + 2 e - 1) / (1 + e)^2. Its numerator cancels near the
    // root, and is more precise in terms of expm1(x) near 0.
    {.value = "where(x >= 0, x, expm1(x)) * sigmoid(x)",
     .derivative = "where(x >= 0, swish_derivative(x), exp(x) / (1 + exp(x))^2 * "
                   "where(x > -0.69, expm1(x)^2 + (4 * expm1(x) + 2), exp(x)^2 + (2 * exp(x) - 1)))"}};

const Activation kHardElish{
    {.name = "hard_elish",
     .aliases = {"HardELiSH"},
     .summary = "ELiSH with a piecewise linear gate",
     .formula = "where(x >= 0, x, exp(x) - 1) * clip((x + 1) / 2, 0, 1)",
     .source = "Basirat and Roth, arXiv 1808.00783",
     .params = {Choice("variant", "paper", {"paper", "author"}).doc("author: exp(x - 1) in place of exp(x) - 1")}},
    // Between -1 and 0: (exp(x) (x + 2) - 1) / 2, written with terms that are small near its root.
    {.derivative = "where(x >= 1, 1, where(x >= 0, x + 0.5, "
                   "where(x > -1, (expm1(x) + (x + 1) + expm1(x) * (x + 1)) / 2, 0)))",
     .author = "where(x >= 0, x, exp(x - 1)) * clip((x + 1) / 2, 0, 1)"}};

const Activation kFlattenTSwish{{.name = "flatten_t_swish",
                                 .aliases = {"FlattenTSwish", "FTS"},
                                 .summary = "Swish, constant for negative x",
                                 .formula = "where(x >= 0, x * sigmoid(x) + t, t)",
                                 .source = "Chieng et al., arXiv 1812.06247",
                                 .params = {Real("t", -0.2).doc("value for negative x; not used by variant author"),
                                            Choice("variant", "paper", {"paper", "author"}).doc("author: without t")}},
                                // sigmoid(x) is (1 + tanh(x / 2)) / 2. Where the sum crosses 0, x tanh(x / 2) is small.
                                {.value = "where(x >= 0, 0.5 * x + t + 0.5 * x * tanh(0.5 * x), t)",
                                 .derivative = "where(x >= 0, swish_derivative(x), 0)",
                                 .author = "where(x >= 0, x * sigmoid(x), 0)"}};

const Activation kAria2{
    {.name = "aria2",
     .aliases = {"Aria-2", "ARiA2"},
     .summary = "adaptive Richard's curve weighted activation",
     .formula = "x * (1 + exp(-beta * x))^(-alpha)",
     .source = "Patwardhan, Ingalhalikar and Walambe, arXiv 1805.08878",
     .params = {Real("alpha", 1.5).above(0).doc("exponent of Richard's curve"),
                Real("beta", 1).above(0).doc(
                    "steepness of Richard's curve; 2 in its paper, 1 in the tables of the Mish paper"),
                Choice("variant", "paper", {"paper", "author"}).doc("author: without the factor x")}},
    {.value = "x * sigmoid(beta * x)^alpha",
     .derivative = "sigmoid(beta * x)^alpha * (1 + alpha * beta * x * (1 - sigmoid(beta * x)))",
     .author = "(1 + exp(-beta * x))^(-alpha)",
     .author_value = "sigmoid(beta * x)^alpha",
     .derivative_precision = formula::Precision::kDouble}};

const Activation kMish{{.name = "mish",
                        .aliases = {"Mish"},
                        .summary = "self-regularized non-monotonic activation",
                        .formula = "x * tanh(softplus(x))",
                        .source = "Misra, arXiv 1908.08681"}};

const Activation kHardMish{{.name = "hard_mish",
                            .aliases = {"HardMish", "H-Mish"},
                            .summary = "Mish with a piecewise linear gate",
                            .formula = "x / 2 * min(2, max(0, x + 2))",
                            .source = "Misra, H-Mish, 2020 (code)"},
                           {.derivative = "where(x > -2, where(x < 0, x + 1, 1), 0)"}};

const Activation kTanhExp{{.name = "tanhexp",
                           .aliases = {"TanhExp"},
                           .summary = "Mish with exp in place of softplus",
                           .formula = "x * tanh(exp(x))",
                           .source = "Liu and Di, arXiv 2003.09855"},
                          {.derivative = "tanhexp_derivative(x)"}};

const Activation kLogish{{.name = "logish",
                          .aliases = {"Logish"},
                          .summary = "gated by the logarithm of 1 + sigmoid",
                          .formula = "x * log(1 + sigmoid(x))",
                          .source = "Zhu et al., Neurocomputing 458, 2021"},
                         {.derivative = "logish_derivative(x)"}};

const Activation kSmish{{.name = "smish",
                         .aliases = {"Smish"},
                         .summary = "Mish with log(1 + sigmoid) in place of softplus",
                         .formula = "x * tanh(log(1 + sigmoid(x)))",
                         .source = "Wang, Ren and Wang, Electronics 11(4), 2022"},
                        // With n = sigmoid(x) (2 + sigmoid(x)), tanh(log(1 + sigmoid(x))) is n / (n + 2).
                        {.value = "x * (sigmoid(x) * (2 + sigmoid(x)) / (sigmoid(x) * (2 + sigmoid(x)) + 2))",
                         .derivative = "smish_derivative(x)"}};

const Activation kSerf{{.name = "serf",
                        .aliases = {"Serf"},
                        .summary = "Mish with erf in place of tanh",
                        .formula = "x * erf(softplus(x))",
                        .source = "Nag, Bhattacharyya et al., arXiv 2108.09598"},
                       {.derivative = "serf_derivative(x)"}};

}  // namespace
}  // namespace actsweep
