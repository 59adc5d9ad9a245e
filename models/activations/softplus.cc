// Softplus, its relatives, and other smooth unbounded units without a gate.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Registration<ActivationKind> kSoftplus{{.name = "softplus",
                                              .aliases = {"SoftPlus"},
                                              .summary = "smooth rectified linear unit",
                                              .formula = "log(1 + exp(beta * x)) / beta",
                                              .source = "Dugas et al., NIPS 2001",
                                              .params = {Real("beta", 1).above(0).doc("sharpness of the bend")}},
                                             {}};

const Registration<ActivationKind> kLogsigmoid{{.name = "logsigmoid",
                                                .aliases = {"LogSigmoid"},
                                                .summary = "logarithm of the logistic function",
                                                .formula = "log(1 / (1 + exp(-x)))",
                                                .source = "PyTorch"},
                                               {}};

const Registration<ActivationKind> kBentsIdentity{
    {.name = "bents_identity",
     .aliases = {"BentsIdentity"},
     .summary = "bent identity",
     .formula = "(sqrt(x^2 + 1) - 1) / 2 + x",
     .source = "folklore"},
    {.value = "x * (1 + x / (2 * (sqrt(x^2 + 1) + 1)))", .derivative = "1 + x / (2 * sqrt(x^2 + 1))"}};

}  // namespace
}  // namespace actsweep
