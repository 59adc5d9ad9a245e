#pragma once

#include <cstddef>
#include <string>

namespace actsweep::report {

/// How a curve looks.
struct Style {
  std::string color;  ///< "#rrggbb"
  int marker = 0;     ///< gnuplot's number of a filled point; the number below is the same shape, open
  std::string dash;   ///< gnuplot's dash type
};

/// The style of an activation, independent of what else is drawn. Known activations all differ; the style of any other
/// is a hash of its name.
Style activation_style(const std::string& name);

/// The style of a value by its index on its axis, for axes other than activations; the first 42 differ.
Style style_at(std::size_t index);

/// For everything but curves: the chance level, the mark of divergence.
inline constexpr const char* kNeutralColor = "#666666";

}  // namespace actsweep::report
