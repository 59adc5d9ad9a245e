#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/layer.h"
#include "models/layers/activation_layer.h"
#include "models/layers/network_layers.h"
#include "models/zoo/model.h"

namespace actsweep {

/// What a network is built with.
struct ModuleContext {
  Task task;
  RandomStream& dropout;  ///< of every dropout mask; outlives the network
  /// What an exchanged activation is made by; another one to compare with.
  std::function<LayerPtr(const Params&, std::int64_t channels, RandomStream&)> make_activation =
      actsweep::make_activation;
  /// Where a pass in training puts its second outputs; nobody wants them without.
  std::vector<AuxiliaryOutput>* auxiliary = nullptr;
  /// How images and kernels lie in memory: "contiguous", plane by plane; "channels_last", pixel by pixel; or "auto",
  /// what was measured to be faster: on a CPU channels_last for networks with steps that hold others, contiguous for
  /// plain sequences, and for all on a GPU.
  std::string memory_format = "auto";
  c10::Device device = c10::kCPU;  ///< that it will train on; it is built on the CPU
  /// Whether training keeps only some layers' values and computes the others anew; see models/layers/recompute.h.
  bool gradient_checkpointing = false;
};

/// The module of a description: from images [batch, channels, height, width] to what its last step gives. Paths of its
/// modules are those of network::Layer, with "module" below them where LibTorch's own one does the work. `activation`
/// is what is exchanged. Throws InputError as network::survey does. Parameters are left at LibTorch's initialization.
LayerPtr make_network(const network::Steps& steps, const Params& activation, const ModuleContext& context);

/// The same of a model's parameters in a resolved configuration. Throws InputError as describe_model() does.
LayerPtr make_model(const Params& model, const ModuleContext& context);

}  // namespace actsweep
