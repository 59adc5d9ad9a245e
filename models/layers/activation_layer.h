#pragma once

#include "harness/schema/params.h"
#include "models/layer.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// The layer that applies an activation to tensors [batch, channels, …]. On the CPU, float and bfloat16
/// (computed in float) run in one fused pass forward and one backward, whatever the memory format; everything else is
/// composed of LibTorch's operations. One tensor is kept for the way back: the input, or the value or the derivative
/// where that serves. Gradients, and values when the input is not kept, overwrite what they come from where nobody else
/// holds it. A second derivative by autograd is refused.
///
/// Learned parameters are a tensor "learned" [parameters, channels], or [parameters, 1]. A random activation draws
/// from `stream`, which has to outlive the layer. ActivationObserver hears of its passes.
LayerPtr make_activation(const Params& params, std::int64_t channels, RandomStream& stream);

}  // namespace actsweep
