#include "models/formula/multiply_add.h"

#include <gmock/gmock.h>
#include <hwy/targets.h>

#include <cmath>

#include "models/formula/kernel.h"
#include "models/formula/parser.h"

namespace actsweep::formula {
namespace {

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

TEST(MultiplyAdd, TakesTheProductsThatOnlyASumUses) {
  using ::testing::ElementsAre;
  EXPECT_THAT(ops_of({"a * b + c"}), ElementsAre(Op::kMultiplyAdd));
  EXPECT_THAT(ops_of({"c + a * b"}), ElementsAre(Op::kMultiplyAdd));
  EXPECT_THAT(ops_of({"c - a * b"}), ElementsAre(Op::kSubtractProduct));
  EXPECT_THAT(ops_of({"a * b + b * c"}), ElementsAre(Op::kMultiply, Op::kMultiplyAdd));
  EXPECT_THAT(ops_of({"(a * b + c) * a + b"}), ElementsAre(Op::kMultiplyAdd, Op::kMultiplyAdd));
}

TEST(MultiplyAdd, LeavesWhatElseIsUsed) {
  using ::testing::ElementsAre;
  EXPECT_THAT(ops_of({"a * b - c"}), ElementsAre(Op::kMultiply, Op::kSubtract));
  EXPECT_THAT(ops_of({"a * b + a * b"}), ::testing::Contains(Op::kMultiply));
  EXPECT_THAT(ops_of({"a * b + c", "a * b"}), ElementsAre(Op::kMultiply, Op::kAdd));
  EXPECT_THAT(ops_of({"sqrt(a * b) + (c - a * b)"}), ElementsAre(Op::kMultiply, Op::kSqrt, Op::kSubtract, Op::kAdd));
}

/// Whichever of the three are scalars, with each instruction set, in both precisions.
TEST(MultiplyAdd, ComputesWhatTheTwoOperationsDo) {
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
