#include "harness/report/figure_trials.h"

#include <gmock/gmock.h>

#include "harness/report/figure.h"
#include "harness/report/report_testing.h"

namespace actsweep::report {
namespace {

using nlohmann::json;
using testing::ElementsAre;

FigureSpec figure(const std::string& x, const std::string& y, const std::string& by = "model.activation") {
  return {.x = x, .y = y, .by = by, .title = ""};
}

/// Two activations and seeds of small_input(), two layers of each, before training and after one epoch.
DrawnResults layered_input() {
  DrawnResults input = small_input();
  std::erase_if(input.trials, [](const Observation& trial) { return trial.config.at("noise.sigma") != 0; });
  for (const Observation& trial : input.trials) {
    for (const int epoch : {0, 1}) {
      for (const int layer : {1, 2}) {
        Observation one = trial;
        one.config["epoch"] = epoch;
        one.config["layer"] = layer;
        one.metrics = {{"dead_units", 10.0 * layer + epoch}};
        input.details[Level::kLayer].push_back(one);
        one.metrics = {{"grad_norm", 1.0 / layer}};
        if (epoch > 0) input.details[Level::kLayer].push_back(one);
      }
    }
  }
  return input;
}

TEST(Details, AreWhatAFigureIsOverOrOf) {
  EXPECT_EQ(level_of(figure("noise.sigma", "test_top1")), Level::kTrial);
  EXPECT_EQ(level_of(figure("epoch", "test_top1")), Level::kEpoch);
  EXPECT_EQ(level_of(figure("epoch", "dead_units")), Level::kLayer);
  EXPECT_EQ(level_of(figure("noise.sigma", "grad_norm")), Level::kTrial);
  EXPECT_EQ(level_of(figure("epoch", "grad_norm")), Level::kEpoch);
  EXPECT_EQ(level_of(figure("epoch", "grad_norm", "layer")), Level::kLayer);
  EXPECT_EQ(level_of(figure("preactivation", "density")), Level::kDensity);
  EXPECT_THAT(details_for({figure("noise.sigma", "seconds_to_90")}).times, ElementsAre("seconds_to_90"));
  EXPECT_THAT(details_for({figure("layer", "dead_units")}).levels, ElementsAre(Level::kLayer));
}

TEST(Details, OfLayersAreThoseAfterTheLastEpoch) {
  DrawnResults input = layered_input();
  input.figures = {figure("layer", "dead_units"), figure("layer", "grad_norm"), figure("epoch", "dead_units")};
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 4U);  // over epochs there is a panel a layer
  EXPECT_THAT(figures[0].xs, ElementsAre(json(1), json(2)));
  EXPECT_EQ(figures[0].series[0].cells[1].summary->mean, 21);
  EXPECT_EQ(figures[0].series[0].cells[1].n(), 2U);
  EXPECT_EQ(figures[1].series[0].cells[1].summary->mean, 0.5);
  EXPECT_EQ(figures[2].title, "Dead units against epoch (layer: 1)");
  EXPECT_THAT(figures[2].xs, ElementsAre(json(0), json(1)));
  EXPECT_EQ(figures[3].series[0].cells[0].summary->mean, 20);
}

TEST(Details, StandWhereTheFigureSays) {
  DrawnResults input = layered_input();
  input.figures = {figure("epoch", "dead_units")};
  input.figures[0].where = {{"layer", "2"}, {"model.activation", "mish"}};
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].series.size(), 1U);
  EXPECT_EQ(figures[0].series[0].label, "Mish");
  EXPECT_THAT(figures[0].notes, ElementsAre("Only layer 2, activation Mish"));
}

/// A union of blocks that vary one thing each, as a study of sensitivity is.
TEST(Details, OfWhatNothingElseChanges) {
  DrawnResults input = small_input();
  input.axes.push_back({"batch_size", {32, 128}, false});
  input.axes.push_back({"epochs", {3, 10}, false});
  input.axes.push_back({"noise.split", {"both", "test"}, false});  // goes with the size of the batch
  std::vector<Observation> trials;
  const std::vector<std::pair<int, int>> set_ups = {{128, 10}, {128, 10}, {128, 10}, {128, 10}, {32, 10}, {128, 3}};
  for (const auto& [batch, epochs] : set_ups) {
    Observation one = finished("a", input.trials[0].config, batch + epochs);
    one.config["batch_size"] = batch;
    one.config["epochs"] = epochs;
    one.config["noise.split"] = batch == 32 ? "test" : "both";
    one.config["seed"] = trials.size();
    trials.push_back(one);
  }
  input.trials = trials;
  input.figures = {figure("batch_size", "test_loss")};
  EXPECT_EQ(make_figures(input).size(), 2U);
  input.figures[0].others_default = true;
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].series[0].cells[0].n(), 1U);
  EXPECT_EQ(figures[0].series[0].cells[1].n(), 4U);
  EXPECT_THAT(figures[0].notes, ElementsAre("Only trials in which nothing else is changed"));
}

/// Bins differ from distribution to distribution, and are no setting.
TEST(Details, OfDistributionsHaveAPanelEach) {
  DrawnResults input = small_input();
  for (const int epoch : {0, 3}) {
    for (const int bin : {0, 1}) {
      Observation one = finished("a", {{"model.activation", "relu"}, {"seed", 0}, {"epoch", epoch}, {"layer", 1}}, 0);
      one.config["preactivation"] = bin + 0.1 * epoch;
      one.metrics = {{"density", 0.5}};
      input.details[Level::kDensity].push_back(one);
    }
  }
  input.figures = {figure("preactivation", "density")};
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].title, "Density against pre-activation (epoch: 0)");
  EXPECT_EQ(figures[0].xs.size(), 2U);
}

}  // namespace
}  // namespace actsweep::report
