#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/activations/activation.h"
#include "models/network/step.h"

namespace actsweep::network {

/// Sizes and costs of a step or a whole network, for one image.
struct Counts {
  std::int64_t parameters = 0;  ///< trainable parameters
  std::int64_t norms = 0;
  std::int64_t activations = 0;        ///< calls of the trial's activation
  std::int64_t fixed_activations = 0;  ///< calls of fixed activations, except the sigmoids of gates
  std::int64_t macs = 0;    ///< multiply-adds of convolutions and dense layers, without bias, norm, pooling and routing
  std::int64_t values = 0;  ///< values saved for backward: the outputs of steps, and masks

  Counts& operator+=(const Counts& other);
  bool operator==(const Counts&) const = default;
};

/// A step of a network with its shapes and counts.
struct Layer {
  std::string path;  ///< path of its module: positions from 0 and stage names, such as "stage1.2.0.1"
  std::size_t depth = 0;
  std::string step;  ///< text without nested steps: "conv 64 3 stride=2"
  bool holds_steps = false;
  Shape input, output;
  Counts counts;  ///< including nested steps
};

/// The layers of a network and their totals.
struct Summary {
  std::vector<Layer> layers;  ///< a layer precedes the layers it contains
  Counts total;
  Shape output;
  bool has_conv = false, has_dense = false, has_auxiliary = false;
  bool norms_one_value = false;  ///< whether a batch norm has a single value per channel and image
};

/// Summarizes a network for images of shape `input`. Includes the learned parameters of the trial's `activation`, if
/// given. Throws InputError with path, text and input shape if a step does not fit its input, and if the network is too
/// large, such as more than 10^10 parameters.
Summary summarize(const Steps& steps, const Shape& input, const ActivationFunction* activation = nullptr);

/// Estimates the cost of training on one image, forward and backward, in multiply-adds. Converts memory traffic to the
/// number of multiply-adds that take as long.
double training_work(const Counts& counts);

/// Estimates the memory of training, in bytes: weights, gradients, `states` optimizer values per weight (4 bytes each),
/// and the values saved for backward (`bytes` each).
double training_bytes(const Counts& counts, std::int64_t batch_size, int states, int bytes = 4);

}  // namespace actsweep::network
