#pragma once

#include <optional>
#include <string>

#include "models/network/step.h"

namespace actsweep::network {

/// A step that does not fit what reaches it: why not, without saying which step it is.
struct DoesNotFit {
  std::string why;
};

/// What a step that holds no others makes of an input. Throws DoesNotFit.
Shape output_shape(const Step& step, const Shape& input);

/// What comes out of the branches of a step, each of which got input_of_branch(). Throws DoesNotFit.
Shape joined_shape(const Step& step, const Shape& input, const std::vector<Shape>& branches);
/// Throws DoesNotFit.
Shape branch_input(const Step& step, const Shape& input);

/// The pixels of zeros that a window of this kernel and stride needs at each side of `input`.
struct Margins {
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;

  bool symmetric() const { return top == bottom && left == right; }
};
Margins margins(const Extent& kernel, const Extent& stride, const Padding& padding, const Shape& input);

/// Whether the convolution steps[i] has a bias.
bool has_bias(const std::optional<bool>& asked, const Steps& steps, std::size_t i);

}  // namespace actsweep::network
