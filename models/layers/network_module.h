#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/layer.h"
#include "models/layers/activation_layer.h"
#include "models/layers/network_layers.h"
#include "models/layers/sequence.h"
#include "models/zoo/model.h"

namespace actsweep {

/// The output of an auxiliary classifier in training; see network::Auxiliary.
struct AuxiliaryOutput {
  double weight = 0;
  at::Tensor logits;
};

/// Settings for building a network.
struct ModuleContext {
  Task task;
  RandomStream& dropout;  ///< stream of all dropout masks; must outlive the network
  /// Makes the layers of the exchangeable activation; replaced in comparisons.
  std::function<LayerPtr(const Params&, std::int64_t channels, RandomStream&)> make_activation =
      actsweep::make_activation;
  /// Receives the outputs of auxiliary classifiers in training; nullptr disables them.
  std::vector<AuxiliaryOutput>* auxiliary = nullptr;
  /// Memory format of images and kernels: "contiguous", "channels_last", or "auto", which uses channels_last on a CPU
  /// for networks with branches or stages, and contiguous for all others (as measured to be faster).
  std::string memory_format = "auto";
  c10::Device device = c10::kCPU;  ///< device for training; the network is built on the CPU
  /// Whether training saves the values of some layers only and recomputes the others; see models/layers/sequence.h.
  bool gradient_checkpointing = false;
};

/// Builds the module of a description: from images [batch, channels, height, width] to the output of the last step.
/// Module paths are those of network::Layer, plus ".module" for LibTorch's own modules. `activation` is the
/// exchangeable activation. Parameters keep LibTorch's initialization. Throws InputError like network::summarize.
LayerPtr make_network(const network::Steps& steps, const Params& activation, const ModuleContext& context);

/// Builds the model of a resolved configuration. Throws InputError like describe_model().
LayerPtr make_model(const Params& model, const ModuleContext& context);

}  // namespace actsweep
