#include "models/activations/properties.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "models/activations/piecewise.h"
#include "models/formula/parser.h"

namespace actsweep {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

ActivationProperties of(const std::string& name, const nlohmann::json& overrides = nlohmann::json::object()) {
  return properties_of(untrained(activation_function(default_activation(name, overrides))));
}

ActivationProperties of_formula(const std::string& text) { return properties_of(formula::parse(text, {"x"})); }

/// The properties of an activation at its default parameters, derived by hand from its published formula.
struct Known {
  const char* name;
  const char* variant;
  const char* continuity;
  const char* monotonicity;
  double lower;
  bool lower_attained;
  double upper;
  bool upper_attained;
};

void PrintTo(const Known& known, std::ostream* out) { *out << known.name << ' ' << known.variant; }

constexpr double kSeluFloor = 1.7580993408473766;  // scale * alpha
constexpr double kUp = kInfinity, kDown = -kInfinity;

// The minima of non-monotonic activations: mpmath 1.3 with 40 digits, as roots of the derivative.
const std::vector<Known> kAll = {
    {"aria2", "author", "C∞", "increasing", 0, false, 1, false},
    {"aria2", "paper", "C∞", "not monotone", -0.13995528263940285, true, kUp, false},
    {"bents_identity", "", "C∞", "increasing", kDown, false, kUp, false},
    {"celu", "", "C1", "increasing", -1, false, kUp, false},
    {"e_swish", "", "C∞", "not monotone", -0.48731294983187914, true, kUp, false},
    {"elish", "", "C1", "not monotone", -0.1715728752538099, true, kUp, false},
    {"elu", "", "C1", "increasing", -1, false, kUp, false},
    {"flatten_t_swish", "author", "C0", "nondecreasing", 0, true, kUp, false},
    {"flatten_t_swish", "paper", "C0", "nondecreasing", -0.2, true, kUp, false},
    {"formula", "", "C∞", "not monotone", -0.30884341301725041, true, kUp, false},
    {"gelu", "", "C∞", "not monotone", -0.16997120747990366, true, kUp, false},
    {"gelu_tanh", "", "C∞", "not monotone", -0.17004075057125405, true, kUp, false},
    {"hard_elish", "author", "discontinuous", "not monotone", 0, true, kUp, false},
    {"hard_elish", "paper", "C0", "not monotone", -0.099673151528742618, true, kUp, false},
    {"hard_mish", "", "C0", "not monotone", -0.5, true, kUp, false},
    {"hard_sigmoid", "", "C0", "nondecreasing", 0, true, 1, true},
    {"hard_swish", "", "C0", "not monotone", -0.375, true, kUp, false},
    {"hardshrink", "", "discontinuous", "nondecreasing", kDown, false, kUp, false},
    {"hardtanh", "", "C0", "nondecreasing", -1, true, 1, true},
    {"isrlu", "", "C2", "increasing", -1, false, kUp, false},
    {"isru", "", "C∞", "increasing", -1, false, 1, false},
    {"leaky_relu", "", "C0", "increasing", kDown, false, kUp, false},
    {"lecun_tanh", "", "C∞", "increasing", -1.7159, false, 1.7159, false},
    {"logish", "", "C∞", "not monotone", -0.25276881678944035, true, kUp, false},
    {"logsigmoid", "", "C∞", "increasing", kDown, false, 0, false},
    {"mish", "", "C∞", "not monotone", -0.30884341301725041, true, kUp, false},
    {"penalized_tanh", "", "C0", "increasing", -0.25, false, 1, false},
    {"prelu", "", "C0", "increasing", kDown, false, kUp, false},
    {"relu", "", "C0", "nondecreasing", 0, true, kUp, false},
    {"relu6", "", "C0", "nondecreasing", 0, true, 6, true},
    {"rrelu", "", "C0", "increasing", kDown, false, kUp, false},
    {"selu", "", "C0", "increasing", -kSeluFloor, false, kUp, false},
    {"serf", "", "C∞", "not monotone", -0.34843745875960642, true, kUp, false},
    {"sigmoid", "", "C∞", "increasing", 0, false, 1, false},
    {"silu", "", "C∞", "not monotone", -0.2784645427610738, true, kUp, false},
    {"sinerelu", "", "discontinuous", "not monotone", -0.001 * std::numbers::sqrt2, true, kUp, false},
    {"smish", "", "C∞", "not monotone", -0.2499936636601295, true, kUp, false},
    {"soft_clipping", "", "C∞", "increasing", 0, false, 1, false},
    {"softplus", "", "C∞", "increasing", 0, false, kUp, false},
    {"softshrink", "", "C0", "nondecreasing", kDown, false, kUp, false},
    {"softsign", "", "C1", "increasing", -1, false, 1, false},
    {"sqnl", "", "C1", "nondecreasing", -1, true, 1, true},
    {"squared_relu", "", "C1", "nondecreasing", 0, true, kUp, false},
    {"srelu", "author", "discontinuous", "increasing", kDown, false, kUp, false},
    {"srelu", "paper", "C0", "increasing", kDown, false, kUp, false},
    {"swish", "", "C∞", "not monotone", -0.2784645427610738, true, kUp, false},
    {"tanh", "", "C∞", "increasing", -1, false, 1, false},
    {"tanhexp", "", "C∞", "not monotone", -0.35328577784821127, true, kUp, false},
    {"tanhshrink", "", "C∞", "increasing", kDown, false, kUp, false},
    {"thresholded_relu", "", "discontinuous", "nondecreasing", 0, true, kUp, false},
    {"weighted_tanh", "", "C∞", "increasing", -1, false, 1, false},
};

class KnownProperties : public ::testing::TestWithParam<Known> {};

TEST_P(KnownProperties, AreFound) {
  const Known& known = GetParam();
  const std::string variant = known.variant;
  const ActivationProperties found =
      of(known.name, variant.empty() ? nlohmann::json::object() : nlohmann::json{{"variant", variant}});
  EXPECT_EQ(continuity_text(found), known.continuity);
  EXPECT_EQ(monotonicity_text(found), known.monotonicity);
  EXPECT_TRUE(found.lower.value == known.lower || std::abs(found.lower.value - known.lower) < 1e-14)
      << found.lower.value;
  EXPECT_TRUE(found.upper.value == known.upper || std::abs(found.upper.value - known.upper) < 1e-14)
      << found.upper.value;
  EXPECT_EQ(found.lower.attained_at.has_value(), known.lower_attained);
  EXPECT_EQ(found.upper.attained_at.has_value(), known.upper_attained);
  EXPECT_FALSE(found.undefined_at);
}

INSTANTIATE_TEST_SUITE_P(Registered, KnownProperties, ::testing::ValuesIn(kAll), [](const auto& info) {
  const std::string variant = info.param.variant;
  return info.param.name + (variant.empty() ? "" : "_" + variant);
});

TEST(Properties, AgreeWithTheValuesOfEveryActivation) {
  for (const auto& entry : Registry<ActivationKind>::instance().entries()) {
    SCOPED_TRACE(entry.component.name);
    const ActivationProperties found = of(entry.component.name);
    EXPECT_FALSE(found.undefined_at);
    const RealFunctions value({untrained(activation_function(default_activation(entry.component.name)))});
    const auto agrees = [&](const Bound& bound) {
      return !bound.attained_at || std::abs(value(*bound.attained_at)[0] - bound.value) <= 1e-12;
    };
    EXPECT_TRUE(agrees(found.lower));
    EXPECT_TRUE(agrees(found.upper));
    bool rises = false, falls = false;
    double before = value(-30.0005)[0];
    for (double x = -29.9995; x < 30; x += 1e-3) {
      const double now = value(x)[0];
      EXPECT_GE(now, found.lower.value - 1e-12) << "at " << x;
      EXPECT_LE(now, found.upper.value + 1e-12) << "at " << x;
      rises |= now - before > 1e-12;
      falls |= now - before < -1e-12;
      before = now;
    }
    EXPECT_EQ(rises && falls, found.monotonicity == Monotonicity::kNone);
    if (found.continuity < 0) continue;
    for (const double x : found.breaks) EXPECT_NEAR(value(x - 1e-9)[0], value(x + 1e-9)[0], 1e-7);
  }
}

TEST(Properties, TheMinimumIsWhereTheDerivativeVanishes) {
  // mpmath 1.3 with 40 digits.
  const std::map<std::string, double> places = {{"mish", -1.1924312145154952},
                                                {"swish", -1.2784645427610738},
                                                {"gelu", -0.75179152469356446},
                                                {"elish", -0.88137358701954303},
                                                {"hard_elish", -0.44285440100238858},
                                                {"aria2", -0.92976444126201648},
                                                {"tanhexp", -1.0788600584646241},
                                                {"logish", -1.3724541370256921},
                                                {"smish", -1.3945193019245041},
                                                {"serf", -1.193059968928188},
                                                {"sinerelu", -std::numbers::pi / 4},
                                                {"hard_swish", -1.5},
                                                {"hard_mish", -1}};
  for (const auto& [name, place] : places) {
    EXPECT_THAT(of(name).lower.attained_at, Optional(DoubleNear(place, 1e-12))) << name;
  }
}

TEST(Properties, ValueAndSlopesAtZero) {
  const ActivationProperties mish = of("mish");
  EXPECT_EQ(mish.at_zero, 0);
  EXPECT_DOUBLE_EQ(mish.slope_before_zero, 0.6);  // tanh(log 2)
  EXPECT_DOUBLE_EQ(mish.slope_after_zero, 0.6);
  const ActivationProperties relu = of("relu");
  EXPECT_EQ(relu.slope_before_zero, 0);
  EXPECT_EQ(relu.slope_after_zero, 1);
  const ActivationProperties selu = of("selu");
  EXPECT_DOUBLE_EQ(selu.slope_before_zero, kSeluFloor);
  EXPECT_DOUBLE_EQ(selu.slope_after_zero, 1.0507009873554805);
  EXPECT_DOUBLE_EQ(of("softplus").at_zero, std::numbers::ln2);
  EXPECT_DOUBLE_EQ(of("rrelu").slope_before_zero, (0.125 + 1.0 / 3) / 2);  // the mean of the random slope
  EXPECT_EQ(of("prelu").slope_before_zero, 0.25);                          // the learned slope before training
}

TEST(Properties, Tails) {
  const auto tail = [](const Tail& tail) { return std::pair(tail.limit.value_or(NAN), tail.slope.value_or(NAN)); };
  EXPECT_EQ(tail(of("mish").left), std::pair(0.0, 0.0));
  EXPECT_EQ(tail(of("mish").right), std::pair(kInfinity, 1.0));
  EXPECT_EQ(tail(of("logish").right), std::pair(kInfinity, std::numbers::ln2));
  EXPECT_EQ(tail(of("bents_identity").left), std::pair(-kInfinity, 0.5));
  EXPECT_EQ(tail(of("bents_identity").right), std::pair(kInfinity, 1.5));
  EXPECT_EQ(tail(of("squared_relu").right), std::pair(kInfinity, kInfinity));
  EXPECT_EQ(tail(of_formula("exp(x)").right), std::pair(kInfinity, kInfinity));
  EXPECT_EQ(tail(of_formula("log(1 + abs(x))").left), std::pair(kInfinity, 0.0));
  EXPECT_FALSE(of("sinerelu").left.limit);
  EXPECT_FALSE(of_formula("x * sin(x)").right.limit);
}

TEST(Properties, BreaksAreWhereThePiecesMeet) {
  EXPECT_THAT(of("hard_swish").breaks, ElementsAre(-3, 3));
  EXPECT_THAT(of("sqnl").breaks, ElementsAre(-2, 0, 2));
  EXPECT_THAT(of("hardshrink").breaks, ElementsAre(-0.5, 0.5));
  EXPECT_THAT(of("hard_sigmoid").breaks, ElementsAre(-2.5, 2.5));
  EXPECT_THAT(of("softshrink", {{"lambda", 0.3}}).breaks, ElementsAre(-0.3, 0.3));
  // A condition that selects between two equal expressions is not a break.
  EXPECT_THAT(of_formula("where(x > 0, x / (1 + exp(-x)), x * exp(x) / (1 + exp(x)))").breaks, IsEmpty());
}

TEST(Properties, FollowTheParameters) {
  EXPECT_EQ(continuity_text(of("elu", {{"alpha", 2}})), "C0");
  EXPECT_EQ(range_text(of("elu", {{"alpha", 2}})), "(-2, inf)");
  EXPECT_EQ(continuity_text(of("celu", {{"alpha", 2}})), "C1");
  EXPECT_EQ(range_text(of("celu", {{"alpha", 2}})), "(-2, inf)");
  EXPECT_EQ(continuity_text(of("thresholded_relu", {{"theta", 0}})), "C0");
  EXPECT_EQ(monotonicity_text(of("leaky_relu", {{"a", -0.5}})), "not monotone");
  EXPECT_EQ(monotonicity_text(of("penalized_tanh", {{"a", 0}})), "nondecreasing");
  EXPECT_EQ(range_text(of("hardtanh", {{"min", -2}, {"max", 3}})), "[-2, 3]");
  // The minimum of x sigmoid(b x) is at the minimum of Swish divided by b, for any sharpness.
  for (const double beta : {0.01, 10.0, 1e5}) {
    const ActivationProperties sharp = of("swish", {{"beta", beta}});
    EXPECT_NEAR(sharp.lower.value * beta, -0.2784645427610738, 1e-12) << beta;
    ASSERT_TRUE(sharp.lower.attained_at) << beta;
    EXPECT_NEAR(*sharp.lower.attained_at * beta, -1.2784645427610738, 1e-7) << beta;
  }
}

TEST(Properties, OfVariousFormulas) {
  EXPECT_EQ(range_text(of_formula("1 / (1 + x^2)")), "(0, 1]");
  EXPECT_EQ(range_text(of_formula("exp(-x^2)")), "(0, 1]");
  EXPECT_EQ(range_text(of_formula("sin(x)")), "[-1, 1]");
  EXPECT_EQ(range_text(of_formula("x * sin(x)")), "(-inf, inf)");
  EXPECT_EQ(range_text(of_formula("x^2")), "[0, inf)");
  EXPECT_EQ(range_text(of_formula("0 * x + 2")), "[2, 2]");
  EXPECT_EQ(range_text(of_formula("exp(x) / (1 + exp(x))")), "(0, 1)");
  EXPECT_EQ(range_text(of_formula("log(x)")).substr(0, 12), "undefined at");
  EXPECT_EQ(of_formula("1 / x").undefined_at, 0);
  EXPECT_EQ(of_formula("exp(x)").left.limit, 0);
  EXPECT_EQ(continuity_text(of_formula("sqrt(x^2)")), "C0");
  EXPECT_EQ(continuity_text(of_formula("abs(x)^1.5")), "C1");
  EXPECT_EQ(continuity_text(of_formula("max(0, x)^4")), "C3");
  EXPECT_EQ(continuity_text(of_formula("max(x, x)")), "C∞");
  EXPECT_EQ(continuity_text(of_formula("where(x > 1.7, 1, 0)")), "discontinuous");
  EXPECT_EQ(monotonicity_text(of_formula("where(x > 1.7, 1, 0)")), "nondecreasing");
  EXPECT_EQ(monotonicity_text(of_formula("-max(0, x)")), "nonincreasing");
  EXPECT_EQ(monotonicity_text(of_formula("-x")), "decreasing");
  EXPECT_EQ(monotonicity_text(of_formula("x^3")), "increasing");
  EXPECT_EQ(monotonicity_text(of_formula("0 * x + 2")), "constant");
}

TEST(Properties, AreJsonWithoutInfinities) {
  const nlohmann::json relu = of("relu");
  EXPECT_EQ(relu.at("upper_bound"), (nlohmann::json{{"value", "inf"}, {"attained", false}, {"attained_at", nullptr}}));
  EXPECT_EQ(relu.at("lower_bound"), (nlohmann::json{{"value", 0.0}, {"attained", true}, {"attained_at", 0.0}}));
  EXPECT_EQ(relu.at("continuity"), 0);
  EXPECT_EQ(relu.at("slope_after_zero"), 1.0);
  EXPECT_EQ(nlohmann::json(of("mish")).at("continuity"), "inf");
  EXPECT_EQ(nlohmann::json(of("sinerelu")).at("at_minus_infinity").at("limit"), nullptr);
}

TEST(Pieces, CanBeEvaluatedAtTheirEnds) {
  const std::vector<Piece> found = pieces(formula::parse("max(0, x)^2 + abs(x - 1)", {"x"}));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].to, 0);
  EXPECT_EQ(found[1].to, 1);
  EXPECT_THAT(one_sided(found[0], 0, 2), ElementsAre(1, -1, 0));
  EXPECT_THAT(one_sided(found[1], 0, 2), ElementsAre(1, -1, 2));
  EXPECT_THAT(one_sided(found[1], 1, 2), ElementsAre(1, 1, 2));
  EXPECT_THAT(one_sided(found[2], 1, 2), ElementsAre(1, 3, 2));
}

}  // namespace
}  // namespace actsweep
