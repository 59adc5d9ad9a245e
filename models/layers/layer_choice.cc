#include "models/layers/layer_choice.h"

namespace actsweep {

Param apply_to_param(std::string doc) {
  return Choice("apply_to", "all", {"all", "dense", "conv"}).doc(std::move(doc));
}

}  // namespace actsweep
