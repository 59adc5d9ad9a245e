#pragma once

#include "harness/schema/params.h"
#include "models/layer.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Makes a layer that applies an activation to tensors [batch, channels, …] (see ActivationEngine for how). Saves a
/// single tensor for backward: the input, the output or the derivative. Overwrites its input, if that is not saved, and
/// the incoming gradient where there are no other references to them. Second derivatives are not supported and raise
/// c10::Error.
///
/// Learned parameters are a tensor "learned" of shape [parameters, channels] or [parameters, 1]. A random activation
/// draws from `stream`, which must outlive the layer. ActivationObserver can observe the layer.
LayerPtr make_activation(const Params& params, std::int64_t channels, RandomStream& stream);

}  // namespace actsweep
