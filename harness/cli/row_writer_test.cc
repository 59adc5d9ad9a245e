#include "harness/cli/row_writer.h"

#include <gtest/gtest.h>

#include <sstream>

namespace actsweep {
namespace {

std::string written(const std::string& format, bool is_terminal, const std::vector<std::string>& names,
                    const std::vector<std::vector<nlohmann::json>>& rows) {
  std::ostringstream out;
  const auto writer = make_row_writer(format, out, is_terminal);
  writer->columns(names);
  for (const auto& row : rows) writer->row(row);
  writer->finish();
  return out.str();
}

TEST(RowWriter, CsvQuotesWhereNecessaryAndDistinguishesNull) {
  EXPECT_EQ(written("csv", false, {"a,b", "c"}, {{"say \"hi\"", 1}, {"two\nlines", 0.1}, {nullptr, ""}}),
            "\"a,b\",c\n\"say \"\"hi\"\"\",1\n\"two\nlines\",0.1\n,\"\"\n");
}

TEST(RowWriter, CsvAndJsonKeepEveryDigit) {
  const double third = 1.0 / 3;
  EXPECT_EQ(written("csv", false, {"x"}, {{third}}), "x\n0.3333333333333333\n");
  EXPECT_EQ(written("json", false, {"x"}, {{third}}), "[\n  {\"x\": 0.3333333333333333}\n]\n");
}

TEST(RowWriter, JsonIsAnArrayOfObjects) {
  const std::string text = written("json", false, {"name", "n"}, {{"m\"\x1b", nullptr}, {"\xff", 2}});
  EXPECT_EQ(nlohmann::json::parse(text),
            (nlohmann::json{{{"name", "m\"\x1b"}, {"n", nullptr}}, {{"name", "\xef\xbf\xbd"}, {"n", 2}}}));
  EXPECT_EQ(written("json", false, {"x"}, {}), "[]\n");
}

TEST(RowWriter, MarkdownEscapesPipesAndLineFeeds) {
  EXPECT_EQ(written("md", false, {"a", "b"}, {{"x|y", 0.123456789}, {"1\n2", nullptr}}),
            "| a | b |\n| --- | --- |\n| x\\|y | 0.123457 |\n| 1\\n2 |  |\n");
}

TEST(RowWriter, MarkdownEscapesMarkupInTexts) {
  EXPECT_EQ(written("md", false, {"a"}, {{"<script>alert(1)</script>"}, {"\\|"}, {"[x](javascript:y)"}, {"`z`"}}),
            "| a |\n| --- |\n| \\<script>alert(1)\\</script> |\n| \\\\\\| |\n| \\[x](javascript:y) |\n| \\`z\\` |\n");
}

TEST(RowWriter, CsvContainsNoSpreadsheetFormulas) {
  EXPECT_EQ(written("csv", false, {"=a"}, {{"=cmd|'/C calc'!A0"}, {-5}, {"-5"}, {"-x"}}),
            "'=a\n'=cmd|'/C calc'!A0\n-5\n-5\n'-x\n");
}

TEST(RowWriter, TablesAlignNumbersToTheRight) {
  EXPECT_EQ(written("table", true, {"name", "top1"}, {{"mish", 98.25}, {"β-swish", nullptr}, {"x", 7}}),
            "name      top1\nmish     98.25\nβ-swish\nx            7\n");
}

TEST(RowWriter, TheLastColumnOfATableWraps) {
  const auto table = [](std::size_t width) {
    std::ostringstream out;
    const auto writer = make_row_writer("table", out, true, width);
    writer->columns({"name", "text"});
    writer->row({"mish", "a text of words that is too long for a line"});
    writer->row({"β", "short"});
    writer->finish();
    return out.str();
  };
  EXPECT_EQ(table(30), "name  text\nmish  a text of words that is\n      too long for a line\nβ     short\n");
  const std::string whole = "name  text\nmish  a text of words that is too long for a line\nβ     short\n";
  EXPECT_EQ(table(0), whole);
  EXPECT_EQ(table(49), whole);
  EXPECT_EQ(table(10), whole);  // too narrow to wrap
}

TEST(RowWriter, NoControlCharacterReachesATerminal) {
  const std::string evil = "a\x1b[2J\x07\x7f\xc2\x9b";
  for (const std::string format : {"table", "csv", "json", "md"}) {
    const std::string text = written(format, true, {evil}, {{evil}});
    for (const char c : text) {
      EXPECT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)) << format;
    }
    EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos) << format;
  }
  EXPECT_EQ(written("csv", false, {"x"}, {{evil}}), "x\n" + evil + "\n");
}

}  // namespace
}  // namespace actsweep
