// Checks every registered activation, in each of its variants, with default parameters. The reference is the published
// formula, evaluated with 100 digits.

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <boost/multiprecision/mpfr.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "models/activations/activation.h"
#include "models/formula/kernel.h"
#include "models/formula/lowering.h"
#include "models/formula/number_math.h"

namespace actsweep {
namespace {

using Exact =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100, boost::multiprecision::allocate_stack>,
                                  boost::multiprecision::et_off>;

struct Case {
  std::string activation, variant;
};

std::string name_of(const Case& c) { return c.activation + (c.variant.empty() ? "" : "_" + c.variant); }

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& entry : Registry<ActivationKind>::instance().entries()) {
    std::vector<std::string> variants = {""};
    for (const Param& param : entry.component.params) {
      if (param.key == "variant") variants = param.choices;
    }
    for (const std::string& variant : variants) all.push_back({entry.component.name, variant});
  }
  return all;
}

ActivationFunction function_of(const Case& c) {
  nlohmann::json overrides = nlohmann::json::object();
  if (!c.variant.empty()) overrides["variant"] = c.variant;
  return activation_function(default_activation(c.activation, overrides));
}

float float_of(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// Samples of every binade and sign, denser near 0, where activations bend.
std::vector<float> samples() {
  std::vector<float> all;
  for (std::uint32_t exponent = 0; exponent < 255; ++exponent) {
    for (std::uint32_t k = 0; k < 6; ++k) {
      const std::uint32_t mantissa = (exponent * 0x9e3779b1u + k * 0x85ebca6bu) & 0x7fffff;
      for (const std::uint32_t sign : {0u, 0x80000000u}) all.push_back(float_of(sign | exponent << 23 | mantissa));
    }
  }
  for (int i = -3000; i < 3000; ++i) all.push_back(static_cast<float>(i) * 0.00371f + 0.00123f);
  return all;
}

/// The spacing of floats at this value.
double ulp_at(const Exact& value) {
  const double size = std::max(std::abs(value.convert_to<double>()), 0x1p-126);
  return std::ldexp(1.0, std::ilogb(size) - 23);
}

/// Error bounds in units in the last place: where the condition number is at most 4, and elsewhere as a multiple of the
/// condition number.
constexpr double kMaxUlps = 4, kMaxConditionedUlps = 1.5;

class EveryActivation : public ::testing::TestWithParam<Case> {
 protected:
  EveryActivation() : function_(function_of(GetParam())) {
    names_ = {"x"};
    for (const LearnedParameter& learned : function_.learned) names_.push_back(learned.name);
    fixed_ = function_.initial;
    if (!function_.random.empty()) {
      names_.push_back(function_.random);
      fixed_.push_back((function_.random_lower + function_.random_upper) / 2);
    }
    for (const double value : fixed_) floats_.push_back(static_cast<float>(value));
  }

  formula::Kernel value() const {
    return formula::Kernel(formula::compile({function_.value}, names_), function_.value_precision);
  }
  formula::Kernel derivative() const {
    return formula::Kernel(formula::compile({function_.derivative}, names_), function_.derivative_precision);
  }

  std::vector<float> computed(const formula::Kernel& kernel, const std::vector<float>& x) const {
    std::vector<formula::Input> inputs = {{x.data(), false}};
    for (const float& value : floats_) inputs.push_back({&value, true});
    std::vector<float> result(x.size());
    float* const output = result.data();
    kernel.run(inputs, {&output, 1}, x.size());
    return result;
  }

  /// Uses the parameters rounded to float, as the kernel does.
  template <typename Real>
  std::vector<Real> reference(const formula::Program& program, const Real& x) const {
    std::vector<Real> inputs = {x};
    for (const float value : floats_) inputs.push_back(Real(value));
    return formula::run<formula::NumberMath<Real>>(program, inputs);
  }

  /// Compares the kernel with `published` and reports the x with the largest error.
  void expect_accurate(const formula::Kernel& kernel, const formula::Expression& published, bool at_kinks) const {
    const formula::Program exact =
        formula::lowered(formula::compile({published, formula::derivative(published, "x")}, names_));
    const std::vector<float> x = samples();
    const std::vector<float> y = computed(kernel, x);
    double worst = 0, worst_conditioned = 0;
    float at = 0, conditioned_at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!at_kinks && x[i] == 0) continue;
      const std::vector<Exact> values = reference(exact, Exact(x[i]));
      const float nearest = values[0].convert_to<float>();
      if (std::isnan(nearest)) {
        // For large |x|, a published formula can overflow to infinity / infinity even in the reference type.
        ASSERT_GT(std::fabs(x[i]), 1e8F);
        continue;
      }
      if (std::isinf(nearest)) {
        EXPECT_EQ(y[i], nearest) << "at " << x[i];
        continue;
      }
      ASSERT_TRUE(std::isfinite(y[i])) << y[i] << " at " << x[i] << " for " << nearest;
      const double error = abs(Exact(y[i]) - values[0]).convert_to<double>() / ulp_at(values[0]);
      const double condition = values[0] == 0 ? 0 : abs(values[1] * x[i] / values[0]).convert_to<double>();
      if (condition <= 4) {
        if (error > worst) worst = error, at = x[i];
      } else if (error / condition > worst_conditioned) {
        worst_conditioned = error / condition, conditioned_at = x[i];
      }
    }
    EXPECT_LE(worst, kMaxUlps) << "ulp at " << at;
    EXPECT_LE(worst_conditioned, kMaxConditionedUlps) << "ulp times the condition number at " << conditioned_at;
  }

  ActivationFunction function_;
  std::vector<std::string> names_;
  std::vector<double> fixed_;
  std::vector<float> floats_;
};

TEST_P(EveryActivation, MatchesItsPublishedFormula) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    expect_accurate(value(), function_.published, true);
    hwy::SetSupportedTargetsForTest(0);
  }
}

TEST_P(EveryActivation, MatchesTheDerivativeOfItsFormula) {
  // Skips 0: many have a kink there, where either one-sided derivative is acceptable.
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    expect_accurate(derivative(), formula::derivative(function_.published, "x"), false);
    hwy::SetSupportedTargetsForTest(0);
  }
}

TEST_P(EveryActivation, DerivativeMatchesFiniteDifferences) {
  const formula::Program program = formula::lowered(formula::compile({function_.value, function_.derivative}, names_));
  for (double x = -6.0004567; x < 6; x += 0.0917) {
    const double step = 1e-5;
    const double difference = (reference(program, x + step)[0] - reference(program, x - step)[0]) / (2 * step);
    EXPECT_NEAR(reference(program, x)[1], difference, 1e-8) << "at " << x;
  }
}

TEST_P(EveryActivation, HasTheSameDerivativeAtItsOutputIfThatIsSaved) {
  if (!function_.saves_output) return;
  const std::vector<float> x = samples();
  const std::vector<float> at_x = computed(derivative(), x);
  const std::vector<float> at_value = computed(derivative(), computed(value(), x));
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(at_x[i], at_value[i]) << "at " << x[i];
}

TEST_P(EveryActivation, PropagatesNan) {
  const std::vector<float> nan(300, std::numeric_limits<float>::quiet_NaN());
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    for (const float y : computed(value(), nan)) EXPECT_TRUE(std::isnan(y));
    hwy::SetSupportedTargetsForTest(0);
  }
}

bool oscillates(const formula::Program& program) {
  return std::any_of(program.steps.begin(), program.steps.end(),
                     [](const formula::Step& step) { return step.op == formula::Op::kSin; });
}

TEST_P(EveryActivation, ReturnsItsLimitsAtInfinity) {
  const std::vector<float> infinite = {HUGE_VALF, -HUGE_VALF};
  for (const formula::Kernel& kernel : {value(), derivative()}) {
    const std::vector<float> limits = computed(kernel, infinite);
    for (std::size_t i = 0; i < limits.size(); ++i) {
      const Exact far = reference(kernel.lowered(), Exact(i == 0 ? 1e80 : -1e80))[0];
      if (oscillates(kernel.program())) {
        EXPECT_TRUE(std::isfinite(limits[i]) || std::isinf(far.convert_to<float>()));  // there is no limit
      } else {
        EXPECT_EQ(limits[i], far.convert_to<float>()) << infinite[i];
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryActivation, ::testing::ValuesIn(cases()),
                         [](const auto& info) { return name_of(info.param); });

}  // namespace
}  // namespace actsweep
