#pragma once

#include <optional>
#include <string>

#include "models/network/step.h"

namespace actsweep::network {

/// Thrown if a step does not fit its input shape. The message does not name the step.
struct ShapeError {
  std::string message;
};

/// The output shape of a step, given the output shapes of its branches. Throws ShapeError.
Shape output_shape(const Step& step, const Shape& input, const std::vector<Shape>& branches = {});
/// The input shape of each branch of a step. Throws ShapeError.
Shape branch_input(const Step& step, const Shape& input);

/// Zero padding, in pixels, at each side of an input.
struct Margins {
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;

  bool symmetric() const { return top == bottom && left == right; }
};
/// The padding of `input` for windows of this kernel and stride.
Margins margins(const Extent& kernel, const Extent& stride, const Padding& padding, const Shape& input);

/// Whether the convolution steps[i] has a bias.
bool has_bias(const std::optional<bool>& requested, const Steps& steps, std::size_t i);

}  // namespace actsweep::network
