#pragma once

#include <cstddef>
#include <string>

namespace actsweep::report {

/// How a curve looks.
struct Style {
  std::string color;  ///< "#rrggbb"
  int marker = 0;     ///< gnuplot's number of a filled point; the one below it is the same shape, open
  std::string dash;   ///< gnuplot's dash type
};

/// Always the same for the same activation, whichever others are drawn and in whatever order. The well-known ones are
/// all different from each other; any other's style is a hash of its name.
Style activation_style(const std::string& name);

/// The style at a place among the values of an axis that is no activation; the first 42 are different.
Style style_at(std::size_t index);

/// For what is no curve: the chance level, the mark of divergence.
inline constexpr const char* kNeutralColor = "#666666";

}  // namespace actsweep::report
