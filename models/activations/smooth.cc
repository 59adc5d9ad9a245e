// Smooth unbounded units without a gate: exponential linear units, softplus and its relatives.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Activation kElu{{.name = "elu",
                       .aliases = {"ELU"},
                       .summary = "exponential linear unit",
                       .formula = "where(x > 0, x, alpha * (exp(x) - 1))",
                       .source = "Clevert, Unterthiner and Hochreiter, arXiv 1511.07289",
                       .params = {Real("alpha", 1).doc("-alpha is the limit at -inf")}}};

const Activation kSelu{{.name = "selu",
                        .aliases = {"SELU"},
                        .summary = "self-normalizing exponential linear unit",
                        .formula = "scale * where(x > 0, x, alpha * (exp(x) - 1))",
                        .source = "Klambauer et al., arXiv 1706.02515",
                        .params = {Real("alpha", 1.6732632423543772).doc("as derived in the paper"),
                                   Real("scale", 1.0507009873554805).doc("as derived in the paper")}}};

const Activation kCelu{
    {.name = "celu",
     .aliases = {"CELU"},
     .summary = "continuously differentiable exponential linear unit",
     .formula = "max(0, x) + min(0, alpha * (exp(x / alpha) - 1))",
     .source = "Barron, arXiv 1704.07483",
     .params = {Real("alpha", 1).above(0).doc("-alpha is the limit at -inf")}},
    {.value = "where(x > 0, x, alpha * expm1(x / alpha))", .derivative = "where(x > 0, 1, exp(x / alpha))"}};

const Activation kSoftplus{{.name = "softplus",
                            .aliases = {"SoftPlus"},
                            .summary = "smooth rectified linear unit",
                            .formula = "log(1 + exp(beta * x)) / beta",
                            .source = "Dugas et al., NIPS 2001",
                            .params = {Real("beta", 1).above(0).doc("sharpness of the bend")}}};

const Activation kLogsigmoid{{.name = "logsigmoid",
                              .aliases = {"LogSigmoid"},
                              .summary = "logarithm of the logistic function",
                              .formula = "log(1 / (1 + exp(-x)))",
                              .source = "PyTorch"}};

const Activation kBentsIdentity{
    {.name = "bents_identity",
     .aliases = {"BentsIdentity"},
     .summary = "bent identity",
     .formula = "(sqrt(x^2 + 1) - 1) / 2 + x",
     .source = "folklore"},
    {.value = "x * (1 + x / (2 * (sqrt(x^2 + 1) + 1)))", .derivative = "1 + x / (2 * sqrt(x^2 + 1))"}};

}  // namespace
}  // namespace actsweep
