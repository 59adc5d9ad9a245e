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

}  // namespace
}  // namespace actsweep
