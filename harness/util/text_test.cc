#include "harness/util/text.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

TEST(Text, ThousandsAreGrouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Text, OneIsNotPlural) {
  EXPECT_EQ(counted(0, "trial"), "0 trials");
  EXPECT_EQ(counted(1, "trial"), "1 trial");
  EXPECT_EQ(counted(1234, "trial"), "1,234 trials");
}

TEST(Text, DurationsHaveTwoUnits) {
  EXPECT_EQ(duration_text(-1), "0 s");
  EXPECT_EQ(duration_text(59.4), "59 s");
  EXPECT_EQ(duration_text(59.6), "1 min 00 s");
  EXPECT_EQ(duration_text(7830), "2 h 10 min");
  EXPECT_EQ(duration_text(90000), "1 d 01 h");
}

TEST(Text, BytesHaveTheUnitThatFits) {
  EXPECT_EQ(bytes_text(12), "12 B");
  EXPECT_EQ(bytes_text(3400), "3.4 kB");
  EXPECT_EQ(bytes_text(99.6e6), "100 MB");
  EXPECT_EQ(bytes_text(1.25e9), "1.2 GB");
}

TEST(Text, StringsStandWithoutQuotes) {
  EXPECT_EQ(plain_text("mish"), "mish");
  EXPECT_EQ(plain_text(0.1), "0.1");
  EXPECT_EQ(plain_text(true), "true");
}

TEST(Text, SettingsStandInOneLineWithoutThoseThatAreUnset) {
  std::string text;
  append_setting(text, "dropout", nullptr);
  EXPECT_EQ(text, "");
  append_setting(text, "model.activation", "mish");
  append_setting(text, "seed", 3);
  EXPECT_EQ(text, "model.activation=mish seed=3");
}

TEST(Text, HashesAreShortened) {
  EXPECT_EQ(short_hash("0123456789abcdef"), "01234567");
  EXPECT_EQ(short_hash("c0ffee"), "c0ffee");
}

}  // namespace
}  // namespace actsweep
