#include "harness/util/printable.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

TEST(Printable, WhatSteersATerminalIsEscaped) {
  EXPECT_EQ(printable("a\x1b[2J\x07\x7f\u009b"), "a\\x1b[2J\\x07\\x7f\\x9b");
  EXPECT_EQ(printable("one\ntwo\tthree\r"), "one\\ntwo\\tthree\\x0d");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, OtherTextIsUntouched) {
  EXPECT_EQ(printable("σ = 1 ± 0.5 – 𝄞 \\ \"'<>&\u00a0"), "σ = 1 ± 0.5 – 𝄞 \\ \"'<>&\u00a0");
}

TEST(Printable, BytesThatAreNoUtf8AreEscaped) {
  EXPECT_EQ(printable("a\xff\xfe"), "a\\xff\\xfe");
  EXPECT_EQ(printable("\xc3"), "\\xc3");                             // ends in the middle
  EXPECT_EQ(printable("\xc3("), "\\xc3(");                           // goes on as another character
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                    // "/" in two bytes
  EXPECT_EQ(printable("\xe0\x80\x9b"), "\\xe0\\x80\\x9b");           // a control character in three
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // half of a pair of UTF-16
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // beyond the last character
  EXPECT_EQ(printable("\x9b[31m"), "\\x9b[31m");
}

TEST(Shortened, KeepsWholeCharacters) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdef", 5), "abcde...");
  EXPECT_EQ(shortened("aσσ", 4), "aσ...");
  EXPECT_EQ(shortened("aσσ", 3), "aσ...");
  EXPECT_EQ(shortened("aσσ", 2), "a...");
}

}  // namespace
}  // namespace actsweep
