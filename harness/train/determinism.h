#pragma once

namespace actsweep {

/// For all of this process: reductions and convolutions take the same path every time, and a GPU computes float32 in
/// float32, not in TensorFloat-32, whose results are coarser. To be called before anything is computed.
void be_deterministic();

}  // namespace actsweep
