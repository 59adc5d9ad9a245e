#pragma once

#include <c10/core/Device.h>

#include <string>

#include "models/layer.h"

namespace actsweep {

/// The network with its convolutions and dense layers computed in bfloat16, and so their results and what follows from
/// those up to the output, which is float32 again. Parameters, their gradients and batch norm's sums stay float32:
/// LibTorch's autocast rounds a parameter where a layer reads it.
LayerPtr make_bf16(LayerPtr network, c10::Device device);

/// Why a device does not compute in bfloat16 by itself; empty if it does. (LibTorch would do without, many times slower
/// than in float32.)
std::string why_no_bf16(c10::Device device);

}  // namespace actsweep
