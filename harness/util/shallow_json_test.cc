#include "harness/util/shallow_json.h"

#include <gtest/gtest.h>

#include <string>

namespace actsweep {
namespace {

std::string nested(int levels) { return std::string(levels, '[') + std::string(levels, ']'); }

TEST(ShallowJson, ParsesJsonAndReturnsNullForMalformedText) {
  EXPECT_EQ(parse_shallow_json(R"({"a": [1, {"b": "[["}]})").dump(), R"({"a":[1,{"b":"[["}]})");
  EXPECT_TRUE(parse_shallow_json("{").is_null());
  EXPECT_TRUE(parse_shallow_json("").is_null());
  EXPECT_TRUE(parse_shallow_json("\"\xff\"").is_null());
}

TEST(ShallowJson, ReturnsNullForDeepNesting) {
  EXPECT_EQ(parse_shallow_json(nested(60)).dump(), nested(60));
  for (const int levels : {70, 1'000'000}) {
    EXPECT_TRUE(parse_shallow_json(nested(levels)).is_null());
    EXPECT_TRUE(parse_shallow_json("{\"a\":" + nested(levels) + "}").is_null());
  }
}

}  // namespace
}  // namespace actsweep
