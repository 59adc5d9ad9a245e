#include "harness/site/verdict_section.h"

#include "harness/claims/claims_testing.h"

namespace actsweep::site {
namespace {

using namespace claims::testing_support;
using ::testing::HasSubstr;

TEST(VerdictSection, ShowsVerdictsEscaped) {
  Results input = input_of({1, 1, 1, 1}, 5);
  std::vector<claims::Verdict> table =
      claims::gather_evidence(input, {claim("{better: mish, than: relu, metric: test_top1, source: <b>}")});
  claims::decide(table);
  const std::string html = verdict_section(table, 1);
  EXPECT_THAT(html, HasSubstr("mish better than relu in test_top1"));
  EXPECT_THAT(html, HasSubstr("<strong>reproduced</strong>"));
  EXPECT_THAT(html, HasSubstr("Source: &lt;b&gt;."));
  EXPECT_EQ(verdict_section({}, 0), "");
}

}  // namespace
}  // namespace actsweep::site
