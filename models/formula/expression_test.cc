#include "models/formula/expression.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "models/formula/lowering.h"
#include "models/formula/number_math.h"
#include "models/formula/parser.h"

namespace actsweep::formula {
namespace {

Expression read(const std::string& text) { return parse(text, {"x", "a"}); }

double value(const Expression& e, double x, double a) {
  return run<NumberMath<double>>(lowered(compile({e}, {"x", "a"})), {x, a})[0];
}

bool is_near(double a, double b) { return std::fabs(a - b) <= 1e-8 * (1 + std::fabs(a)); }

/// Covers each function of the language and each rule of differentiation.
TEST(Derivative, MatchesFiniteDifferences) {
  std::vector<std::string> formulas = {"x + a * x",
                                       "x - a / x",
                                       "x / a",
                                       "a^x",
                                       "x^a",
                                       "x^3 * x^0.5",
                                       "min(x, a * x)",
                                       "max(x^2, a)",
                                       "max(a, -x)",
                                       "where(x > 1, x^2, a * x)",
                                       "x * normal_cdf(a * x)"};
  for (const Function& function : functions()) {
    if (function.arity == 1) formulas.push_back(fmt::format("{}(a * x)", function.name));
  }
  for (const std::string& text : formulas) {
    const Expression e = read(text);
    for (const double x : {0.3, 0.97, 2.3}) {
      constexpr double kA = 0.83, kStep = 1e-5;
      const auto difference = [&](const Expression& f, double dx, double da) {
        return (value(f, x + dx, kA + da) - value(f, x - dx, kA - da)) / (2 * (dx + da));
      };
      const Expression by_x = derivative(e, "x");
      EXPECT_TRUE(is_near(value(by_x, x, kA), difference(e, kStep, 0))) << text << " by x at " << x;
      EXPECT_TRUE(is_near(value(derivative(e, "a"), x, kA), difference(e, 0, kStep))) << text << " by a at " << x;
      EXPECT_TRUE(is_near(value(derivative(by_x, "x"), x, kA), difference(by_x, kStep, 0)))
          << text << " twice at " << x;
    }
  }
}

TEST(Expression, IsSimplified) {
  EXPECT_EQ(read("x * tanh(log(1 + exp(x)))")->op, Op::kMish);
  EXPECT_EQ(read("tanh(softplus(x)) * x")->op, Op::kMish);
  EXPECT_EQ(read("x / (1 + exp(-x))")->op, Op::kSwish);
  EXPECT_EQ(read("1 / (1 + exp(-x))")->op, Op::kSigmoid);
  EXPECT_EQ(read("log(exp(x) + 1)")->op, Op::kSoftplus);
  EXPECT_EQ(read("exp(x) - 1")->op, Op::kExpm1);
  EXPECT_EQ(read("x - tanh(x)")->op, Op::kTanhshrink);
  EXPECT_EQ(read("2 * 3 + 1")->constant, 7);
  EXPECT_EQ(read("sigmoid(0)")->constant, 0.5);
  EXPECT_EQ(value(read("log(1 + exp(x))"), 1000, 0), 1000);
}

TEST(Expression, SharesRepeatedParts) {
  Expression e = variable("x");
  for (int i = 0; i < 50; ++i) e = make(Op::kTanh, {e * e});
  EXPECT_LT(compile({e, derivative(e, "x")}, {"x"}).steps.size(), 1000U);
}

}  // namespace
}  // namespace actsweep::formula
