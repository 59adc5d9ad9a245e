#include <gmock/gmock.h>

#include "harness/config/yaml.h"
#include "harness/report/section.h"
#include "harness/util/error.h"

namespace actsweep::report {
namespace {

using ::testing::HasSubstr;

std::string made(const std::string& yaml) {
  Output output(::testing::TempDir(), {"html"});
  return Registry<SectionKind>::instance().at("significance").make(parse_yaml(yaml, "s.yaml"))->make(output);
}

/// The two rows that the table's own lines contradict, and no other: 31 rows of a table that we did not make agree.
TEST(Significance, FindsTheRowsThatDoNotFollow) {
  const std::string html = made("{paper: cifar10_significance, reference: mish, runs: 23}");
  EXPECT_THAT(html, HasSubstr("Of 33 rows, 2 do not follow from their printed means and deviations: ISRU, SoftPlus."));
  EXPECT_THAT(html, HasSubstr("44 degrees of freedom"));
  EXPECT_THAT(html, HasSubstr("<strong>2.163</strong> <small>printed 5.303</small>"));
}

TEST(Significance, OfATableThatIsNotThereIsRefused) {
  const auto refusal = [](const std::string& yaml) {
    try {
      made(yaml);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(refusal("{paper: cifar10_significanse, reference: mish, runs: 23}"),
              HasSubstr("(did you mean cifar10_significance?)"));
  EXPECT_EQ(refusal("{paper: cifar10_significance, reference: mish, runs: 7}"),
            "s.yaml:1:1: report.significance: cifar10_significance has no table of 7 runs with mish");
}

}  // namespace
}  // namespace actsweep::report
