#include "harness/report/palette.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace actsweep::report {
namespace {

// Okabe and Ito's colors (https://jfly.uni-koeln.de/color/) without their yellow, which is too light for lines on
// white.
constexpr std::array<const char*, 7> kColors = {"#0072b2", "#009e73", "#d55e00", "#e69f00",
                                                "#56b4e9", "#cc79a7", "#000000"};
// Circle, square, triangle, diamond, triangle down, pentagon. Seven colors and six markers have no common divisor:
// counting both on gives 42 different pairs.
constexpr std::array<int, 6> kMarkers = {7, 5, 9, 13, 11, 15};
constexpr std::array<const char*, 6> kDashes = {"solid", "(9,4)", "(3,3)", "(9,3,2,3)", "(14,4)", "(9,3,2,3,2,3)"};

struct Known {
  std::string_view name;
  const char* label;
};

// A name's place decides its style: add at the end, and never reorder.
constexpr std::array kKnown = {
    Known{"relu", "ReLU"},
    Known{"swish", "Swish"},
    Known{"mish", "Mish"},
    Known{"gelu", "GELU"},
    Known{"elu", "ELU"},
    Known{"selu", "SELU"},
    Known{"tanh", "Tanh"},
    Known{"sigmoid", "Sigmoid"},
    Known{"leaky_relu", "Leaky ReLU"},
    Known{"prelu", "PReLU"},
    Known{"rrelu", "RReLU"},
    Known{"relu6", "ReLU6"},
    Known{"softplus", "SoftPlus"},
    Known{"celu", "CELU"},
    Known{"e_swish", "E-Swish"},
    Known{"hard_sigmoid", "Hard Sigmoid"},
    Known{"hardtanh", "Hardtanh"},
    Known{"tanhshrink", "Tanhshrink"},
    Known{"softshrink", "Softshrink"},
    Known{"hardshrink", "Hardshrink"},
    Known{"softsign", "Softsign"},
    Known{"logsigmoid", "LogSigmoid"},
    Known{"aria2", "Aria-2"},
    Known{"bents_identity", "Bent's Identity"},
    Known{"sqnl", "SQNL"},
    Known{"elish", "ELiSH"},
    Known{"hard_elish", "Hard ELiSH"},
    Known{"srelu", "SReLU"},
    Known{"isru", "ISRU"},
    Known{"isrlu", "ISRLU"},
    Known{"flatten_t_swish", "Flatten T-Swish"},
    Known{"soft_clipping", "Soft Clipping"},
    Known{"sinerelu", "SineReLU"},
    Known{"weighted_tanh", "Weighted Tanh"},
    Known{"lecun_tanh", "LeCun's Tanh"},
    Known{"thresholded_relu", "Thresholded ReLU"},
    Known{"penalized_tanh", "Penalized Tanh"},
    Known{"hard_swish", "Hard Swish"},
    Known{"identity", "Identity"},
};

const Known* find_known(const std::string& name) {
  const auto* known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) { return k.name == name; });
  return known == kKnown.end() ? nullptr : known;
}

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
  if (const Known* known = find_known(name)) return style_at(static_cast<std::size_t>(known - kKnown.data()));
  const std::uint64_t hash = stable_hash(name);
  return {kColors[hash % kColors.size()], kMarkers[hash / 7 % kMarkers.size()], kDashes[hash / 42 % kDashes.size()]};
}

std::string activation_label(const std::string& name) {
  const Known* known = find_known(name);
  return known != nullptr ? known->label : name;
}

}  // namespace actsweep::report
