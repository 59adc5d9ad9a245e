#include "harness/train/lr_schedule/schedule.h"

#include <gmock/gmock.h>

#include <set>

#include "datasets/test_files.h"
#include "harness/train/test_config.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

Schedule make(const std::string& name, const ScheduleContext& context,
              const nlohmann::json& given = nlohmann::json::object()) {
  nlohmann::json params = testing::default_component("schedule", name);
  params.update(given);
  return make_schedule(Params(params), context);
}

class EverySchedule : public ::testing::TestWithParam<std::string> {};

TEST_P(EverySchedule, StaysBetweenTheOptimizersRateAndZero) {
  const Schedule schedule = make(GetParam(), {.base_lr = 0.3, .epochs = 5, .steps_per_epoch = 7});
  for (std::int64_t step = 0; step < 5 * 7; ++step) {
    EXPECT_GE(schedule(step).lr, 0) << step;
    EXPECT_LE(schedule(step).lr, 0.3) << step;
  }
}

TEST_P(EverySchedule, SupportsATrainingOfOneStep) {
  const double lr = make(GetParam(), {.base_lr = 0.3, .epochs = 1, .steps_per_epoch = 1})(0).lr;
  EXPECT_GT(lr, 0);
  EXPECT_LE(lr, 0.3);
}

INSTANTIATE_TEST_SUITE_P(Registered, EverySchedule, ::testing::ValuesIn(testing::registered_names<ScheduleKind>()),
                         [](const auto& info) { return info.param; });

TEST(Constant, KeepsTheRate) {
  const Schedule schedule = make("constant", {.base_lr = 0.3, .epochs = 5, .steps_per_epoch = 7});
  for (const std::int64_t step : {0, 1, 6, 34, 1000}) EXPECT_EQ(schedule(step).lr, 0.3);
}

/// The configuration of a recorded case, which uses other names for some keys.
nlohmann::json config_of(const nlohmann::json& recorded) {
  const std::string name = recorded.at("schedule");
  nlohmann::json params = testing::default_component("schedule", name);
  const nlohmann::json& given = recorded.at("params");
  params.update(given);
  if (name == "step") params["period"] = given.at("every");
  if (given.contains("milestones")) {
    std::string milestones;
    for (const int milestone : given.at("milestones")) milestones += std::to_string(milestone) + " ";
    params["milestones"] = milestones;
  }
  if (given.contains("warmup")) {
    params["warmup"] = given.at("warmup").get<double>() / recorded.at("steps_per_epoch").get<double>();
  }
  if (name == "one_cycle") {
    const double start = given.at("lr_max").get<double>() / given.at("start_divisor").get<double>();
    params.update({{"lr_start", start},
                   {"lr_end", start / given.at("end_divisor").get<double>()},
                   {"rise", given.at("start")},
                   {"momentum_min", given.at("momentum_low")},
                   {"momentum_max", given.at("momentum_high")}});
  }
  return params;
}

/// Compares every step with PyTorch's schedulers, recorded by tools/fixtures/schedules.py.
TEST(Schedules, MatchPytorch) {
  const nlohmann::json fixture = nlohmann::json::parse(read_file("harness/train/lr_schedule/schedules_pytorch.json"));
  std::set<std::string> covered;
  for (const nlohmann::json& recorded : fixture.at("cases")) {
    const Schedule schedule =
        make_schedule(Params(config_of(recorded)), {.base_lr = recorded.at("lr"),
                                                    .epochs = recorded.at("epochs"),
                                                    .steps_per_epoch = recorded.at("steps_per_epoch")});
    covered.insert(recorded.at("schedule"));
    const auto& rates = recorded.at("rates");
    ASSERT_EQ(rates.size(),
              recorded.at("epochs").get<std::size_t>() * recorded.at("steps_per_epoch").get<std::size_t>());
    for (std::size_t step = 0; step < rates.size(); ++step) {
      const Rates ours = schedule(static_cast<std::int64_t>(step));
      EXPECT_NEAR(ours.lr, rates[step].get<double>(), 1e-12)
          << recorded.at("schedule") << recorded.at("params") << step;
      ASSERT_EQ(ours.momentum.has_value(), recorded.contains("momenta"));
      if (ours.momentum) {
        EXPECT_NEAR(*ours.momentum, recorded.at("momenta")[step].get<double>(), 1e-12) << step;
      }
    }
  }
  EXPECT_EQ(covered.size(), Registry<ScheduleKind>::instance().entries().size()) << "a schedule lacks a recorded case";
}

/// The schedules of published trainings, by epoch.
TEST(Schedules, ReproducePublishedSchedules) {
  const auto rates_of = [](double lr, const std::string& name, const nlohmann::json& given, std::vector<int> epochs) {
    const Schedule schedule = make(name, {.base_lr = lr, .epochs = 250, .steps_per_epoch = 3}, given);
    std::vector<double> rates;
    for (const int epoch : epochs) {
      EXPECT_EQ(schedule(3 * epoch).lr, schedule(3 * epoch + 2).lr);
      rates.push_back(schedule(3 * epoch).lr);
    }
    return rates;
  };
  const auto near = [](std::vector<double> values) {
    std::vector<::testing::Matcher<double>> matchers;
    for (const double value : values) matchers.push_back(::testing::DoubleNear(value, 1e-15));
    return ::testing::ElementsAreArray(matchers);
  };
  // The ResNet example of Keras: lr times 0.1, 0.01, 0.001 and 0.0005.
  EXPECT_THAT(rates_of(1e-3, "multi_step", {{"milestones", "80 120 160 180"}, {"factors", "0.1 0.1 0.1 0.5"}},
                       {0, 79, 80, 119, 120, 159, 160, 179, 180, 199}),
              near({1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5, 1e-6, 1e-6, 5e-7, 5e-7}));
  // Wide ResNets: a fifth three times, then a half.
  EXPECT_THAT(rates_of(0.1, "multi_step", {{"milestones", "60 120 160 180"}, {"factors", "0.2 0.2 0.2 0.5"}},
                       {59, 60, 120, 160, 180}),
              near({0.1, 0.02, 0.004, 8e-4, 4e-4}));
  EXPECT_THAT(rates_of(0.125, "multi_step", {{"milestones", "45 85 105"}, {"factor", 0.2}}, {44, 45, 85, 105}),
              near({0.125, 0.025, 0.005, 0.001}));
  // VGG: halved every 20 epochs.
  EXPECT_THAT(rates_of(0.1, "step", {{"period", 20}, {"factor", 0.5}}, {19, 20, 40, 240}),
              near({0.1, 0.05, 0.025, 0.1 / 4096}));
}

TEST(Schedules, WarmUpToTheirFirstRate) {
  const ScheduleContext context{.base_lr = 0.01, .epochs = 10, .steps_per_epoch = 10};
  const Schedule cosine = make("cosine", context, {{"lr_max", 0.5}, {"warmup", 2}, {"warmup_start", 0.2}});
  EXPECT_NEAR(cosine(0).lr, 0.1, 1e-12);
  EXPECT_NEAR(cosine(10).lr, 0.3, 1e-12);
  EXPECT_NEAR(cosine(20).lr, 0.5, 1e-12);
  const Schedule cycle = make("one_cycle", context, {{"lr_max", 0.5}, {"lr_start", 0.04}, {"warmup", 1}});
  EXPECT_NEAR(cycle(0).lr, 0.004, 1e-12);
  EXPECT_NEAR(cycle(10).lr, 0.04, 1e-12);
  EXPECT_EQ(cycle(0).momentum, 0.95);
}

/// The cycle of the author of the Mish paper: up in 45 % of the steps, down in 45 %, and in the last tenth of the steps
/// down to a hundredth of the initial rate.
TEST(Schedules, ReproduceTheCycleOfTheMishRepository) {
  const Schedule schedule = make("one_cycle", {.base_lr = 0.01, .epochs = 10, .steps_per_epoch = 100},
                                 {{"shape", "linear"},
                                  {"three_phase", true},
                                  {"rise", 0.45},
                                  {"lr_start", 7e-3},
                                  {"lr_max", 7e-2},
                                  {"lr_end", 7e-5}});
  EXPECT_NEAR(schedule(0).lr, 7e-3, 1e-12);
  EXPECT_NEAR(schedule(449).lr, 7e-2, 1e-12);
  EXPECT_NEAR(*schedule(449).momentum, 0.85, 1e-12);
  EXPECT_NEAR(schedule(898).lr, 7e-3, 1e-12);
  EXPECT_NEAR(*schedule(898).momentum, 0.95, 1e-12);
  EXPECT_NEAR(schedule(999).lr, 7e-5, 1e-12);
}

}  // namespace
}  // namespace actsweep
