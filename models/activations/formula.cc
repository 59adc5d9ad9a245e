// An activation that exists nowhere else.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Registration<ActivationKind> kFormula{
    {.name = "formula",
     .summary = "whatever a formula says, as {formula: \"x * sigmoid(b * x)\", b: 1.5}",
     .source = "yours",
     .params = {Formula("formula", "x * tanh(softplus(x))").doc("its names other than x are keys beside it")}},
    {}};

}  // namespace
}  // namespace actsweep
