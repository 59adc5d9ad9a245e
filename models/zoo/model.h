#pragma once

#include <cstdint>
#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/layer.h"
#include "models/layers/activation_layer.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// The shape of what runs through a network, without the batch dimension.
struct Shape {
  std::int64_t channels = 0;
  std::int64_t height = 1;
  std::int64_t width = 1;

  std::int64_t features() const { return channels * height * width; }
};

/// What a network has to fit.
struct ModelContext {
  Shape input;
  std::int64_t classes = 0;
  RandomStream& dropout;  ///< the stream of every dropout mask; outlives the network
  /// What an activation is made by; another one to compare with.
  std::function<LayerPtr(const Params&, std::int64_t channels, RandomStream&)> make_activation =
      actsweep::make_activation;
};

/// Networks: from images [batch, channels, height, width] to logits [batch, classes]. The factory throws InputError
/// where the network cannot take images of that shape. Parameters are left at LibTorch's initialization; an initializer
/// overwrites them.
struct ModelKind {
  static constexpr const char* name = "model";
  using Factory = std::function<LayerPtr(const Params&, const ModelContext&)>;
};

}  // namespace actsweep
