#include "harness/util/table_cell.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

TEST(TableCell, EscapesMarkup) {
  EXPECT_EQ(markdown_text("ResNet v1-20"), "ResNet v1-20");
  EXPECT_EQ(markdown_text("a|b`c<d[e"), "a\\|b\\`c\\<d\\[e");
  EXPECT_EQ(markdown_text("**x**"), "\\*\\*x\\*\\*");
  EXPECT_EQ(markdown_text("\\alpha \\|"), "\\alpha \\\\\\|");
  EXPECT_EQ(markdown_text("end\\"), "end\\\\");
}

TEST(TableCell, EscapesFormulas) {
  EXPECT_EQ(spreadsheet_text("=cmd|'/C calc'!A0"), "'=cmd|'/C calc'!A0");
  EXPECT_EQ(spreadsheet_text("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(spreadsheet_text("+A1"), "'+A1");
  EXPECT_EQ(spreadsheet_text("-x * sigmoid(x)"), "'-x * sigmoid(x)");
  EXPECT_EQ(spreadsheet_text("\t=A1"), "'\t=A1");
  EXPECT_EQ(spreadsheet_text("-"), "'-");
}

TEST(TableCell, KeepsOtherText) {
  for (const char* text : {"", "relu", "x = 1", "a@b", "-5", "+2.5", "-1e-05", "-inf", "nan"}) {
    EXPECT_EQ(spreadsheet_text(text), text);
  }
}

TEST(TableCell, IsQuotedInCsvOnlyIfItMustBe) {
  EXPECT_EQ(csv_cell("a b"), "a b");
  EXPECT_EQ(csv_cell("a,b \"c\"\n"), "\"a,b \"\"c\"\"\n\"");
}

}  // namespace
}  // namespace actsweep
