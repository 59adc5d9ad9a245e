#include "harness/report/density.h"

#include <gmock/gmock.h>

namespace actsweep::report {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(Density, IsTheShareByTheWidth) {
  const Histogram histogram{.from = 0, .to = 1, .counts = {1, 3}};
  EXPECT_THAT(densities(histogram, 0, 1, 2), ElementsAre(0.5, 1.5));
  EXPECT_THAT(densities(histogram, 0, 1, 1), ElementsAre(1));
  // Wider: what lies in a bin is spread evenly over it, and beyond it there is nothing.
  EXPECT_THAT(densities(histogram, -1, 2, 3), ElementsAre(0, 1, 0));
  EXPECT_THAT(densities(histogram, 0.25, 0.75, 2), ElementsAre(DoubleEq(0.5), DoubleEq(1.5)));
}

}  // namespace
}  // namespace actsweep::report
