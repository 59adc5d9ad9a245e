#include "models/random/random_stream.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <boost/math/distributions/beta.hpp>

#include "models/random/distribution_testing.h"

namespace actsweep {
namespace {

at::Tensor mask_of(RandomStream stream) { return stream.dropout_mask(at::zeros({1000}), 0.5); }
at::Tensor order_of(RandomStream stream) { return stream.permutation(1000); }
at::Tensor normal_of(RandomStream stream) { return at::empty({1000}).normal_(0, 1, stream.generator()); }

TEST(RandomStream, IsTheSameForTheSameSeedAndPurpose) {
  EXPECT_TRUE(mask_of({3, "dropout"}).equal(mask_of({3, "dropout"})));
  EXPECT_TRUE(order_of({3, "order"}).equal(order_of({3, "order"})));
  EXPECT_TRUE(normal_of({3, "noise"}).equal(normal_of({3, "noise"})));
}

/// The fraction of equal elements of two masks; about one half if they are independent.
double agreement(const at::Tensor& a, const at::Tensor& b) { return a.eq(b).to(at::kDouble).mean().item<double>(); }

TEST(RandomStream, DependsOnSeedAndPurpose) {
  for (const auto& [seed, purpose] : {std::pair{4, "dropout"}, {2, "dropout"}, {3, "init"}, {3, "dropouu"}}) {
    const RandomStream other(static_cast<std::uint64_t>(seed), purpose);
    EXPECT_NEAR(agreement(mask_of({3, "dropout"}), mask_of(other)), 0.5, 0.08) << seed << purpose;
    EXPECT_FALSE(order_of({3, "dropout"}).equal(order_of(other)));
    EXPECT_LT((normal_of({3, "dropout"}) * normal_of(other)).mean().abs().item<double>(), 0.13) << seed << purpose;
  }
}

TEST(RandomStream, PermutationsDoNotDependOnOtherDraws) {
  RandomStream one(5, "data"), other(5, "data");
  other.dropout_mask(at::zeros({64}), 0.5);
  at::empty({64}).normal_(0, 1, other.generator());
  EXPECT_TRUE(one.permutation(50).equal(other.permutation(50)));
}

TEST(RandomStream, PermutationsAreCompleteAndDiffer) {
  RandomStream stream(1, "order");
  const at::Tensor first = stream.permutation(5000), second = stream.permutation(5000);
  EXPECT_TRUE(std::get<0>(first.sort()).equal(at::arange(5000)));
  EXPECT_FALSE(first.equal(second));
  EXPECT_FALSE(first.equal(at::arange(5000)));
}

TEST(RandomStream, MasksPreserveTheMeanAndDiffer) {
  RandomStream stream(1, "dropout");
  const at::Tensor like = at::zeros({40, 25, 10, 10});
  const at::Tensor first = stream.dropout_mask(like, 0.2), second = stream.dropout_mask(like, 0.2);
  EXPECT_EQ(first.sizes(), like.sizes());
  EXPECT_NEAR(first.mean().item<double>(), 1, 0.01);
  EXPECT_FLOAT_EQ(first.max().item<float>(), 1.25F);
  EXPECT_NEAR(agreement(first, second), 0.8 * 0.8 + 0.2 * 0.2, 0.01);
}

TEST(RandomStream, DoubleMasksHaveTheRequestedRate) {
  RandomStream stream(1, "dropout");
  const at::Tensor mask = stream.dropout_mask(at::zeros({100'000}, at::kDouble), 0.2);
  EXPECT_EQ(mask.scalar_type(), at::kDouble);
  EXPECT_NEAR(mask.eq(0).to(at::kDouble).mean().item<double>(), 0.2, 0.006);
}

TEST(RandomStream, IntegersAreEquallyFrequent) {
  for (const std::int64_t n : {1, 2, 9, 28, 1000}) {
    RandomStream stream(1, "integers");
    const at::Tensor counts = stream.integers(100'000, n).bincount({}, n);
    ASSERT_EQ(counts.size(0), n);
    if (n > 1) testing::expect_equally_frequent({counts.data_ptr<std::int64_t>(), counts.data_ptr<std::int64_t>() + n});
  }
}

std::vector<double> betas(double alpha, int count) {
  RandomStream stream(1, "beta");
  std::vector<double> drawn;
  for (int i = 0; i < count; ++i) drawn.push_back(stream.beta(alpha));
  return drawn;
}

TEST(RandomStream, BetaHasItsDistribution) {
  for (const double alpha : {0.1, 0.4, 1.0, 4.0, 50.0}) {
    const boost::math::beta_distribution<> expected(alpha, alpha);
    testing::expect_distributed(betas(alpha, 4000), [&](double x) { return boost::math::cdf(expected, x); });
  }
}

TEST(RandomStream, BetaHasItsMeanAndVariance) {
  constexpr int kDraws = 8000;
  for (const double alpha : {0.2, 1.0, 8.0, 1e6}) {
    const at::Tensor drawn = at::tensor(betas(alpha, kDraws), at::kDouble);
    const double variance = 1 / (4 * (2 * alpha + 1));
    const double kurtosis = 3 - 6 / (2 * alpha + 3);
    EXPECT_NEAR(drawn.mean().item<double>(), 0.5, 5 * std::sqrt(variance / kDraws)) << alpha;
    EXPECT_NEAR(drawn.var().item<double>(), variance, 5 * variance * std::sqrt((kurtosis - 1) / kDraws)) << alpha;
  }
}

/// Gamma variates would underflow to zero, and their quotient would be undefined.
TEST(RandomStream, BetaWithATinyAlphaIsNearlyACoinToss) {
  for (const double alpha : {1e-3, 1e-30, 1e-310}) {
    std::int64_t high = 0, low = 0;
    for (const double x : betas(alpha, 2000)) (x > 0.5 ? high : low) += x < 1e-6 || x > 1 - 1e-6 ? 1 : 0;
    EXPECT_GE(high + low, 1900) << alpha;  // at 1e-3 all but 2 * 10^-6^0.001 / 2, which is 2.7 %
    testing::expect_rate(high, high + low, 0.5);
  }
}

}  // namespace
}  // namespace actsweep
