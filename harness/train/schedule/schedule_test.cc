#include "harness/train/schedule/schedule.h"

#include <gtest/gtest.h>

#include "datasets/test_files.h"
#include "harness/train/test_config.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

Schedule make(const std::string& name, const ScheduleContext& context,
              const nlohmann::json& given = nlohmann::json::object()) {
  nlohmann::json params = testing::default_component("schedule", name);
  params.update(given);
  return Registry<ScheduleKind>::instance().at(name).make(Params(params), context);
}

class EverySchedule : public ::testing::TestWithParam<std::string> {};

TEST_P(EverySchedule, StartsAtTheOptimizersRateAndStaysBetweenItAndZero) {
  const Schedule schedule = make(GetParam(), {.base_lr = 0.3, .epochs = 5, .steps_per_epoch = 7});
  EXPECT_DOUBLE_EQ(schedule(0), 0.3);
  for (std::int64_t step = 0; step < 5 * 7; ++step) {
    EXPECT_GE(schedule(step), 0) << step;
    EXPECT_LE(schedule(step), 0.3) << step;
  }
}

TEST_P(EverySchedule, CanTakeATrainingOfOneStep) {
  EXPECT_DOUBLE_EQ(make(GetParam(), {.base_lr = 0.3, .epochs = 1, .steps_per_epoch = 1})(0), 0.3);
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : Registry<ScheduleKind>::instance().entries()) names.push_back(entry.component.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Registered, EverySchedule, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

TEST(Constant, NeverMoves) {
  const Schedule schedule = make("constant", {.base_lr = 0.3, .epochs = 5, .steps_per_epoch = 7});
  for (const std::int64_t step : {0, 1, 6, 34, 1000}) EXPECT_EQ(schedule(step), 0.3);
}

/// What tools/fixtures/cosine.py recorded of torch.optim.lr_scheduler.CosineAnnealingLR.
class CosineBesidePytorch : public ::testing::Test {
 protected:
  const nlohmann::json fixture_ = nlohmann::json::parse(read_file("harness/train/schedule/cosine_pytorch.json"));
  const double lr_ = fixture_.at("lr");
  const double lr_min_ = fixture_.at("lr_min");
  const std::vector<double> rates_ = fixture_.at("rates");
};

TEST_F(CosineBesidePytorch, MovesOnceAnEpoch) {
  constexpr std::int64_t kSteps = 9;
  const ScheduleContext context{.base_lr = lr_, .epochs = fixture_.at("epochs"), .steps_per_epoch = kSteps};
  const Schedule schedule = make("cosine", context, {{"lr_min", lr_min_}});
  ASSERT_EQ(rates_.size(), 7U);
  for (std::size_t epoch = 0; epoch < rates_.size(); ++epoch) {
    for (std::int64_t step = 0; step < kSteps; ++step) {
      EXPECT_NEAR(schedule(static_cast<std::int64_t>(epoch) * kSteps + step), rates_[epoch], 1e-12) << epoch;
    }
  }
}

TEST_F(CosineBesidePytorch, MovesOnceAStep) {
  const ScheduleContext context{.base_lr = lr_, .epochs = 1, .steps_per_epoch = fixture_.at("epochs")};
  const Schedule schedule = make("cosine", context, {{"lr_min", lr_min_}, {"every", "step"}});
  for (std::size_t step = 0; step < rates_.size(); ++step) {
    EXPECT_NEAR(schedule(static_cast<std::int64_t>(step)), rates_[step], 1e-12) << step;
  }
}

TEST(Cosine, RefusesToEndAboveItsStart) {
  const ScheduleContext context{.base_lr = 0.1, .epochs = 5, .steps_per_epoch = 7};
  EXPECT_EQ(testing::error_of([&] {
              make("cosine", context, {{"lr_min", 0.2}});
            }),
            "schedule.lr_min: the cosine ends above optimizer.lr, where it starts");
}

}  // namespace
}  // namespace actsweep
