#include "harness/report/palette.h"

#include <array>
#include <cstdint>

#include "harness/results/value.h"

namespace actsweep::report {
namespace {

// Okabe and Ito's colors (https://jfly.uni-koeln.de/color/) without yellow, which is too light on white.
constexpr std::array<const char*, 7> kColors = {"#0072b2", "#009e73", "#d55e00", "#e69f00",
                                                "#56b4e9", "#cc79a7", "#000000"};
// Circle, square, triangle, diamond, triangle down, pentagon. Seven and six have no common divisor, so the
// first 42 pairs of color and marker differ.
constexpr std::array<int, 6> kMarkers = {7, 5, 9, 13, 11, 15};
constexpr std::array<const char*, 6> kDashes = {"solid", "(9,4)", "(3,3)", "(9,3,2,3)", "(14,4)", "(9,3,2,3,2,3)"};

/// FNV-1a: std::hash may differ between libraries and versions.
std::uint64_t stable_hash(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace

Style style_at(std::size_t index) {
  return {kColors[index % kColors.size()], kMarkers[index % kMarkers.size()],
          kDashes[index / kColors.size() % kDashes.size()]};
}

Style activation_style(const std::string& name) {
  if (const auto number = activation_number(name)) return style_at(*number);
  const std::uint64_t hash = stable_hash(name);
  return {kColors[hash % kColors.size()], kMarkers[hash / 7 % kMarkers.size()], kDashes[hash / 42 % kDashes.size()]};
}

}  // namespace actsweep::report
