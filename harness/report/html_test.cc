#include "harness/report/html.h"

#include <gtest/gtest.h>

namespace actsweep::report {
namespace {

TEST(Html, TextsAreEscaped) {
  EXPECT_EQ(html_escaped("<script>'\"&]]>"), "&lt;script&gt;&#39;&quot;&amp;]]&gt;");
  EXPECT_EQ(html_escaped("two\nlines of σ ± 1"), "two\nlines of σ ± 1");
}

TEST(Html, ControlCharactersAndBrokenUtf8DoNotGetThrough) {
  EXPECT_EQ(html_escaped("a\x1b[31m\t\x7f\u009b"), "a [31m   ");
  EXPECT_EQ(html_escaped("\xff<\xc3"), "\uFFFD&lt;\uFFFD");
  EXPECT_EQ(html_escaped("\xc0\xbcscript"), "\uFFFD\uFFFDscript");  // "<" in two bytes
}

}  // namespace
}  // namespace actsweep::report
