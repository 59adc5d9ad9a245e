#include "models/formula/kernel.h"

#include <gmock/gmock.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/formula/lowering.h"
#include "models/formula/number_math.h"
#include "models/formula/parser.h"

namespace actsweep::formula {
namespace {

std::vector<float> ramp(std::size_t count) {
  std::vector<float> x(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<float>(i % 1001) * 0.0171F - 8.1F;
  return x;
}

std::vector<float> run_kernel(const Kernel& kernel, const std::vector<float>& x) {
  std::vector<float> y(x.size());
  const Input input{x.data()};
  float* const output = y.data();
  kernel.run({&input, 1}, {&output, 1}, x.size());
  return y;
}

Program program_of(const std::string& text) { return compile({parse(text, {"x"})}, {"x"}); }

/// The error in units in the last place; infinite if only one of the two is finite.
double ulps(float computed, long double exact) {
  const auto nearest = static_cast<float>(exact);
  if (!std::isfinite(nearest) || !std::isfinite(computed)) {
    return (std::isnan(nearest) && std::isnan(computed)) || nearest == computed ? 0 : HUGE_VAL;
  }
  const double size = std::max(std::fabs(static_cast<double>(exact)), 0x1p-126);
  return static_cast<double>(std::fabs(computed - exact)) / std::ldexp(1.0, std::ilogb(size) - 23);
}

/// Tests each function of the language over all binades with each instruction set. Float kernels may have little more
/// than one rounding error, or the rounding error of an argument amplified by exp. Double kernels must be almost
/// correctly rounded.
TEST(Kernel, FunctionsAreAccurateWithEveryInstructionSet) {
  std::vector<float> x = ramp(4000);
  for (int exponent = -149; exponent < 128; ++exponent) {
    for (const float sign : {1.0F, -1.0F}) x.push_back(sign * std::ldexp(1.37F, exponent));
  }
  for (const float special : {0.0F, -0.0F, HUGE_VALF, std::numeric_limits<float>::quiet_NaN()}) x.push_back(special);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    for (const Function& function : functions()) {
      if (function.arity != 1) continue;
      const Expression f = make(function.op, {variable("x")});
      const std::vector<float> y = run_kernel(Kernel(compile({f}, {"x"})), x);
      const std::vector<float> precise = run_kernel(Kernel(compile({f}, {"x"}), Precision::kDouble), x);
      const Program exact = lowered(compile({f, derivative(f, "x")}, {"x"}));
      for (std::size_t i = 0; i < x.size(); ++i) {
        const long double at = std::isinf(x[i]) ? std::copysign(1e80, double{x[i]}) : x[i];
        const auto values = run<NumberMath<long double>>(exact, {at});
        const double condition = std::fabs(static_cast<double>(values[1] * at / values[0]));
        EXPECT_LE(ulps(y[i], values[0]), condition > 4 ? condition : 4.0)
            << function.name << " at " << x[i] << " with " << hwy::TargetName(target);
        EXPECT_LE(ulps(precise[i], values[0]), 0.53)
            << function.name << " in double at " << x[i] << " with " << hwy::TargetName(target);
      }
    }
    hwy::SetSupportedTargetsForTest(0);
  }
}

/// Covers bases of either sign, and results that are finite, infinite and NaN.
TEST(Kernel, PowersMatchTheLibraryWithEveryInstructionSet) {
  std::vector<float> x;
  for (const float base : {-HUGE_VALF, -3.7F, -0.0F, 0.0F, 1e-30F, 0.3F, 1.0F, 2.9F, 1e20F, HUGE_VALF, NAN}) {
    x.insert(x.end(), 64, base);
  }
  for (const float exponent : {-3.0F, -0.7F, 1.5F, 2.3F, 5.0F}) {
    const Expression power = make(Op::kPower, {variable("x"), variable("b")});
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
      hwy::SetSupportedTargetsForTest(target);
      for (const Precision precision : {Precision::kFloat, Precision::kDouble}) {
        const Kernel kernel(compile({power}, {"b", "x"}), precision);
        const std::vector<float> b(x.size(), exponent);
        std::vector<float> y(x.size());
        const Input inputs[] = {{b.data()}, {x.data()}};
        float* const output = y.data();
        kernel.run(inputs, {&output, 1}, x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
          EXPECT_LE(ulps(y[i], std::pow(static_cast<long double>(x[i]), static_cast<long double>(exponent))), 0.7)
              << x[i] << "^" << exponent << " with " << hwy::TargetName(target);
        }
      }
      hwy::SetSupportedTargetsForTest(0);
    }
  }
}

class KernelOf : public ::testing::TestWithParam<Precision> {
 protected:
  static Kernel kernel_of(const std::string& text) { return Kernel(program_of(text), GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(, KernelOf, ::testing::Values(Precision::kFloat, Precision::kDouble),
                         [](const auto& info) { return info.param == Precision::kFloat ? "float" : "double"; });

TEST_P(KernelOf, SupportsArraysOfAnyLength) {
  const Kernel kernel = kernel_of("x * tanh(softplus(x)) + max(0, x)");
  const std::vector<float> all = run_kernel(kernel, ramp(3000));
  for (const std::size_t count : {0, 1, 7, 63, 64, 65, 255, 256, 257, 1000}) {
    const std::vector<float> y = run_kernel(kernel, ramp(count));
    EXPECT_TRUE(std::equal(y.begin(), y.end(), all.begin())) << count;
  }
}

TEST_P(KernelOf, CanOverwriteItsInput) {
  const Kernel kernel = kernel_of("x * tanh(softplus(x)) + x^2 - min(x, 1)");
  std::vector<float> x = ramp(1000);
  x[17] = HUGE_VALF;
  const std::vector<float> expected = run_kernel(kernel, x);
  const Input input{x.data()};
  float* const output = x.data();
  kernel.run({&input, 1}, {&output, 1}, x.size());
  EXPECT_EQ(x, expected);
}

TEST_P(KernelOf, SupportsScalarsAndSeveralResults) {
  const Expression x = variable("x"), a = variable("a");
  const Kernel kernel(compile({x * a, a, x, constant(2)}, {"x", "a"}), GetParam());
  const std::vector<float> values = ramp(300);
  const float three = 3;
  std::vector<std::vector<float>> results(4, std::vector<float>(300));
  const Input inputs[] = {{values.data()}, {&three, true}};
  float* const outputs[] = {results[0].data(), results[1].data(), results[2].data(), results[3].data()};
  kernel.run(inputs, outputs, 300);
  for (std::size_t i = 0; i < 300; ++i) {
    EXPECT_EQ(results[0][i], 3 * values[i]);
    EXPECT_EQ(results[1][i], 3);
    EXPECT_EQ(results[2][i], values[i]);
    EXPECT_EQ(results[3][i], 2);
  }
}

TEST_P(KernelOf, KeepsScalarsAndArraysApart) {
  const Expression x = variable("x"), a = variable("a"), rest = constant(1) - a;
  const Kernel kernel(compile({rest, x * rest, rest * a}, {"x", "a"}), GetParam());
  const std::vector<float> values = ramp(300);
  const float quarter = 0.25F;
  std::vector<std::vector<float>> results(3, std::vector<float>(300));
  const Input inputs[] = {{values.data()}, {&quarter, true}};
  float* const outputs[] = {results[0].data(), results[1].data(), results[2].data()};
  kernel.run(inputs, outputs, 300);
  for (std::size_t i = 0; i < 300; ++i) {
    EXPECT_EQ(results[0][i], 0.75F);
    EXPECT_EQ(results[1][i], 0.75F * values[i]);
    EXPECT_EQ(results[2][i], 0.1875F);
  }
}

TEST_P(KernelOf, WritesOnlyWithinTheSlack) {
  const Kernel kernel = kernel_of("x * tanh(softplus(x)) + max(0, x)");
  const std::vector<float> x = ramp(2000);
  const std::vector<float> expected = run_kernel(kernel, x);
  for (const std::size_t count : {1, 49, 196, 784, 1100}) {
    for (const std::size_t slack : {0, 1, 15, 64, 800}) {
      std::vector<float> y(2000, -7);
      const Input input{x.data()};
      float* const output = y.data();
      kernel.run({&input, 1}, {&output, 1}, count, slack);
      EXPECT_TRUE(std::equal(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(count), expected.begin()));
      EXPECT_TRUE(std::all_of(y.begin() + static_cast<std::ptrdiff_t>(count + slack), y.end(),
                              [](float value) { return value == -7; }))
          << count << " and " << slack;
    }
  }
}

/// One kernel computes f(x) and f'(x), and overwrites x with the latter.
TEST(Kernel, ComputesAFunctionTogetherWithItsDerivative) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    for (const char* text : {"x * tanh(softplus(x))", "x * sigmoid(x)", "x * normal_cdf(x)", "x * erf(softplus(x))"}) {
      const Expression f = parse(text, {"x"}), slope = derivative(f, "x");
      const Kernel both(compile({f, slope}, {"x"}));
      EXPECT_LT(both.cost(), Kernel(compile({f}, {"x"})).cost() + Kernel(compile({slope}, {"x"})).cost());
      std::vector<float> x = ramp(3001), y(x.size());
      x[18] = HUGE_VALF;
      const std::vector<float> expected_y = run_kernel(Kernel(compile({f}, {"x"})), x);
      const std::vector<float> expected_slope = run_kernel(Kernel(compile({slope}, {"x"})), x);
      const Input input{x.data()};
      float* const outputs[] = {y.data(), x.data()};
      both.run({&input, 1}, outputs, x.size());
      for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_LE(ulps(y[i], expected_y[i]), 1) << text << " with " << hwy::TargetName(target);
        EXPECT_LE(ulps(x[i], expected_slope[i]), 1) << text << " with " << hwy::TargetName(target);
      }
    }
    hwy::SetSupportedTargetsForTest(0);
  }
}

TEST_P(KernelOf, DoesNotOverflowInIntermediateResults) {
  const std::vector<float> x = {1e30F, -1e30F, 3e38F, -3e38F, HUGE_VALF, -HUGE_VALF};
  EXPECT_EQ(run_kernel(kernel_of("x / sqrt(1 + x^2)"), x), (std::vector<float>{1, -1, 1, -1, 1, -1}));
  EXPECT_EQ(run_kernel(kernel_of("x * tanh(softplus(x))"), x), (std::vector<float>{1e30F, 0, 3e38F, 0, HUGE_VALF, 0}));
  EXPECT_EQ(run_kernel(kernel_of("x^3 * exp(-x) + sqrt(x)"), {HUGE_VALF})[0], HUGE_VALF);
}

/// Only the first input is replaced if infinite, not a gradient.
TEST_P(KernelOf, DoesNotReplaceOtherInfiniteInputs) {
  const Kernel kernel(compile({make(Op::kTanh, {variable("x")}) * variable("g")}, {"x", "g"}), GetParam());
  const std::vector<float> x = {1, 1, 0}, g = {HUGE_VALF, NAN, HUGE_VALF};
  std::vector<float> y(3);
  const Input inputs[] = {{x.data()}, {g.data()}};
  float* const output = y.data();
  kernel.run(inputs, {&output, 1}, 3);
  EXPECT_EQ(y[0], HUGE_VALF);
  EXPECT_TRUE(std::isnan(y[1]));
  EXPECT_TRUE(std::isnan(y[2]));
}

TEST(Kernel, ReusesTilesInLongPrograms) {
  std::string text = "x";
  for (int i = 0; i < 40; ++i) text = "tanh(" + text + " + 0.5)";
  const std::vector<float> y = run_kernel(Kernel(program_of(text)), {0.25F});
  EXPECT_NEAR(y[0], (run<NumberMath<double>>(lowered(program_of(text)), {0.25})[0]), 1e-5);
}

}  // namespace
}  // namespace actsweep::formula
