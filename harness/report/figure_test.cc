#include "harness/report/figure.h"

#include <gmock/gmock.h>

#include "harness/report/report_testing.h"

namespace actsweep::report {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::StrEq;

TEST(Figure, TrialsThatDifferInTheirSeedsAreRepetitions) {
  const DrawnResults input = small_input();
  const Figure figure = make_figures(input).at(0);
  EXPECT_EQ(figure.title, "Test accuracy against input noise σ");
  EXPECT_EQ(figure.file, "test_top1-vs-noise.sigma");
  EXPECT_EQ(figure.scale, Figure::Scale::kLinear);
  EXPECT_THAT(figure.xs, ElementsAre(json(0), json(1)));
  ASSERT_EQ(figure.series.size(), 2U);
  EXPECT_EQ(figure.series[0].label, "ReLU");
  EXPECT_EQ(figure.series[1].label, "Mish");
  EXPECT_EQ(figure.series[1].cells[1].n(), 2U);  // 1 and 1.0 are one value
  EXPECT_EQ(figure.series[1].cells[1].summary->mean, 82);
}

TEST(Figure, DivergedTrialsCountAsChanceAndFailedOnesAreMissing) {
  DrawnResults input = small_input();
  input.figures.push_back({"noise.sigma", "test_loss", "model.activation", ""});
  input.figures.push_back({"noise.sigma", "seconds", "model.activation", ""});
  const std::vector<Figure> figures = make_figures(input);
  const auto cell = [&](std::size_t figure) { return figures.at(figure).series[0].cells[1]; };
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(cell(i).diverged, 1U);
    EXPECT_EQ(cell(i).missing, 1U);
    EXPECT_EQ(figures[i].diverged(), 1U);
    EXPECT_EQ(figures[i].missing(), 1U);
  }
  EXPECT_EQ(cell(0).summary->mean, 10);
  EXPECT_DOUBLE_EQ(cell(1).summary->mean, 2.302585092994046);
  EXPECT_FALSE(cell(2).summary);  // time has no chance level
}

TEST(Figure, DifferencesArePairedOverSeeds) {
  DrawnResults input = small_input();
  input.figures = {{.x = "noise.sigma", .y = "test_top1", .by = "model.activation", .title = "", .minus = "relu"}};
  const Figure figure = make_figures(input).at(0);
  EXPECT_EQ(figure.title, "Difference in test accuracy from ReLU against input noise σ");
  ASSERT_EQ(figure.series.size(), 1U);
  EXPECT_EQ(figure.series[0].label, "Mish");
  EXPECT_THAT(figure.series[0].cells[0].values, ElementsAre(1, 1));
  EXPECT_EQ(figure.series[0].cells[0].summary->sd, 0);             // 2 in either of them
  EXPECT_THAT(figure.series[0].cells[1].values, ElementsAre(70));  // from relu's diverged one; its other failed
  EXPECT_EQ(figure.series[0].cells[1].missing, 1U);
}

TEST(Figure, WithoutTheCurveToSubtractHasNoDifferences) {
  DrawnResults input = small_input();
  input.figures = {{.x = "noise.sigma", .y = "test_top1", .by = "model.activation", .title = "", .minus = "mish"}};
  std::erase_if(input.trials, [](const Observation& trial) { return trial.config.at("model.activation") == "mish"; });
  const Figure figure = make_figures(input).at(0);
  EXPECT_FALSE(figure.drawable());
  EXPECT_THAT(figure.series, IsEmpty());
  EXPECT_EQ(figure.empty, "Mish is not in the selection, so there are no differences from it.");
}

TEST(Figure, SubtractsAnUnsetValue) {
  DrawnResults input = small_input();
  for (Observation& trial : input.trials) {
    trial.config["limit_train"] = trial.config["model.activation"] == "mish" ? json() : json(100);
  }
  input.axes[0] = {"limit_train", {100, nullptr}, false};
  input.figures = {{.x = "noise.sigma", .y = "test_top1", .by = "limit_train", .title = "", .minus = "none"}};
  const Figure figure = make_figures(input).at(0);
  ASSERT_EQ(figure.series.size(), 1U);
  EXPECT_THAT(figure.series[0].cells[0].values, ElementsAre(-1, -1));
}

TEST(Figure, LearningCurvesAreOfTheEpochs) {
  DrawnResults input = small_input();
  input.figures = {{.x = "epoch", .y = "train_loss", .by = "model.activation", .title = ""}};
  for (const int epoch : {1, 2}) {
    for (const int seed : {0, 1}) {
      Observation after = finished("a", {{"model.activation", "relu"}, {"seed", seed}, {"epoch", epoch}}, 90);
      after.metrics["train_loss"] = 1.0 / epoch + seed;
      input.details[Level::kEpoch].push_back(after);
    }
  }
  for (Observation& trial : input.trials) trial.trial_id = "a";
  input.axes.erase(input.axes.begin() + 1);  // the noise
  const Figure figure = make_figures(input).at(0);
  EXPECT_EQ(figure.scale, Figure::Scale::kLinear);
  EXPECT_THAT(figure.xs, ElementsAre(json(1), json(2)));
  EXPECT_EQ(figure.series[0].cells[1].summary->mean, 1);
}

TEST(Figure, OtherAxesMakePanelsOfTheirOwn) {
  DrawnResults input = small_input();
  input.axes.push_back({"noise.split", {"train", "test"}, false});
  for (std::size_t i = 0; i < input.trials.size(); ++i) {
    input.trials[i].config["noise.split"] = i % 2 == 0 ? "test" : "train";  // goes with the seed
  }
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].title, "Test accuracy against input noise σ (noise on: train)");
  EXPECT_EQ(figures[0].file, "test_top1-vs-noise.sigma-noise.split-train");
  EXPECT_EQ(figures[1].file, "test_top1-vs-noise.sigma-noise.split-test");
  EXPECT_THAT(figures[0].fixed, ElementsAre(Pair(StrEq("noise.split"), json("train"))));
  EXPECT_EQ(figures[0].series[0].cells[0].summary->mean, 92);
  EXPECT_EQ(figures[1].series[0].cells[0].summary->mean, 90);
}

TEST(Figure, AnAxisZippedWithXMakesNoPanels) {
  DrawnResults input = small_input();
  input.axes.push_back({"optimizer.lr", {0.1, 0.01}, false});
  for (Observation& trial : input.trials) {
    trial.config["optimizer.lr"] = trial.config["noise.sigma"] == 0 ? 0.1 : 0.01;
  }
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_THAT(figures[0].tied, ElementsAre("optimizer.lr"));
  EXPECT_THAT(figures[0].fixed, IsEmpty());
}

TEST(Figure, PublishedNumbersAreAtTheirPoints) {
  DrawnResults input = small_input();
  const auto publish = [&](const char* key, const char* value, const char* activation, double number,
                           const char* unit) {
    input.published.push_back({.key = key,
                               .value = value,
                               .activation = activation,
                               .metric = "test_top1",
                               .number = number,
                               .unit = unit,
                               .statistic = "single"});
  };
  publish("noise.sigma", "1.0", "mish", 85.5, "percent");
  publish("noise.sigma", "7", "mish", 1, "percent");   // no point of ours
  publish("model.depth", "1", "relu", 2, "percent");   // of another axis
  publish("noise.sigma", "0", "swish", 3, "percent");  // no curve of ours
  const Figure figure = make_figures(input).at(0);
  EXPECT_TRUE(figure.has_published());
  EXPECT_FALSE(figure.series[0].cells[0].published || figure.series[0].cells[1].published);
  EXPECT_FALSE(figure.series[1].cells[0].published);
  EXPECT_EQ(figure.series[1].cells[1].published, 85.5);
  EXPECT_FALSE(make_figures(small_input()).at(0).has_published());
}

TEST(Figure, SaysAtWhichScaleTheExperimentWasRun) {
  DrawnResults input = small_input();
  input.scale = "desk";
  EXPECT_EQ(make_figures(input).at(0).title, "Test accuracy against input noise σ (scale:\u00a0desk)");
}

TEST(Figure, ScaleFollowsTheAxis) {
  DrawnResults input = small_input();
  input.axes.push_back({"optimizer.lr", {0.1, 1e-3, 0}, true});
  input.figures = {{"optimizer.lr", "test_top1", "", ""}};
  input.axes[0].key = input.axes[1].key = "unused";
  for (std::size_t i = 0; i < input.trials.size(); ++i) {
    input.trials[i].config["optimizer.lr"] = i % 2 == 0 ? 0.1 : 1e-3;
  }
  Figure figure = make_figures(input).at(0);
  EXPECT_EQ(figure.scale, Figure::Scale::kLog);
  EXPECT_THAT(figure.xs, ElementsAre(json(1e-3), json(0.1)));

  input.trials[0].config["optimizer.lr"] = 0;  // zero has no place on a logarithmic axis
  figure = make_figures(input).at(0);
  EXPECT_EQ(figure.scale, Figure::Scale::kCategory);
  EXPECT_THAT(figure.xs, ElementsAre(json(0.1), json(1e-3), json(0)));

  input.figures[0].x = "model.activation";
  EXPECT_EQ(make_figures(input).at(0).scale, Figure::Scale::kCategory);
}

TEST(Figure, AnActivationHasItsStyleWhicheverOthersAreDrawn) {
  DrawnResults input = small_input();
  const Style mish = make_figures(input).at(0).series[1].style;
  input.trials.erase(input.trials.begin(), input.trials.begin() + 4);
  const Figure alone = make_figures(input).at(0);
  ASSERT_EQ(alone.series.size(), 1U);
  EXPECT_EQ(alone.series[0].style.color, mish.color);
  EXPECT_EQ(alone.series[0].style.marker, mish.marker);
}

TEST(Figure, WithoutACurveKeyEachActivationIsAPanel) {
  DrawnResults input = small_input();
  input.figures.push_back({"noise.sigma", "test_top1", "", "Pooled"});
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 3U);
  EXPECT_EQ(figures[1].title, "Pooled (activation: relu)");
}

TEST(Figure, NothingFinishedIsNotDrawable) {
  DrawnResults input = small_input();
  for (Observation& trial : input.trials) trial = unfinished(trial.trial_id, trial.config, "pending");
  EXPECT_FALSE(make_figures(input).at(0).drawable());
  EXPECT_EQ(make_figures(input).at(0).missing(), 8U);
  input.trials.clear();
  EXPECT_FALSE(make_figures(input).at(0).drawable());
}

FigureSpec spec_of(const std::string& x, const std::string& y, const std::string& by = "model.activation") {
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
  EXPECT_EQ(level_of(spec_of("noise.sigma", "test_top1")), Level::kTrial);
  EXPECT_EQ(level_of(spec_of("epoch", "test_top1")), Level::kEpoch);
  EXPECT_EQ(level_of(spec_of("epoch", "dead_units")), Level::kLayer);
  EXPECT_EQ(level_of(spec_of("noise.sigma", "grad_norm")), Level::kTrial);
  EXPECT_EQ(level_of(spec_of("epoch", "grad_norm")), Level::kEpoch);
  EXPECT_EQ(level_of(spec_of("epoch", "grad_norm", "layer")), Level::kLayer);
  EXPECT_EQ(level_of(spec_of("preactivation", "density")), Level::kDensity);
  EXPECT_THAT(details_for({spec_of("noise.sigma", "seconds_to_90")}).times, ElementsAre("seconds_to_90"));
  EXPECT_THAT(details_for({spec_of("layer", "dead_units")}).levels, ElementsAre(Level::kLayer));
}

TEST(Details, OfLayersAreThoseAfterTheLastEpoch) {
  DrawnResults input = layered_input();
  input.figures = {spec_of("layer", "dead_units"), spec_of("layer", "grad_norm"), spec_of("epoch", "dead_units")};
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
  input.figures = {spec_of("epoch", "dead_units")};
  input.figures[0].where = {{"layer", {"2"}}, {"model.activation", {"mish"}}};
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 1U);
  ASSERT_EQ(figures[0].series.size(), 1U);
  EXPECT_EQ(figures[0].series[0].label, "Mish");
  EXPECT_THAT(figures[0].notes, ElementsAre("Only layer 2, activation Mish"));
}

TEST(Figure, DrawsEachOfTheListedValues) {
  DrawnResults input = small_input();
  for (Observation& trial : input.trials) {
    if (trial.trial_id == "e" || trial.trial_id == "f") trial.config["noise.sigma"] = 4;
  }
  input.axes[1].values = {0, 1, 4};
  input.figures[0].where = {{"noise.sigma", {"1", "4"}}};
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_THAT(figures[0].xs, ElementsAre(json(1), json(4)));
  EXPECT_THAT(figures[0].notes, ElementsAre("Only input noise σ 1 or 4"));
}

/// A union of blocks that vary one thing each, as a study of sensitivity is.
TEST(Details, OfWhatNothingElseChanges) {
  DrawnResults input = small_input();
  input.axes.push_back({"batch_size", {32, 128}, false});
  input.axes.push_back({"epochs", {3, 10}, false});
  input.axes.push_back({"noise.split", {"both", "test"}, false});  // goes with the size of the batch
  std::vector<Observation> trials;
  const std::vector<std::pair<int, int>> setups = {{128, 10}, {128, 10}, {128, 10}, {128, 10}, {32, 10}, {128, 3}};
  for (const auto& [batch, epochs] : setups) {
    Observation one = finished("a", input.trials[0].config, batch + epochs);
    one.config["batch_size"] = batch;
    one.config["epochs"] = epochs;
    one.config["noise.split"] = batch == 32 ? "test" : "both";
    one.config["seed"] = trials.size();
    trials.push_back(one);
  }
  input.trials = trials;
  input.figures = {spec_of("batch_size", "test_loss")};
  EXPECT_EQ(make_figures(input).size(), 2U);
  input.figures[0].others_default = true;
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures[0].series[0].cells[0].n(), 1U);
  EXPECT_EQ(figures[0].series[0].cells[1].n(), 4U);
  EXPECT_THAT(figures[0].notes, ElementsAre("All other axes at their defaults"));
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
  input.figures = {spec_of("preactivation", "density")};
  const std::vector<Figure> figures = make_figures(input);
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].title, "Density against pre-activation (epoch: 0)");
  EXPECT_EQ(figures[0].xs.size(), 2U);
}

TEST(Figure, ShowsAndStatesASelection) {
  const std::vector<Figure> figures =
      make_figures(tuned_results(), {{.x = "model.activation",
                                      .y = "test_top1",
                                      .by = "",
                                      .title = "",
                                      .select = Selection{.over = "optimizer.lr", .by = "val_top1"}}});
  ASSERT_EQ(figures.size(), 1U);  // the learning rate makes no panels
  EXPECT_EQ(figures[0].series[0].cells[0].summary->mean, 80.5);
  EXPECT_EQ(figures[0].series[0].cells[0].n(), 2U);
  EXPECT_THAT(
      figures[0].notes,
      ElementsAre(
          "The learning rate with the best mean val_top1 over the seeds, of 2 values each: ReLU: 0.01; Mish: 0.1",
          "At the end of the range, so a better value may lie beyond it: ReLU, Mish"));
}

}  // namespace
}  // namespace actsweep::report
