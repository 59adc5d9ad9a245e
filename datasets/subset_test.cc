#include "datasets/subset.h"

#include <gmock/gmock.h>

namespace actsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<Label> kLabels = {2, 0, 0, 1, 2, 0, 1, 1, 0, 2};
const std::vector<std::int64_t> kAll = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

TEST(FirstPerClass, KeepsTheFirstOfEachClassInFileOrder) {
  EXPECT_THAT(first_per_class(kLabels, 3, 3), ElementsAre(0, 1, 3));
  EXPECT_THAT(first_per_class(kLabels, 3, 6), ElementsAre(0, 1, 2, 3, 4, 6));
}

TEST(FirstPerClass, GivesTheRemainderToTheFirstClasses) {
  EXPECT_THAT(first_per_class(kLabels, 3, 1), ElementsAre(1));
  EXPECT_THAT(first_per_class(kLabels, 3, 5), ElementsAre(0, 1, 2, 3, 6));
}

TEST(FirstPerClass, KeepsAllWithoutALimitOrBelowIt) {
  EXPECT_EQ(first_per_class(kLabels, 3, 0), kAll);
  EXPECT_EQ(first_per_class(kLabels, 3, 10), kAll);
  EXPECT_EQ(first_per_class(kLabels, 3, 1000), kAll);
  EXPECT_THAT(first_per_class({}, 3, 5), IsEmpty());
}

TEST(FirstPerClass, KeepsAllOfASmallClass) {
  EXPECT_THAT(first_per_class({0, 0, 0, 0, 1}, 2, 4), ElementsAre(0, 1, 4));
}

TEST(FirstPerClass, SupportsMoreThan256Classes) {
  EXPECT_THAT(first_per_class({299, 43, 299, 43, 0}, 300, 1), ElementsAre(4));
  std::vector<Label> each;
  for (Label label = 0; label < 600; ++label) each.push_back(label % 300);
  EXPECT_EQ(first_per_class(each, 300, 300).back(), 299);
  EXPECT_THAT(hold_out(each, 300, first_per_class(each, 300, 600), 0.5).validation.front(), 300);
}

TEST(HoldOut, TakesTheLastOfEachClass) {
  const Split split = hold_out(kLabels, 3, kAll, 0.34);
  EXPECT_THAT(split.train, ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(split.validation, ElementsAre(7, 8, 9));
}

TEST(HoldOut, ConsidersOnlyTheGivenIndices) {
  const Split split = hold_out(kLabels, 3, first_per_class(kLabels, 3, 6), 0.5);
  EXPECT_THAT(split.train, ElementsAre(0, 1, 3));
  EXPECT_THAT(split.validation, ElementsAre(2, 4, 6));
}

TEST(HoldOut, HoldsOutNothingForAFractionOfZero) {
  const Split split = hold_out(kLabels, 3, kAll, 0);
  EXPECT_EQ(split.train, kAll);
  EXPECT_THAT(split.validation, IsEmpty());
}

}  // namespace
}  // namespace actsweep
