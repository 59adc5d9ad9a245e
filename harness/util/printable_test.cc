#include "harness/util/printable.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

TEST(Printable, EscapesControlCharacters) {
  EXPECT_EQ(printable("a\x1b[2J\x07\x7f\u009b"), "a\\x1b[2J\\x07\\x7f\\x9b");
  EXPECT_EQ(printable("one\ntwo\tthree\r"), "one\\ntwo\\tthree\\x0d");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, KeepsOtherText) {
  EXPECT_EQ(printable("σ = 1 ± 0.5 – 𝄞 \\ \"'<>&\u00a0"), "σ = 1 ± 0.5 – 𝄞 \\ \"'<>&\u00a0");
}

TEST(Printable, EscapesInvalidUtf8) {
  EXPECT_EQ(printable("a\xff\xfe"), "a\\xff\\xfe");
  EXPECT_EQ(printable("\xc3"), "\\xc3");                             // truncated
  EXPECT_EQ(printable("\xc3("), "\\xc3(");                           // the next byte starts another character
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                    // overlong encoding of "/"
  EXPECT_EQ(printable("\xe0\x80\x9b"), "\\xe0\\x80\\x9b");           // overlong encoding of a control character
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  EXPECT_EQ(printable("\x9b[31m"), "\\x9b[31m");
}

TEST(Shortened, CutsAtCharacterBoundaries) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdef", 5), "abcde...");
  EXPECT_EQ(shortened("aσσ", 4), "aσ...");
  EXPECT_EQ(shortened("aσσ", 3), "aσ...");
  EXPECT_EQ(shortened("aσσ", 2), "a...");
}

}  // namespace
}  // namespace actsweep
