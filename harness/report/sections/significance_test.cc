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

/// Exactly the two rows that contradict their own means and deviations; the other 31 published rows agree.
TEST(Significance, FindsTheRowsThatDoNotFollow) {
  const std::string html = made("{paper: cifar10_significance, reference: mish, runs: 23}");
  EXPECT_THAT(html, HasSubstr("Of 33 rows, 2 do not follow from their printed means and deviations: ISRU, SoftPlus."));
  EXPECT_THAT(html, HasSubstr("44 degrees of freedom"));
  EXPECT_THAT(html, HasSubstr("<strong>2.163</strong> <small>printed 5.303</small>"));
}

TEST(Significance, RejectsAnUnknownTable) {
  const auto error_of = [](const std::string& yaml) {
    try {
      made(yaml);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(error_of("{paper: cifar10_significanse, reference: mish, runs: 23}"),
              HasSubstr("(did you mean cifar10_significance?)"));
  EXPECT_EQ(error_of("{paper: cifar10_significance, reference: mish, runs: 7}"),
            "s.yaml:1:1: report.significance: cifar10_significance has no table of 7 runs with mish");
}

}  // namespace
}  // namespace actsweep::report
