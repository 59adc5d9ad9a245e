#include "harness/paper/published.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "harness/config/grid.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

const PublishedNumber& find(const std::string& experiment, const std::string& value, const std::string& activation,
                            const std::string& metric) {
  const auto& all = published_numbers();
  return *std::find_if(all.begin(), all.end(), [&](const PublishedNumber& number) {
    return number.experiment == experiment && number.value == value && number.activation == activation &&
           number.metric == metric;
  });
}

TEST(Published, NumbersAreComplete) {
  EXPECT_EQ(published_numbers().size(), 3649U);
  std::set<std::string> experiments;
  for (const PublishedNumber& number : published_numbers()) experiments.insert(number.experiment);
  EXPECT_EQ(experiments.size(), 39U);
  EXPECT_EQ(published_numbers("mnist_noise").size(), 54U);
  EXPECT_THROW(published_numbers("mnist_nois"), InputError);
}

/// Compares with the author's notebook and figures.
TEST(Published, NumbersAreInOurUnits) {
  const PublishedNumber& depth = find("mnist_depth", "15", "mish", "test_top1");
  EXPECT_EQ(depth.in_our_unit(), 98.43);
  EXPECT_EQ(depth.how, "printed");
  EXPECT_FALSE(depth.error_in_our_unit());
  const PublishedNumber& loss = find("cifar10_mixup", "0", "mish", "test_loss");
  EXPECT_EQ(loss.number, 11.590);
  EXPECT_DOUBLE_EQ(loss.in_our_unit(), 1.1590);
  EXPECT_DOUBLE_EQ(*loss.error_in_our_unit(), 0.0005);
}

/// Sweeps identify their points by keys and names that experiments use.
TEST(Published, NumbersOfSweepsUseOurNames) {
  const Schema& schema = built_in_schema();
  for (const PublishedNumber& number : published_numbers()) {
    if (number.activation != "max_of_other_five") {
      EXPECT_NE(schema.find("activation", number.activation), nullptr) << number.activation;
    }
    for (const std::string kind : {"optimizer", "initializer", "regularizer", "schedule", "augmentation"}) {
      if (number.key != kind) continue;
      EXPECT_NE(schema.find(kind, number.value), nullptr) << number.value;
    }
  }
}

}  // namespace
}  // namespace actsweep
