#include "harness/util/markdown.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

TEST(Markdown, EscapesMarkup) {
  EXPECT_EQ(markdown_text("ResNet v1-20"), "ResNet v1-20");
  EXPECT_EQ(markdown_text("a|b`c<d[e"), "a\\|b\\`c\\<d\\[e");
  EXPECT_EQ(markdown_text("**x**"), "\\*\\*x\\*\\*");
  EXPECT_EQ(markdown_text("\\alpha \\|"), "\\alpha \\\\\\|");
  EXPECT_EQ(markdown_text("end\\"), "end\\\\");
}

}  // namespace
}  // namespace actsweep
