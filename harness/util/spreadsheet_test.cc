#include "harness/util/spreadsheet.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

TEST(Spreadsheet, EscapesFormulas) {
  EXPECT_EQ(spreadsheet_text("=cmd|'/C calc'!A0"), "'=cmd|'/C calc'!A0");
  EXPECT_EQ(spreadsheet_text("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(spreadsheet_text("+A1"), "'+A1");
  EXPECT_EQ(spreadsheet_text("-x * sigmoid(x)"), "'-x * sigmoid(x)");
  EXPECT_EQ(spreadsheet_text("\t=A1"), "'\t=A1");
  EXPECT_EQ(spreadsheet_text("-"), "'-");
}

TEST(Spreadsheet, KeepsOtherText) {
  for (const char* text : {"", "relu", "x = 1", "a@b", "-5", "+2.5", "-1e-05", "-inf", "nan"}) {
    EXPECT_EQ(spreadsheet_text(text), text);
  }
}

}  // namespace
}  // namespace actsweep
