#include "harness/schema/histogram.h"

#include <gmock/gmock.h>

#include <string>

namespace actsweep {
namespace {

TEST(Histogram, ParsesJson) {
  const auto histogram = parse_histogram(R"({"counts": [1, 3], "from": -1, "to": 1})");
  ASSERT_TRUE(histogram);
  EXPECT_EQ(histogram->from, -1);
  EXPECT_EQ(histogram->to, 1);
  EXPECT_THAT(histogram->counts, testing::ElementsAre(1, 3));
  EXPECT_EQ(histogram->width(), 1);
}

TEST(Histogram, RejectsAnythingElse) {
  for (const char* text :
       {"", "{}", "{{", "[1, 2]", R"({"counts": [], "from": 0, "to": 1})", R"({"counts": [1], "from": 1, "to": 1})",
        R"({"counts": ["1"], "from": 0, "to": 1})", R"({"counts": [[1]], "from": 0, "to": 1})",
        R"({"counts": [1], "from": 0, "to": null})", R"({"counts": {"a": "b"}, "from": 0, "to": 1})"}) {
    EXPECT_FALSE(parse_histogram(text)) << text;
  }
  EXPECT_FALSE(parse_histogram(std::string(100'000, '[')));
}

TEST(Histogram, DensityIsTheShareDividedByTheWidth) {
  const Histogram histogram{.from = 0, .to = 1, .counts = {1, 3}};
  EXPECT_THAT(densities(histogram, 0, 1, 2), testing::ElementsAre(0.5, 1.5));
  EXPECT_THAT(densities(histogram, 0, 1, 1), testing::ElementsAre(1));
  // Wider: what lies in a bin is spread evenly over it, and beyond it there is nothing.
  EXPECT_THAT(densities(histogram, -1, 2, 3), testing::ElementsAre(0, 1, 0));
  EXPECT_THAT(densities(histogram, 0.25, 0.75, 2),
              testing::ElementsAre(testing::DoubleEq(0.5), testing::DoubleEq(1.5)));
}

}  // namespace
}  // namespace actsweep
