#include "harness/results/published_point.h"

#include <gmock/gmock.h>

namespace actsweep {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

PublishedNumber number(const std::string& key, const std::string& value, double number) {
  return {.key = key,
          .value = value,
          .activation = "mish",
          .metric = "test_top1",
          .number = number,
          .unit = "percent",
          .statistic = "single"};
}

const PublishedNumber* found(const Results& results, const std::string& key, const nlohmann::json& value) {
  return find_published(results, key, value, "test_top1", "mish");
}

TEST(PublishedPoint, TheMeanOfMostRunsCounts) {
  Results results;
  results.published = {number("model", "A", 1), number("model", "A", 2), number("model", "A", 3)};
  EXPECT_EQ(found(results, "model", "A")->number, 1);
  results.published[1].statistic = "mean";
  results.published[1].runs = 3;
  EXPECT_EQ(found(results, "model", "A")->number, 2);
  results.published[1].statistic = "best";
  EXPECT_EQ(found(results, "model", "A")->number, 1);
  EXPECT_EQ(found(results, "model", "B"), nullptr);
}

TEST(PublishedPoint, OfANetworkThatATableNamesApart) {
  Results results;
  results.published = {number("model.activation", "mish", 5)};
  results.published[0].network = "SE-Net 50";
  EXPECT_EQ(found(results, "model", "SE-Net 50")->number, 5);
  EXPECT_EQ(found(results, "model", "SE-Net 18"), nullptr);
  EXPECT_EQ(found(results, "model.activation", "mish")->number, 5);
}

TEST(PublishedPoint, LeavesOutALossOfUnknownScale) {
  Results results;
  results.published = {number("model", "A", 5), number("model", "A", 6)};
  results.published[0].unit = "loss_printed_pct";
  results.published[1].unit = "margin_loss_x10_printed_pct";
  EXPECT_EQ(found(results, "model", "A"), nullptr);
}

TEST(PublishedPoint, EitherKeyMayBeTheActivation) {
  Results results;
  results.published = {number("noise.sigma", "2", 5)};
  const KeyValue sigma = {"noise.sigma", 2}, mish = {"model.activation", "mish"};
  EXPECT_THAT(published_at(results, sigma, mish, "test_top1"), SizeIs(1));
  EXPECT_THAT(published_at(results, mish, sigma, "test_top1"), SizeIs(1));
  EXPECT_THAT(published_at(results, sigma, {"batch_size", 2}, "test_top1"), IsEmpty());
  EXPECT_THAT(published_at(results, mish, {"", nullptr}, "test_top1"), IsEmpty());
}

}  // namespace
}  // namespace actsweep
