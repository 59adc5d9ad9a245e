#include <gtest/gtest.h>

#include "datasets/registry.h"
#include "datasets/statistics.h"

namespace actsweep {
namespace {

/// Skips the test where the machine does not have the data set; the numbers are those that its users normalize with.
void expect_published_statistics(const char* name, double mean, double standard_deviation) {
  const auto& entry = find_dataset(name);
  const DataLocations locations = DataLocations::standard();
  if (!locate(*entry.make.official, locations)) GTEST_SKIP() << name << " is not on this machine";
  const Dataset dataset = load_dataset(Params(nlohmann::json{{"name", name}}), locations);
  EXPECT_EQ(dataset.train.count(), 60000U);
  EXPECT_EQ(dataset.test.count(), 10000U);
  EXPECT_TRUE(dataset.remarks.empty());
  const auto statistics = channel_statistics(dataset, dataset.train);
  ASSERT_EQ(statistics.size(), 1U);
  EXPECT_NEAR(statistics[0].mean, mean, 0.00005);
  EXPECT_NEAR(statistics[0].standard_deviation, standard_deviation, 0.00005);
}

TEST(RealData, Mnist) { expect_published_statistics("mnist", 0.1307, 0.3081); }
TEST(RealData, FashionMnist) { expect_published_statistics("fashion_mnist", 0.2860, 0.3530); }

}  // namespace
}  // namespace actsweep
