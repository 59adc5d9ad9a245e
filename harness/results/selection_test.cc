#include "harness/results/selection.h"

#include <gmock/gmock.h>

#include "harness/report/figure.h"
#include "harness/results/results_testing.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double kLow = 0.01, kHigh = 0.1;

/// Two activations, two learning rates, two seeds. On the validation images relu is best with the low rate and mish
/// with the high one; on the test images it is the other way round.
Results tuned_input() {
  Results input;
  input.name = "tuned";
  input.classes = 10;
  input.axes = {
      {"model.activation", {"relu", "mish"}, false}, {"optimizer.lr", {kLow, kHigh}, true}, {"seed", {0, 1}, false}};
  for (const char* const activation : {"relu", "mish"}) {
    for (const double lr : {kLow, kHigh}) {
      for (const int seed : {0, 1}) {
        const bool is_best = (lr == kHigh) == (std::string(activation) == "mish");
        Observation trial = finished(std::string(activation) + std::to_string(lr) + std::to_string(seed),
                                     {{"model.activation", activation}, {"optimizer.lr", lr}, {"seed", seed}},
                                     (is_best ? 80 : 85) + seed);
        trial.metrics["val_top1"] = is_best ? 82 : 81;
        trial.metrics["val_loss"] = is_best ? 0.9 : 0.8;
        input.trials.push_back(trial);
      }
    }
  }
  return input;
}

const Selection kByAccuracy{.over = "optimizer.lr", .by = "val_top1"};

std::vector<json> chosen(const Selected& selected) {
  std::vector<json> values;
  for (const SelectedValue& choice : selected.choices) values.push_back(choice.value);
  return values;
}

std::string parse_error(const std::string& yaml) {
  try {
    parse_selection(parse_yaml(yaml, "e.yaml"), "select");
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Selection, ChoosesByValidationImagesOnly) {
  Results input = tuned_input();
  const Selected selected = select(input, kByAccuracy);
  EXPECT_THAT(chosen(selected), ElementsAre(json(kLow), json(kHigh)));
  EXPECT_EQ(selected.trials.size(), 4U);
  EXPECT_THAT(chosen(select(input, Selection{.over = "optimizer.lr", .by = "val_loss"})),
              ElementsAre(json(kHigh), json(kLow)));
  for (Observation& trial : input.trials) trial.metrics["test_top1"] = 100 - trial.metrics["test_top1"];
  EXPECT_THAT(chosen(select(input, kByAccuracy)), ElementsAre(json(kLow), json(kHigh)));
}

TEST(Selection, FiguresShowAndStateTheChoice) {
  Results input = tuned_input();
  const std::vector<report::Figure> figures = report::make_figures(
      input, {{.x = "model.activation", .y = "test_top1", .by = "", .title = "", .select = kByAccuracy}});
  ASSERT_EQ(figures.size(), 1U);  // the learning rate makes no panels
  EXPECT_EQ(figures[0].series[0].cells[0].summary->mean, 80.5);
  EXPECT_EQ(figures[0].series[0].cells[0].n(), 2U);
  EXPECT_THAT(
      figures[0].notes,
      ElementsAre(
          "The learning rate with the best mean val_top1 over the seeds, of 2 values each: ReLU: 0.01; Mish: 0.1",
          "At the end of the range, so a better value may lie beyond it: ReLU, Mish"));
}

TEST(Selection, ADivergedTrialCountsAsGuessing) {
  Results input = tuned_input();
  for (Observation& trial : input.trials) {
    if (trial.trial_id.starts_with("relu0.01") && trial.config["seed"] == 1) trial.state = "diverged";
  }
  EXPECT_THAT(chosen(select(input, kByAccuracy)), ElementsAre(json(kHigh), json(kHigh)));
}

TEST(Selection, WaitsForUnfinishedTrials) {
  Results input = tuned_input();
  input.trials.front().state = "running";
  const Selected selected = select(input, kByAccuracy);
  EXPECT_THAT(chosen(selected), ElementsAre(json(), json(kHigh)));
  EXPECT_EQ(selected.unfinished, 1U);
  EXPECT_EQ(selected.trials.size(), 2U);
}

TEST(Selection, WarnsOfUnequalBudgets) {
  Results input = tuned_input();
  std::erase_if(input.trials, [](const Observation& trial) { return trial.trial_id.starts_with("relu0.10"); });
  EXPECT_THAT(describe_choices(select(input, kByAccuracy), kByAccuracy),
              testing::Contains(HasSubstr("Unfair comparison")));
}

TEST(Selection, WithoutASelectionKeepsAllTrials) {
  const Results input = tuned_input();
  const Selected selected = select(input, std::nullopt);
  EXPECT_EQ(selected.trials.size(), input.trials.size());
  EXPECT_THAT(selected.choices, IsEmpty());
}

TEST(Selection, SaysWhatIsWrong) {
  EXPECT_THAT(parse_error("{over: optimizer.lr, by: test_top1}"),
              HasSubstr("e.yaml:1:26: select.by: must be val_top1 or"));
  EXPECT_THAT(parse_error("{over: seed, by: val_top1}"), HasSubstr("seeds are repetitions"));
  EXPECT_THAT(parse_error("{over: optimizer.lr}"), HasSubstr("by"));
}

}  // namespace
}  // namespace actsweep
