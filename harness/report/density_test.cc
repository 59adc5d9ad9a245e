#include "harness/report/density.h"

#include <gmock/gmock.h>

#include "harness/util/error.h"

namespace actsweep::report {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(Density, IsTheShareByTheWidth) {
  const Histogram histogram = parse_histogram(R"({"counts": [1, 3], "from": 0, "to": 1})");
  EXPECT_THAT(densities(histogram, 0, 1, 2), ElementsAre(0.5, 1.5));
  EXPECT_THAT(densities(histogram, 0, 1, 1), ElementsAre(1));
  // Wider: what lies in a bin is spread evenly over it, and beyond it there is nothing.
  EXPECT_THAT(densities(histogram, -1, 2, 3), ElementsAre(0, 1, 0));
  EXPECT_THAT(densities(histogram, 0.25, 0.75, 2), ElementsAre(DoubleEq(0.5), DoubleEq(1.5)));
}

TEST(Density, OfWhatIsNoHistogramIsRefused) {
  EXPECT_THROW(parse_histogram("{}"), InputError);
  EXPECT_THROW(parse_histogram("{{"), InputError);
  EXPECT_THROW(parse_histogram(R"({"counts": [], "from": 0, "to": 1})"), InputError);
}

}  // namespace
}  // namespace actsweep::report
