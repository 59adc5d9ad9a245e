#include "models/formula/parser.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "harness/util/error.h"
#include "models/formula/lowering.h"
#include "models/formula/number_math.h"

namespace actsweep::formula {
namespace {

using ::testing::ElementsAre;

double value(const std::string& text, double x = 0, double a = 0) {
  return run<NumberMath<double>>(lowered(compile({parse(text, {"x", "a"})}, {"x", "a"})), {x, a})[0];
}

TEST(Parser, FollowsTheRulesOfPrecedence) {
  EXPECT_EQ(value("1 + 2 * 3"), 7);
  EXPECT_EQ(value("(1 + 2) * 3"), 9);
  EXPECT_EQ(value("8 / 4 / 2"), 1);
  EXPECT_EQ(value("7 - 4 - 2"), 1);
  EXPECT_EQ(value("-x^2", 3), -9);
  EXPECT_EQ(value("2^3^2"), 512);
  EXPECT_EQ(value("2**-1"), 0.5);
  EXPECT_EQ(value("- -x", 3), 3);
  EXPECT_EQ(value("1.5e1 + .5"), 15.5);
}

TEST(Parser, KnowsVariablesFunctionsAndPi) {
  EXPECT_DOUBLE_EQ(value("a * sin(pi / 2 * x)", 1, 3), 3);
  EXPECT_DOUBLE_EQ(value("max(x, a) - min(x, a)", 1, 3), 2);
  EXPECT_DOUBLE_EQ(value("clip(x, 0, 6)", 7), 6);
  EXPECT_DOUBLE_EQ(value("where(x > 1, 2, 3)", 1), 3);
  EXPECT_DOUBLE_EQ(value("where(x >= 1, 2, 3)", 1), 2);
  EXPECT_DOUBLE_EQ(value("where(x < 1, 2, 3)", 0), 2);
  EXPECT_DOUBLE_EQ(value("where(x <= 1, 2, 3)", 2), 3);
  EXPECT_DOUBLE_EQ(value("x * tanh(softplus(x))", 1), std::tanh(std::log1p(std::exp(1.0))));
}

std::string error_of(const std::string& text) {
  try {
    parse(text, {"x", "beta"});
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Parser, ReportsTheColumnAndWhatWasExpected) {
  EXPECT_EQ(error_of(""), "column 1: the formula is empty");
  EXPECT_EQ(error_of("x *"), "column 4: expected a number, a name or a parenthesis, found the end of the formula");
  EXPECT_EQ(error_of("x * (tanh(x)"), "column 5: unclosed parenthesis");
  EXPECT_EQ(error_of("x)"), "column 2: unmatched closing parenthesis");
  EXPECT_EQ(error_of("x y"), "column 3: expected an operator (+ - * / ^) before \"y\"");
  EXPECT_EQ(error_of("bta * x"), "column 1: unknown name \"bta\" (did you mean beta?); known here: x, beta, pi");
  EXPECT_EQ(error_of("x * tanh"), "column 5: tanh is a function: write tanh(…)");
  EXPECT_THAT(error_of("tnah(x)"), ::testing::StartsWith("column 1: unknown function \"tnah\" (did you mean tanh?)"));
  EXPECT_EQ(error_of("max(x)"), "column 1: max takes 2 arguments, not 1");
  EXPECT_EQ(error_of("where(x, 1, 2)"),
            "column 8: expected a comparison (>, >=, < or <=), found \",\"; example: where(x > 0, 1, 0)");
  EXPECT_EQ(error_of("x $ 1"), "column 3: unexpected character \"$\"");
  EXPECT_EQ(error_of("x + \x01"), "column 5: unexpected character \"\\x01\"");
  EXPECT_EQ(error_of("1e999"), "column 1: the number is too large or too small");
  EXPECT_EQ(error_of("."), "column 1: incomplete number");
}

TEST(Parser, LimitsNesting) {
  EXPECT_THAT(error_of(std::string(5000, '(')), ::testing::HasSubstr("nested more than 200 levels deep"));
  EXPECT_THAT(error_of(std::string(5000, '-')), ::testing::HasSubstr("nested more than 200 levels deep"));
  EXPECT_EQ(error_of(fmt::format("{}x{}", std::string(100, '('), std::string(100, ')'))), "no error");
}

TEST(Parser, LimitsLength) {
  std::string sum = "x";
  while (sum.size() + 2 <= 10'000) sum += "+x";
  EXPECT_EQ(error_of(sum), "no error");
  EXPECT_EQ(error_of(sum + "+x"), "column 10001: the formula is longer than 10000 characters");
  EXPECT_THAT(parameter_names(sum + "+a"), ElementsAre());
}

TEST(Parser, FindsParameterNames) {
  EXPECT_THAT(parameter_names("x * sigmoid(b * x) + c_1 * pi - b"), ElementsAre("b", "c_1"));
  EXPECT_THAT(parameter_names("a * ($"), ElementsAre("a"));
}

}  // namespace
}  // namespace actsweep::formula
