#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/activations/activation.h"
#include "models/network/step.h"

namespace actsweep::network {

/// What a step, or a whole network, holds and does for one image.
struct Counts {
  std::int64_t parameters = 0;  ///< trained ones
  std::int64_t norms = 0;
  std::int64_t activations = 0;  ///< calls of the exchanged activation
  std::int64_t kept = 0;         ///< calls of activations that stay; sigmoids of gates do not count
  std::int64_t macs = 0;    ///< multiply-adds of convolutions and dense layers, without bias, norm, pooling, routing
  std::int64_t values = 0;  ///< that training keeps for the way back: what each step gives, and masks

  Counts& operator+=(const Counts& other);
  bool operator==(const Counts&) const = default;
};

/// A step of a network that has been walked through.
struct Layer {
  std::string path;  ///< of its module: positions from 0 and names of stages, as "stage1.2.0.1"
  std::size_t depth = 0;
  std::string step;  ///< without those that it holds: "conv 64 3 stride=2"
  bool holds_steps = false;
  Shape input, output;
  Counts counts;  ///< with those of the steps that it holds
};

struct Survey {
  std::vector<Layer> layers;  ///< what holds others comes before them
  Counts total;
  Shape output;
  bool has_conv = false, has_dense = false, has_auxiliary = false;
  bool norms_one_value = false;  ///< some batch norm sees one value a channel of each image
};

/// Walks through a network for images of this shape. Learned parameters of activations are those of `exchanged`, none
/// without one. Throws InputError for a step that does not fit, with its path, its text and the shape that reaches it,
/// and for a network of more than 10^10 parameters.
Survey survey(const Steps& steps, const Shape& input, const ActivationFunction* exchanged = nullptr);

/// Of training on one image, forward and back, in multiply-adds or what takes about as long as one: moving a value from
/// and to memory takes as long as so many.
double training_work(const Counts& counts);

/// Of training with batches of this size, in bytes: weights, gradients and `states` numbers of the optimizer for each
/// weight, and what a batch keeps for the way back, in `bytes` each.
double training_bytes(const Counts& counts, std::int64_t batch_size, int states, int bytes = 4);

}  // namespace actsweep::network
