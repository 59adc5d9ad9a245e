#include "harness/results/selection.h"

#include <gmock/gmock.h>

#include "harness/results/results_testing.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
  Results input = tuned_results();
  const Selected selected = select(input, kByAccuracy);
  EXPECT_THAT(chosen(selected), ElementsAre(json(kLowRate), json(kHighRate)));
  EXPECT_EQ(selected.trials.size(), 4U);
  EXPECT_THAT(chosen(select(input, Selection{.over = "optimizer.lr", .by = "val_loss"})),
              ElementsAre(json(kHighRate), json(kLowRate)));
  for (Observation& trial : input.trials) trial.metrics["test_top1"] = 100 - trial.metrics["test_top1"];
  EXPECT_THAT(chosen(select(input, kByAccuracy)), ElementsAre(json(kLowRate), json(kHighRate)));
}

TEST(Selection, ADivergedTrialCountsAsGuessing) {
  Results input = tuned_results();
  for (Observation& trial : input.trials) {
    if (trial.trial_id.starts_with("relu0.01") && trial.config["seed"] == 1) trial.state = "diverged";
  }
  EXPECT_THAT(chosen(select(input, kByAccuracy)), ElementsAre(json(kHighRate), json(kHighRate)));
}

TEST(Selection, WaitsForUnfinishedTrials) {
  Results input = tuned_results();
  input.trials.front().state = "running";
  const Selected selected = select(input, kByAccuracy);
  EXPECT_THAT(chosen(selected), ElementsAre(json(), json(kHighRate)));
  EXPECT_EQ(selected.unfinished, 1U);
  EXPECT_EQ(selected.trials.size(), 2U);
}

TEST(Selection, WarnsOfUnequalBudgets) {
  Results input = tuned_results();
  std::erase_if(input.trials, [](const Observation& trial) { return trial.trial_id.starts_with("relu0.10"); });
  EXPECT_THAT(describe_choices(select(input, kByAccuracy), kByAccuracy),
              testing::Contains(HasSubstr("Unfair comparison")));
}

TEST(Selection, WithoutASelectionKeepsAllTrials) {
  const Results input = tuned_results();
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
