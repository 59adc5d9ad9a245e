#include "models/layers/layer_choice.h"

namespace actsweep {

Param apply_to_param(std::string doc) {
  return Choice("apply_to", "all", {"all", "dense", "conv"}).doc(std::move(doc));
}

std::vector<Refusal> apply_to_refusals() {
  return {Refusal("apply_to")
              .when("apply_to", "==", "dense")
              .when("/model#traits", "lacks", "dense")
              .because("the model has no dense layer"),
          Refusal("apply_to")
              .when("apply_to", "==", "conv")
              .when("/model#traits", "lacks", "conv")
              .because("the model has no convolution")};
}

}  // namespace actsweep
