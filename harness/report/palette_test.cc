#include "harness/report/palette.h"

#include <gtest/gtest.h>

#include <set>

#include "harness/results/value.h"

namespace actsweep::report {
namespace {

TEST(Palette, KnownActivationsKeepTheirStyle) {
  EXPECT_EQ(activation_style("relu").color, "#0072b2");
  EXPECT_EQ(activation_style("relu").marker, 7);
  EXPECT_EQ(activation_style("swish").color, "#009e73");
  EXPECT_EQ(activation_style("mish").color, "#d55e00");
  EXPECT_EQ(activation_style("mish").marker, 9);
  EXPECT_EQ(activation_style("mish").dash, "solid");
}

// A hash that changes with the compiler or a release would recolor people's figures. 64-bit FNV-1a of this name, from
// another implementation, is 0x774480a1baa12d21.
TEST(Palette, UnknownActivationsKeepTheirStyle) {
  const Style style = activation_style("my_own_activation");
  EXPECT_EQ(style.color, "#d55e00");
  EXPECT_EQ(style.marker, 15);
  EXPECT_EQ(style.dash, "solid");
}

TEST(Palette, TheFirst42Differ) {
  std::set<std::pair<std::string, int>> pairs;
  for (std::size_t i = 0; i < 42; ++i) pairs.emplace(style_at(i).color, style_at(i).marker);
  EXPECT_EQ(pairs.size(), 42U);
}

TEST(Palette, LabelsFollowPapers) {
  EXPECT_EQ(activation_label("relu"), "ReLU");
  EXPECT_EQ(activation_label("leaky_relu"), "Leaky ReLU");
  EXPECT_EQ(activation_label("my_own_activation"), "my_own_activation");
}

}  // namespace
}  // namespace actsweep::report
