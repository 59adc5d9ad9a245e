#pragma once

#include <optional>

namespace actsweep {

/// What a schedule sets for one step of the optimizer.
struct Rates {
  double lr = 0;
  std::optional<double> momentum = {};  ///< in place of the optimizer's own, or of its beta1; unset: as it is
};

}  // namespace actsweep
