#include "harness/report/comparison_table.h"

#include <gmock/gmock.h>

#include "harness/report/report_testing.h"

namespace actsweep::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Place = Mark::Place;

PublishedNumber published(const std::string& model, const std::string& activation, double number) {
  return {.key = "model",
          .value = model,
          .activation = activation,
          .metric = "test_top1",
          .number = number,
          .unit = "percent",
          .statistic = "single"};
}

/// Two networks, three activations, four seeds. Tests and intervals below are SciPy's 1.17 (ttest_rel, t.ppf), Holm by
/// hand.
DrawnResults two_networks() {
  const std::vector<std::tuple<const char*, const char*, std::vector<double>>> values = {
      {"ResNet v1-20", "relu", {90, 91, 92, 93}},       {"ResNet v1-20", "swish", {91.9, 92.4, 93.4, 94.6}},
      {"ResNet v1-20", "mish", {92, 93.1, 93.9, 95.2}}, {"SE-Net 18", "relu", {80, 82, 81, 83}},
      {"SE-Net 18", "swish", {82.1, 81.0, 83.2, 82.3}}, {"SE-Net 18", "mish", {81, 82.5, 82, 82.2}}};
  DrawnResults input;
  input.name = "table";
  input.classes = 10;
  input.axes = {{"model", {"ResNet v1-20", "SE-Net 18"}, false},
                {"model.activation", {"relu", "swish", "mish"}, false},
                {"seed", {0, 1, 2, 3}, false}};
  input.file_axes = input.axes;
  input.figures = {{.x = "model",
                    .y = "test_top1",
                    .by = "model.activation",
                    .title = "",
                    .is_table = true,
                    .against = "mish",
                    .place = "e.yaml:1:1"}};
  for (const auto& [model, activation, all] : values) {
    for (std::size_t seed = 0; seed < all.size(); ++seed) {
      input.trials.push_back(finished(model + std::string(activation) + std::to_string(seed),
                                      {{"model", model}, {"model.activation", activation}, {"seed", seed}}, all[seed]));
    }
  }
  input.published = {published("ResNet v1-20", "relu", 91.5),  published("ResNet v1-20", "swish", 91.95),
                     published("ResNet v1-20", "mish", 91.81), published("SE-Net 18", "relu", 90.1602),
                     published("SE-Net 18", "swish", 89.4284), published("SE-Net 18", "mish", 90.526),
                     published("SE-Net 18", "mish", 89.91)};
  return input;
}

ComparisonTable table_of(const DrawnResults& input) { return make_comparison_table(input, make_figures(input).at(0)); }

std::vector<Place> places(const ComparisonTable& table, std::size_t row) {
  std::vector<Place> places;
  for (const Mark& mark : table.marks.at(row)) places.push_back(mark.place);
  return places;
}

TEST(ComparisonTable, ComparesEachWithTheBestOfItsRow) {
  const ComparisonTable table = table_of(two_networks());
  EXPECT_THAT(places(table, 0), ElementsAre(Place::kWorse, Place::kWorse, Place::kBest));
  EXPECT_THAT(places(table, 1), ElementsAre(Place::kUndecided, Place::kBest, Place::kUndecided));
  const auto& first = table.marks[0];
  EXPECT_NEAR(first[0].from_best->difference, 2.05, 1e-12);
  EXPECT_NEAR(first[0].from_best->p, 6.860319475837057e-05, 1e-12);
  EXPECT_NEAR(first[0].from_best->p_holm, 0.00013720638951674114, 1e-12);
  EXPECT_NEAR(first[1].from_best->p, 0.036446345254805786, 1e-9);
  EXPECT_NEAR(first[1].from_best->p_holm, 0.036446345254805786, 1e-9);
  EXPECT_FALSE(first[2].from_best);
  EXPECT_NEAR(table.marks[1][2].from_best->p, 0.743216282363923, 1e-9);
  EXPECT_EQ(table.marks[1][2].from_best->p_holm, 1);
}

TEST(ComparisonTable, CountsOneColumnAgainstTheOthers) {
  const ComparisonTable table = table_of(two_networks());
  EXPECT_EQ(table.against, "Mish");
  ASSERT_EQ(table.counts.size(), 2U);
  EXPECT_EQ(table.counts[0].b, "ReLU");
  EXPECT_EQ(table.counts[0].by_mean.text(), "2 / 0 / 0");
  EXPECT_EQ(table.counts[0].significant.text(), "1 / 1 / 0");
  EXPECT_EQ(table.counts[0].published.text(), "2 / 0 / 0");
  // At the first network p is 0.036; over the four comparisons of the table Holm makes it 0.109.
  EXPECT_EQ(table.counts[1].by_mean.text(), "1 / 0 / 1");
  EXPECT_EQ(table.counts[1].significant.text(), "0 / 2 / 0");
  EXPECT_EQ(table.counts[1].published.text(), "1 / 0 / 1");
  EXPECT_EQ(table.tests, 4U);
}

TEST(ComparisonTable, TakesTheFirstColumnWhereNoneIsNamed) {
  DrawnResults input = two_networks();
  input.figures[0].against.clear();
  const ComparisonTable table = table_of(input);
  EXPECT_EQ(table.against, "ReLU");
  EXPECT_EQ(table.counts[1].b, "Mish");
  EXPECT_EQ(table.counts[1].by_mean.text(), "0 / 0 / 2");
}

TEST(ComparisonTable, PrefersLowerLosses) {
  DrawnResults input = two_networks();
  input.figures[0].y = "test_loss";
  for (Observation& trial : input.trials) trial.metrics["test_loss"] = trial.metrics["test_top1"] / 100;
  EXPECT_THAT(places(table_of(input), 0), ElementsAre(Place::kBest, Place::kWorse, Place::kWorse));
}

TEST(ComparisonTable, HasThePublishedNumbers) {
  const ComparisonTable table = table_of(two_networks());
  EXPECT_EQ(table.runs.rows[1].cells[2].published->number, 90.526);
  EXPECT_TRUE(table.marks[0][1].is_published_best);
  EXPECT_FALSE(table.marks[0][2].is_published_best);
  EXPECT_TRUE(table.marks[1][2].is_published_best);
  EXPECT_THAT(table.notes, ElementsAre("Published for SE-Net 18 with Mish: 90.53, elsewhere 89.91"));
}

TEST(ComparisonTable, LeavesOutUnfinishedRows) {
  DrawnResults input = two_networks();
  input.trials[0].state = "pending";
  input.trials[0].metrics.clear();
  const ComparisonTable table = table_of(input);
  EXPECT_THAT(table.runs.unfinished(), ElementsAre("ResNet v1-20"));
  EXPECT_THAT(places(table, 0), ElementsAre(Place::kMissing, Place::kMissing, Place::kMissing));
  EXPECT_EQ(table.counts[0].by_mean.all(), 1U);
  EXPECT_EQ(table.counts[0].published.all(), 2U);
}

TEST(ComparisonTable, DoesNotTestSingleRuns) {
  DrawnResults input = two_networks();
  std::erase_if(input.trials, [](const Observation& trial) { return trial.config.at("seed") != 0; });
  const ComparisonTable table = table_of(input);
  EXPECT_THAT(places(table, 0), ElementsAre(Place::kUntested, Place::kUntested, Place::kBest));
  EXPECT_EQ(table.counts[0].untested, 2U);
  EXPECT_EQ(table.counts[0].significant.text(), "0 / 2 / 0");
  const Figure figure = make_figures(input).at(0);
  EXPECT_THAT(comparison_notes(input, figure, table), testing::Contains(HasSubstr("4 cells not tested")));
}

TEST(ComparisonTable, CountsNothingIfTheSelectionLacksTheColumn) {
  DrawnResults input = two_networks();
  std::erase_if(input.trials, [](const Observation& trial) { return trial.config.at("model.activation") == "mish"; });
  EXPECT_TRUE(table_of(input).counts.empty());
}

TEST(ComparisonTable, HasPublishedNumbersInParenthesesInMarkdown) {
  const DrawnResults input = two_networks();
  const Figure figure = make_figures(input).at(0);
  const std::string text = comparison_markdown(input, figure, make_comparison_table(input, figure));
  EXPECT_THAT(text,
              HasSubstr("### Test accuracy by model and activation\n\n"
                        "| Model | ReLU | Swish | Mish |\n| :--- | ---: | ---: | ---: |\n"
                        "| ResNet v1-20 | 91.50 ± 2.05 (91.50) | 93.08 ± 1.90 (**91.95**) | **93.55 ± 2.14** (91.81) "
                        "|\n"
                        "| SE-Net 18 | 81.50 ± 2.05 ≈ (90.16) | **82.15 ± 1.44** (89.43) | 81.92 ± 1.03 ≈ "
                        "(**90.53**) |\n"));
  EXPECT_THAT(text, HasSubstr("| Mish against Swish | 2 | 1 / 0 / 1 | 0 / 2 / 0 | 1 / 0 / 1 |\n"));
}

TEST(ComparisonTable, HasARowPerCellInCsv) {
  const DrawnResults input = two_networks();
  const Figure figure = make_figures(input).at(0);
  const ComparisonTable table = make_comparison_table(input, figure);
  const std::string csv = comparison_csv(figure, table);
  EXPECT_THAT(csv, testing::StartsWith("model,model.activation,n,diverged,missing,mean,sd,ci_low,ci_high,place,"
                                       "difference,p,p_holm,published,published_best\n"
                                       "ResNet v1-20,relu,4,0,0,91.5,1.2909944487358056,89.44573974"));
  EXPECT_THAT(csv, HasSubstr(",worse,2.05"));
  EXPECT_THAT(csv, HasSubstr("SE-Net 18,swish,4,0,0,82.15"));
  EXPECT_THAT(csv, HasSubstr(",best,,,,89.4284,0\n"));
  EXPECT_THAT(counts_csv(table.counts),
              HasSubstr("Mish,Swish,mean,1,0,1\nMish,Swish,test,0,2,0\nMish,Swish,published,1,0,1\n"));
}

TEST(ComparisonTable, HasManyColumnsAsRows) {
  DrawnResults input = two_networks();
  std::vector<Observation> more;
  for (const Observation& trial : input.trials) {
    for (int copy = 0; copy < 4; ++copy) {
      more.push_back(trial);
      more.back().config["model.activation"] = std::string(trial.config.at("model.activation")) + std::to_string(copy);
    }
  }
  input.trials = more;
  input.figures[0].against.clear();
  const Figure figure = make_figures(input).at(0);
  EXPECT_THAT(comparison_markdown(input, figure, make_comparison_table(input, figure)),
              HasSubstr("| Activation \\ Model | ResNet v1-20 | SE-Net 18 |\n"));
}

TEST(ComparisonTable, EscapesTextsInHtmlAndMarkdown) {
  DrawnResults input = two_networks();
  for (Observation& trial : input.trials) {
    if (trial.config["model"] == "SE-Net 18") trial.config["model"] = "<b>|";
  }
  const Figure figure = make_figures(input).at(0);
  const ComparisonTable table = make_comparison_table(input, figure);
  EXPECT_THAT(comparison_html(figure, table), HasSubstr("<th scope=\"row\">&lt;b&gt;|</th>"));
  EXPECT_THAT(comparison_html(figure, table),
              HasSubstr("<td><strong>93.55 ± 2.14</strong><br><small>91.81</small></td>"));
  EXPECT_THAT(comparison_markdown(input, figure, table), HasSubstr("| \\<b>\\| |"));
}

}  // namespace
}  // namespace actsweep::report
