// User-defined activations.

#include "models/activations/activation.h"

namespace actsweep {
namespace {

const Registration<ActivationKind> kFormula{
    {.name = "formula",
     .summary = "user-defined, for example {formula: \"x * sigmoid(b * x)\", b: 1.5}",
     .source = "user-defined",
     .params = {Formula("formula", "x * tanh(softplus(x))")
                    .doc("a formula in x; give every other name in it a value as a key of the activation")}},
    {}};

}  // namespace
}  // namespace actsweep
