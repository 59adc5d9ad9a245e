#include "models/formula/lowering.h"

#include <gmock/gmock.h>
#include <hwy/targets.h>

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <cmath>

#include "models/formula/kernel.h"
#include "models/formula/number_math.h"
#include "models/formula/parser.h"

namespace actsweep::formula {
namespace {

using Exact =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<200, boost::multiprecision::allocate_stack>,
                                  boost::multiprecision::et_off>;

Exact square(const Exact& a) { return a * a; }
Exact sigmoid(const Exact& a) { return 1 / (1 + exp(-a)); }
Exact softplus(const Exact& a) { return log(1 + exp(a)); }
Exact sech2(const Exact& a) { return 1 / square(cosh(a)); }
Exact normal_cdf(const Exact& a) { return erfc(-a / sqrt(Exact(2))) / 2; }
Exact normal_pdf(const Exact& a) { return exp(-a * a / 2) / sqrt(2 * boost::math::constants::pi<Exact>()); }
Exact mish_slope(const Exact& a) { return sech2(softplus(a)) * sigmoid(a); }

struct Definition {
  Op op;
  Exact (*value)(const Exact& a);
};

/// The definition, as in expression.h, of each non-primitive operation of one argument.
const std::vector<Definition>& definitions() {
  static const std::vector<Definition> all = {
      {Op::kSign, [](const Exact& a) { return Exact(a > 0   ? 1
                                                    : a < 0 ? -1
                                                            : 0); }},
      {Op::kTanhshrink, [](const Exact& a) { return Exact(a - tanh(a)); }},
      {Op::kSech2, sech2},
      {Op::kSigmoid, sigmoid},
      {Op::kSoftplus, softplus},
      {Op::kMishGate, [](const Exact& a) { return Exact(tanh(softplus(a))); }},
      {Op::kMishSlope, mish_slope},
      {Op::kMish, [](const Exact& a) { return Exact(a * tanh(softplus(a))); }},
      {Op::kMishDerivative, [](const Exact& a) { return Exact(tanh(softplus(a)) + a * mish_slope(a)); }},
      {Op::kSwish, [](const Exact& a) { return Exact(a * sigmoid(a)); }},
      {Op::kSwishDerivative, [](const Exact& a) { return Exact(sigmoid(a) + a * sigmoid(a) * sigmoid(-a)); }},
      {Op::kGelu, [](const Exact& a) { return Exact(a * normal_cdf(a)); }},
      {Op::kGeluDerivative, [](const Exact& a) { return Exact(normal_cdf(a) + a * normal_pdf(a)); }},
      {Op::kNormalPdf, normal_pdf},
      {Op::kSerfGate, [](const Exact& a) { return Exact(erf(softplus(a))); }},
      {Op::kSerfDerivative,
       [](const Exact& a) {
         const Exact density = 2 * exp(-square(softplus(a))) / sqrt(boost::math::constants::pi<Exact>());
         return Exact(erf(softplus(a)) + a * density * sigmoid(a));
       }},
      {Op::kTanhexpDerivative, [](const Exact& a) { return Exact(tanh(exp(a)) + a * exp(a) * sech2(exp(a))); }},
      {Op::kLogishDerivative,
       [](const Exact& a) { return Exact(log(1 + sigmoid(a)) + a * sigmoid(a) * sigmoid(-a) / (1 + sigmoid(a))); }},
      {Op::kSmishDerivative, [](const Exact& a) {
         const Exact s = log(1 + sigmoid(a));
         return Exact(tanh(s) + a * sech2(s) * sigmoid(a) * sigmoid(-a) / (1 + sigmoid(a)));
       }}};
  return all;
}

/// Points of both signs, from very small to where exp(-a) is, and dense near the roots of the derivatives.
std::vector<double> points() {
  std::vector<double> all = {0};
  for (double size = 1e-30; size < 250; size *= 1.37) all.insert(all.end(), {size, -size});
  for (double x = -2; x < 2; x += 0.0137) all.push_back(x);
  for (const double root : {-1.1924, -1.27846, -0.75179, -1.1031}) {
    for (int i = -5; i <= 5; ++i) all.push_back(root + i * 1e-5);
  }
  return all;
}

/// The error relative to the value, or to the value times the condition number if that is larger.
template <typename Real>
double error_of(const Definition& definition, const Program& program, double x) {
  const Exact at(x), step = at == 0 ? Exact(1e-60) : at * Exact(1e-60);
  const Exact value = definition.value(at);
  const Exact sensitivity = abs((definition.value(at + step) - value) / step * at);
  const Exact size = std::max({Exact(abs(value)), sensitivity, Exact(1e-250)});
  return (abs(Exact(run<NumberMath<Real>>(program, {Real(x)})[0]) - value) / size).template convert_to<double>();
}

TEST(Lowering, MatchesTheDefinition) {
  for (const Definition& definition : definitions()) {
    const Program program = lowered(compile({make(definition.op, {variable("x")})}, {"x"}));
    double worst = 0, worst_exact = 0;
    for (const double x : points()) {
      worst = std::max(worst, error_of<double>(definition, program, x));
      worst_exact = std::max(worst_exact, error_of<Exact>(definition, program, x));
    }
    EXPECT_LE(worst, definition.op == Op::kTanhshrink ? 1e-13 : 1e-15) << static_cast<int>(definition.op);
    EXPECT_LE(worst_exact, 1e-15) << static_cast<int>(definition.op);
  }
}

TEST(Lowering, LeavesPrimitiveOperationsOnly) {
  std::vector<Expression> expressions;
  for (const Definition& definition : definitions()) {
    EXPECT_FALSE(is_primitive(definition.op));
    const Expression e = make(definition.op, {variable("x")});
    expressions.insert(expressions.end(), {e, derivative(e, "x")});
  }
  expressions.push_back(parse("where(x >= 1, exp(x) - 1, max(x, 2)^1.5)", {"x"}));
  const Program program = lowered(compile(expressions, {"x"}));
  for (const Step& step : program.steps) EXPECT_TRUE(is_primitive(step.op));
  EXPECT_EQ(lowered(program).steps.size(), program.steps.size());
}

TEST(Lowering, PreservesComparisons) {
  const auto value = [](const char* text, double x) {
    return run<NumberMath<double>>(lowered(compile({parse(text, {"x"})}, {"x"})), {x})[0];
  };
  EXPECT_EQ(value("where(x >= 1, 2, 3)", 1), 2);
  EXPECT_EQ(value("where(x >= 1, 2, 3)", 0.5), 3);
  EXPECT_TRUE(std::isnan(value("where(x >= 1, 2, 3)", NAN)));
  EXPECT_TRUE(std::isnan(value("sign(x)", NAN)));
  EXPECT_TRUE(std::signbit(value("sign(x)", -0.0)));
}

const std::vector<std::string> kNames = {"a", "b", "c"};

std::vector<Op> ops_of(const std::vector<std::string>& formulas) {
  std::vector<Expression> results;
  for (const std::string& formula : formulas) results.push_back(parse(formula, kNames));
  std::vector<Op> ops;
  for (const Step& step : with_multiply_adds(compile(results, kNames)).steps) {
    if (step.op != Op::kVariable && step.op != Op::kConstant) ops.push_back(step.op);
  }
  return ops;
}

TEST(MultiplyAdd, FusesProductsUsedOnlyByASum) {
  using ::testing::ElementsAre;
  EXPECT_THAT(ops_of({"a * b + c"}), ElementsAre(Op::kMultiplyAdd));
  EXPECT_THAT(ops_of({"c + a * b"}), ElementsAre(Op::kMultiplyAdd));
  EXPECT_THAT(ops_of({"c - a * b"}), ElementsAre(Op::kSubtractProduct));
  EXPECT_THAT(ops_of({"a * b + b * c"}), ElementsAre(Op::kMultiply, Op::kMultiplyAdd));
  EXPECT_THAT(ops_of({"(a * b + c) * a + b"}), ElementsAre(Op::kMultiplyAdd, Op::kMultiplyAdd));
}

TEST(MultiplyAdd, LeavesOtherProducts) {
  using ::testing::ElementsAre;
  EXPECT_THAT(ops_of({"a * b - c"}), ElementsAre(Op::kMultiply, Op::kSubtract));
  EXPECT_THAT(ops_of({"a * b + a * b"}), ::testing::Contains(Op::kMultiply));
  EXPECT_THAT(ops_of({"a * b + c", "a * b"}), ElementsAre(Op::kMultiply, Op::kAdd));
  EXPECT_THAT(ops_of({"sqrt(a * b) + (c - a * b)"}), ElementsAre(Op::kMultiply, Op::kSqrt, Op::kSubtract, Op::kAdd));
}

/// Tests every combination of scalars and arrays, instruction set and precision.
TEST(MultiplyAdd, MatchesTheSeparateOperations) {
  constexpr std::size_t kCount = 70;
  std::vector<std::vector<float>> values(3, std::vector<float>(kCount));
  for (std::size_t i = 0; i < kCount; ++i) {
    const auto x = static_cast<float>(i);
    values[0][i] = x * 0.37F - 9, values[1][i] = std::sqrt(x) - 3.3F, values[2][i] = 5 - x * 0.21F;
  }
  const Program program = compile({parse("a * b + c", kNames), parse("c - a * b", kNames)}, kNames);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    for (const Precision precision : {Precision::kFloat, Precision::kDouble}) {
      const Kernel kernel(program, precision);
      for (unsigned scalars = 0; scalars < 8; ++scalars) {
        std::vector<Input> inputs;
        for (unsigned k = 0; k < 3; ++k) inputs.push_back({values[k].data() + 1, (scalars >> k & 1) != 0});
        std::vector<float> sum(kCount - 1), difference(kCount - 1);
        float* const outputs[] = {sum.data(), difference.data()};
        kernel.run(inputs, outputs, kCount - 1);
        for (std::size_t i = 0; i + 1 < kCount; ++i) {
          const auto at = [&](std::size_t k) { return double{inputs[k].values[inputs[k].is_scalar ? 0 : i]}; };
          const double product = at(0) * at(1), rounding = 0x1p-23 * (std::fabs(product) + std::fabs(at(2)));
          ASSERT_NEAR(sum[i], product + at(2), rounding) << hwy::TargetName(target) << " " << scalars << " " << i;
          ASSERT_NEAR(difference[i], at(2) - product, rounding) << hwy::TargetName(target) << " " << scalars;
        }
      }
    }
  }
  hwy::SetSupportedTargetsForTest(0);
}

}  // namespace
}  // namespace actsweep::formula
