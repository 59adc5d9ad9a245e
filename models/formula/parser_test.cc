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

std::string refusal(const std::string& text) {
  try {
    parse(text, {"x", "beta"});
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Parser, TellsTheColumnAndWhatIsRight) {
  EXPECT_EQ(refusal(""), "column 1: the formula is empty");
  EXPECT_EQ(refusal("x *"), "column 4: a number, a name or a parenthesis should stand here, not the end");
  EXPECT_EQ(refusal("x * (tanh(x)"), "column 5: this parenthesis is never closed");
  EXPECT_EQ(refusal("x)"), "column 2: this parenthesis was never opened");
  EXPECT_EQ(refusal("x y"), "column 3: an operator, as + - * / ^, should stand before \"y\"");
  EXPECT_EQ(refusal("bta * x"), "column 1: unknown name \"bta\" (did you mean beta?); known here: x, beta, pi");
  EXPECT_EQ(refusal("x * tanh"), "column 5: tanh is a function: write tanh(…)");
  EXPECT_THAT(refusal("tnah(x)"),
              ::testing::StartsWith("column 1: there is no function \"tnah\" (did you mean tanh?)"));
  EXPECT_EQ(refusal("max(x)"), "column 1: max takes 2 arguments, not 1");
  EXPECT_EQ(refusal("where(x, 1, 2)"),
            "column 8: a comparison with >, >=, < or <= should stand here, not \",\": where(x > 0, 1, 0)");
  EXPECT_EQ(refusal("x $ 1"), "column 3: \"$\" has no meaning in a formula");
  EXPECT_EQ(refusal("x + \x01"), "column 5: \"\\x01\" has no meaning in a formula");
  EXPECT_EQ(refusal("1e999"), "column 1: the number is too large or too small");
  EXPECT_EQ(refusal("."), "column 1: a number is incomplete");
}

TEST(Parser, RefusesWhatIsNestedTooDeep) {
  EXPECT_THAT(refusal(std::string(5000, '(')), ::testing::HasSubstr("nested more than 200 levels deep"));
  EXPECT_THAT(refusal(std::string(5000, '-')), ::testing::HasSubstr("nested more than 200 levels deep"));
  EXPECT_EQ(refusal(fmt::format("{}x{}", std::string(100, '('), std::string(100, ')'))), "accepted");
}

TEST(Parser, RefusesWhatIsTooLongToWalkThrough) {
  std::string sum = "x";
  while (sum.size() + 2 <= 10'000) sum += "+x";
  EXPECT_EQ(refusal(sum), "accepted");
  EXPECT_EQ(refusal(sum + "+x"), "column 10001: the formula is longer than 10000 letters");
  EXPECT_THAT(parameter_names(sum + "+a"), ElementsAre());
}

TEST(Parser, TellsTheNamesOfParameters) {
  EXPECT_THAT(parameter_names("x * sigmoid(b * x) + c_1 * pi - b"), ElementsAre("b", "c_1"));
  EXPECT_THAT(parameter_names("a * ($"), ElementsAre("a"));
}

}  // namespace
}  // namespace actsweep::formula
