// Exponential linear units.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Registration<ActivationKind> kElu{{.name = "elu",
                                         .aliases = {"ELU"},
                                         .summary = "exponential linear unit",
                                         .formula = "where(x > 0, x, alpha * (exp(x) - 1))",
                                         .source = "Clevert, Unterthiner and Hochreiter, arXiv 1511.07289",
                                         .params = {Real("alpha", 1).doc("-alpha is the limit at -inf")}},
                                        {}};

const Registration<ActivationKind> kSelu{{.name = "selu",
                                          .aliases = {"SELU"},
                                          .summary = "self-normalizing exponential linear unit",
                                          .formula = "scale * where(x > 0, x, alpha * (exp(x) - 1))",
                                          .source = "Klambauer et al., arXiv 1706.02515",
                                          .params = {Real("alpha", 1.6732632423543772).doc("as derived in the paper"),
                                                     Real("scale", 1.0507009873554805).doc("as derived in the paper")}},
                                         {}};

const Registration<ActivationKind> kCelu{
    {.name = "celu",
     .aliases = {"CELU"},
     .summary = "continuously differentiable exponential linear unit",
     .formula = "max(0, x) + min(0, alpha * (exp(x / alpha) - 1))",
     .source = "Barron, arXiv 1704.07483",
     .params = {Real("alpha", 1).above(0).doc("-alpha is the limit at -inf")}},
    {.value = "where(x > 0, x, alpha * expm1(x / alpha))", .derivative = "where(x > 0, 1, exp(x / alpha))"}};

}  // namespace
}  // namespace actsweep
