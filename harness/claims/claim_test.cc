#include "harness/claims/claim.h"

#include "harness/claims/claims_testing.h"
#include "harness/util/error.h"

namespace actsweep::claims {
namespace {

using namespace testing_support;
using ::testing::HasSubstr;

TEST(Claims, AreReadFromTheFile) {
  const Claim one = claim("{better: mish, than: swish, metric: test_top1, at_least: 6 of 9, source: article 2.1.2}");
  EXPECT_EQ(one.text(), "mish better than swish in test_top1 at 6 or more of 9");
  EXPECT_EQ(one.source, "article 2.1.2");
  EXPECT_EQ(claim("{stable: mish, metric: test_loss, margin: 0.1, at: [1, 2]}").text(),
            "mish stable within 0.1 in test_loss at 1, 2");
  EXPECT_EQ(claim("{drops: relu, metric: test_top1, margin: 5, at: [15, 25]}").text(),
            "relu drops by more than 5 in test_top1 at 15, 25");
  const auto error_of = [](const std::string& yaml) {
    try {
      claim(yaml);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(
      error_of("{than: swish, metric: test_top1}"),
      "c.yaml:1:1: report.claims: a claim needs one of better, non_inferior, equivalent, stable and drops, with an "
      "activation");
  EXPECT_EQ(error_of("{better: mish, metric: test_top1}"), "c.yaml:1:1: report.claims: the key than is missing");
  EXPECT_THAT(error_of("{equivalent: mish, to: relu, metric: test_top1}"),
              HasSubstr("non_inferior, equivalent, stable and drops need a margin"));
  EXPECT_EQ(claim("{equivalent: mish, to: relu, metric: test_top1, margin: 0.5}").text(),
            "mish equivalent to relu (margin 0.5) in test_top1");
  EXPECT_THAT(error_of("{as_good: mish, metric: test_top1}"),
              HasSubstr("report.claims.as_good: unknown key (it is now called equivalent)"));
  EXPECT_THAT(error_of("{non_inferior: mish, than: relu, metric: test_top1, margin: 1}"),
              HasSubstr("report.claims: non_inferior takes `to`, not `than`"));
  EXPECT_THAT(error_of("{stable: mish, to: relu, metric: test_top1, margin: 1}"),
              HasSubstr("report.claims: stable takes no `to`"));
  EXPECT_THAT(error_of("{better: mish, than: relu, metric: test_top1, at_least: most}"),
              HasSubstr("write, say, 6 of 9"));
  EXPECT_THAT(error_of("{better: mish, than: relu, metric: test_top1, at_least: 9 of 6}"), HasSubstr("is not a count"));
  EXPECT_THAT(error_of("{drops: mish, metric: test_top1, margin: 1}"), HasSubstr("needs two points"));
  EXPECT_THAT(error_of("{better: mish, than: relu, metric: m, margin: -1}"),
              HasSubstr("margin: -1 is not a number above 0"));
}

}  // namespace
}  // namespace actsweep::claims
