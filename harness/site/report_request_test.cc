#include "harness/site/report_request.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "harness/config/config_testing.h"

namespace actsweep::site {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ReportRequestTest : public ExperimentTest {
 protected:
  /// The message of the error; empty if the experiment is accepted.
  static std::string error_of(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
    try {
      prepare(load(yaml, overrides));
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(ReportRequestTest, FiguresAndClaimsNeedTrials) {
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: epochs, y: test_top1}]}\n"),
            "e.yaml:2:9: report: figures, claims and a ranking need trials; add `trial` or `grid` to the file");
  EXPECT_EQ(error_of("name: e\nreport: {graphs: {activations: [mish]}}\n"), "");
  EXPECT_FALSE(load("name: e\nreport: {graphs: {activations: [mish]}}\n").trains);
  EXPECT_TRUE(load("name: e\n").trains);
}

TEST_F(ReportRequestTest, Figures) {
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: noise.sigma, y: test_topl}]}\ntrial: {}\n"),
            "e.yaml:2:40: report.figures.y: unknown metric test_topl (did you mean test_top1?)");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: epoch, y: test_top1, by: epoch}]}\ntrial: {}\n"),
            "e.yaml:2:20: report.figures: epoch is both x and by");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: epochs, y: test_top1, minus: mish}]}\ntrial: {}\n"),
            "e.yaml:2:53: report.figures.minus: needs `by`, because it is a value of that key");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: epochs, y: test_top1, others: usual}]}\ntrial: {}\n"),
            "e.yaml:2:54: report.figures.others: usual is not one of default (it is now called default)");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: epochs, y: test_top1, runs: many}]}\ntrial: {}\n"),
            "e.yaml:2:52: report.figures.runs: many is not true or false");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: noise.sgma, y: test_top1}]}\ntrial: {}\n"),
            "e.yaml:2:24: report.figures.x: these trials have no key noise.sgma (did you mean noise.sigma?)");
}

TEST_F(ReportRequestTest, Tables) {
  const auto with = [](const std::string& table) {
    return "name: e\nreport: {figures: [{" + table + "}]}\ntrial: {}\n";
  };
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: test_top1, against: ReLU")), "");
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: seconds")), "");
  EXPECT_EQ(error_of(with("rows: model, y: test_top1")), "e.yaml:2:20: report.figures: the key columns is missing");
  EXPECT_EQ(error_of(with("columns: model, y: test_top1")), "e.yaml:2:20: report.figures: the key rows is missing");
  EXPECT_EQ(error_of(with("rows: model, columns: model.name, y: test_top1")),
            "e.yaml:2:20: report.figures: model is both rows and columns");
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: test_topl")),
            "e.yaml:2:64: report.figures.y: unknown metric test_topl (did you mean test_top1?)");
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: lr")),
            "e.yaml:2:64: report.figures.y: a table marks the best, but neither higher nor lower lr is better; use, "
            "say, test_top1");
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: test_top1, by: seed")),
            "e.yaml:2:75: report.figures.by: unknown key; known here: rows, columns, y, title, against, where, others, "
            "select");
}

TEST_F(ReportRequestTest, FiguresOfMissingMeasurements) {
  const auto with = [](const std::string& figure) {
    return "name: e\nreport: {figures: [{" + figure + "}]}\ntrial: {}\n";
  };
  EXPECT_EQ(error_of(with("x: layer, y: dead_units")),
            "e.yaml:2:34: report.figures.y: dead_units is a diagnostic, which these trials do not record; add, say, "
            "diagnostics: {images: 256}");
  EXPECT_EQ(error_of(with("x: layer, y: test_top1")), "e.yaml:2:24: report.figures.x: these trials have no key layer");
  EXPECT_EQ(error_of(with("x: epochs, y: density"), {"diagnostics.images=8"}),
            "e.yaml:2:35: report.figures.y: density is the density of pre-activations: it needs x: preactivation and "
            "a `by` other than epoch");
  EXPECT_EQ(error_of(with("x: epoch, y: dead_units, by: layer"), {"diagnostics.images=8"}), "");
  EXPECT_EQ(error_of(with("x: epoch, y: test_top1, where: {modle: cnn6}")),
            "e.yaml:2:53: report.figures.where: these trials have no key modle (did you mean model?)");
}

TEST_F(ReportRequestTest, SelectionsThatCannotChoose) {
  const auto with = [](const std::string& grid, const std::string& select) {
    return "name: e\ngrid: {" + grid +
           "}\nreport:\n  figures:\n    - {x: model.activation, y: test_top1, select: " + select + "}\n";
  };
  EXPECT_EQ(error_of(with("optimizer.lr: [1, 2]", "{over: optimizer.lr, by: val_top1}")),
            "e.yaml:5:76: report.figures.select.by: val_top1 needs a validation split; add, say, "
            "validation: 0.1");
  EXPECT_EQ(error_of(with("epochs: [1, 2]", "{over: optimizer.lr, by: val_top1}")),
            "e.yaml:5:58: report.figures.select.over: optimizer.lr is not an axis of the grid");
  EXPECT_EQ(error_of(with("epochs: [1, 2]", "{over: model.activation, by: val_top1}")),
            "e.yaml:5:51: report.figures.select.over: is chosen for each point, so it cannot be an axis of the figure");
  EXPECT_EQ(error_of(with("optimizer.lr: [1, 2]", "{over: optimizer.lr, by: val_top1}"), {"validation=0.1"}), "");
  EXPECT_THAT(error_of(with("optimizer.lr: [1, 2]", "{over: optimizer.lr, by: val_top1}"), {"validation=0"}),
              HasSubstr("val_top1 needs a validation split"));
}

/// Everything below `report` is checked before anything trains.
class ReportCheck : public ReportRequestTest {
 protected:
  struct Case {
    std::string line;   ///< with ^ at the place of the error
    std::string error;  ///< behind the place; empty: accepted
  };
  /// Checks each line below `key`.
  static void check(const char* key, const std::vector<Case>& cases, const std::vector<std::string>& overrides = {}) {
    for (auto [line, error] : cases) {
      if (const std::size_t at = line.find('^'); at != std::string::npos) {
        line.erase(at, 1);
        error = fmt::format("e.yaml:9:{}: {}", at + 5, error);
      }
      const std::string yaml = fmt::format(R"(name: e
trial: {{diagnostics: {{images: 8}}, epochs: 3}}
grid:
  model.activation: [relu, {{name: mish, label: Mine}}, swish, {{name: elu, alpha: 0.5}}, {{name: elu, alpha: 2}}]
  noise.sigma: [0, 1, 2.5]
  seed: {{count: 2}}
report:
  {}:
    {}
)",
                                           key, line);
      EXPECT_EQ(error_of(yaml, overrides), error) << line;
    }
  }
  static std::string no_activation(const std::string& key, const std::string& name, const std::string& hint = "") {
    return fmt::format(
        "report.{}: model.activation has no value {}{}; it has relu, Mine, swish, elu (alpha 0.5), elu "
        "(alpha 2)",
        key, name, hint);
  }
};

TEST_F(ReportCheck, ChecksTheValuesOfFigures) {
  const std::string by = "- {x: noise.sigma, y: test_top1, by: model.activation, minus: ";
  const std::string where = "- {x: model.activation, y: test_top1, where: ";
  check(
      "figures",
      {{by + "relu}", ""},
       {by + "ReLU}", ""},
       {by + "Mish}", ""},
       {by + "mine}", ""},
       {by + "Swish-1}", ""},
       {by + "elu (alpha 0.5)}", ""},
       {by + "^elu}", "report.figures.minus: elu can mean elu (alpha 0.5), elu (alpha 2); write one of them"},
       {by + "^gelu}", no_activation("figures.minus", "gelu", " (did you mean relu?)")},
       {by + "^relu, where: {model.activation: Mish}}",
        "report.figures.minus: `where` leaves out model.activation relu"},
       {"- {x: model.activation, y: test_top1, by: noise.sigma, minus: +2.5}", ""},
       {"- {x: model.activation, y: test_top1, by: noise.sigma, minus: 25e-1}", ""},
       {"- {x: epoch, y: test_top1, by: noise.sigma, minus: ^2}",
        "report.figures.minus: noise.sigma has no value 2; it has 0, 1, 2.5"},
       {"- {x: layer, y: dead_units, by: epoch, minus: 3}", ""},
       {"- {x: layer, y: dead_units, by: epoch, minus: ^4}",
        "report.figures.minus: these trials have no dead_units after epoch 4"},
       {"- {rows: noise.sigma, columns: model.activation, y: test_top1, against: ^silu}",
        no_activation("figures.against", "silu", " (did you mean relu?)")},
       {where + "{noise.sigma: [1, 2.50], model.activation: Mish}}", ""},
       {where + "{noise.sigma: [1, ^7]}}",
        "report.figures.where.noise.sigma: noise.sigma has no value 7; it has 0, 1, 2.5"},
       {where + "{noise.sigma: ^[]}}", "report.figures.where.noise.sigma: the list is empty"},
       {where + "{noise.sigma: ^{a: 1}}}", "report.figures.where: expected a value or a list of values, got a mapping"},
       {where + "{batch_size: 128, limit_train: null}}", ""},
       {where + "{model: ^mlp}}", "report.figures.where.model: model has no value mlp; it has cnn6"},
       {where + "{model: cnn6, ^model.name: cnn6}}", "report.figures.where: the key model is given twice"},
       {"- {x: epoch, y: test_top1, where: {epoch: ^0}}",
        "report.figures.where.epoch: these trials have no test_top1 after epoch 0"},
       {"- {x: preactivation, y: density, where: {epoch: [0, 3]}}", ""},
       {"- {x: preactivation, y: density, where: {epoch: ^2}}",
        "report.figures.where.epoch: these trials have no density after epoch 2"},
       {"- {x: epoch, y: dead_units, where: {layer: ^first}}",
        "report.figures.where.layer: first is not the number of a layer; they count from 1"}});
}

TEST_F(ReportCheck, ChecksTheMetricsOfFigures) {
  check(
      "figures",
      {{"- {x: noise.sigma, y: seconds_to_95}", ""},
       {"- {x: noise.sigma, y: ^seconds_to_fast}",
        "report.figures.y: seconds_to_fast has no accuracy in percent, above 0 and at most 100; write, say, "
        "seconds_to_95"},
       {"- {x: noise.sigma, y: ^epochs_to_101}",
        "report.figures.y: epochs_to_101 has no accuracy in percent, above 0 and at most 100; write, say, "
        "epochs_to_95"},
       {"- {x: epoch, y: ^epochs_to_95}",
        "report.figures.y: epochs_to_95 is one number per trial, so the figure cannot be over epochs"},
       {"- {x: epoch, y: ^val_top1}", "report.figures.y: val_top1 needs a validation split; add, say, validation: 0.1"},
       {"- {x: epoch, y: ^penalty}", "report.figures.y: penalty needs a regularizer; add, say, regularizer: l2"},
       {"- {x: epoch, y: grad_norm, by: layer}", ""}});
  check("figures", {{"- {x: epoch, y: val_top1}", ""}}, {"validation=0.1"});
  check("figures",
        {{"- {x: layer, y: ^dead_units}",
          "report.figures.y: dead_units is a diagnostic, which these trials do not record; add, say, diagnostics: "
          "{images: 256}"}},
        {"diagnostics.images=0"});
}

TEST_F(ReportCheck, ChecksClaims) {
  const std::string better = "- {better: Mish, than: relu, over: noise.sigma, metric: ";
  const std::string drops = "- {drops: relu, margin: 1, metric: test_top1, over: noise.sigma, at: ";
  check("claims",
        {{better + "test_top1, at: [0, 2.5], at_least: 1 of 2}", ""},
         {"- {better: mish, than: ^gelu, over: noise.sigma, metric: test_top1}",
          no_activation("claims.than", "gelu", " (did you mean relu?)")},
         {"- {stable: ^elu, over: noise.sigma, margin: 1, metric: test_top1}",
          "report.claims.stable: elu can mean elu (alpha 0.5), elu (alpha 2); write one of them"},
         {"- ^{better: mish, than: Mine, over: noise.sigma, metric: test_top1}",
          "report.claims: compares an activation with itself"},
         {better + "^lr}",
          "report.claims.metric: neither higher nor lower lr is better; use, say, test_top1 or test_loss"},
         {better + "^test_topl}", "report.claims.metric: unknown metric test_topl (did you mean test_top1?)"},
         {better + "^dead_units}",
          "report.claims.metric: neither higher nor lower dead_units is better; use, say, test_top1 or test_loss"},
         {better + "^val_loss}", "report.claims.metric: val_loss needs a validation split; add, say, validation: 0.1"},
         {better + "test_top1, at: [0, ^3]}", "report.claims.at: noise.sigma has no value 3; it has 0, 1, 2.5"},
         {better + "test_top1, at: [1, ^1.0]}", "report.claims.at: 1.0 is given twice, as 1"},
         {better + "test_top1, at_least: ^3 of 4}", "report.claims.at_least: there are 3 points, not 4"},
         {better + "test_top1, at: [0], at_least: ^1 of 3}", "report.claims.at_least: there is 1 point, not 3"},
         {"- {better: mish, than: relu, over: ^noise.sima, metric: test_top1}",
          "report.claims.over: the grid has no axis noise.sima (did you mean noise.sigma?); its axes are "
          "model.activation, noise.sigma, seed"},
         {"- {better: mish, than: relu, over: ^model.activation, metric: test_top1}",
          "report.claims.over: noise.sigma varies, too; a claim is about one axis"},
         {drops + "[0, 2.5]}", ""},
         {drops + "^[2.5, 0]}", "report.claims.at: drops compares the points in the order of the axis: [0, 2.5]"}});
}

TEST_F(ReportCheck, ChecksTheRankingAndPublishedNumbers) {
  check("ranking",
        {{"{of: Mish, metric: test_top1}", ""},
         {"{of: elu, metric: test_top1}", ""},
         {"{of: ^gelu, metric: test_top1}", no_activation("ranking.of", "gelu", " (did you mean relu?)")},
         {"{metric: ^val_top1}", "report.ranking.metric: val_top1 needs a validation split; add, say, validation: 0.1"},
         {"^{of: mish}", "report.ranking: no figure names a metric; add, say, metric: test_top1"}});
  EXPECT_THAT(error_of("name: e\ntrial: {}\nreport: {paper: mnist_nois}\n"),
              HasSubstr("e.yaml:3:17: report.paper: results/paper has no experiment mnist_nois (did you mean "
                        "mnist_noise?)"));
}

/// A selection may lack what the file has, and have what the file lacks.
TEST_F(ReportCheck, ChecksASelectionAgainstTheWholeFile) {
  const std::vector<std::string> selection = {"model.activation=relu", "noise.sigma=0,9"};
  check("figures",
        {{"- {x: noise.sigma, y: test_top1, by: model.activation, minus: swish}", ""},
         {"- {x: model.activation, y: test_top1, where: {noise.sigma: [1, 9]}}", ""},
         {"- {x: model.activation, y: test_top1, where: {noise.sigma: [1, ^7]}}",
          "report.figures.where.noise.sigma: noise.sigma has no value 7; it has 0, 1, 2.5, 9"}},
        selection);
  check("claims",
        {{"- {better: swish, than: relu, over: noise.sigma, metric: test_top1, at_least: 2 of 3}", ""},
         {"- {better: swish, than: relu, over: noise.sigma, metric: test_top1, at: [1, 9]}", ""},
         {"- {better: ^gelu, than: relu, over: noise.sigma, metric: test_top1}",
          no_activation("claims.better", "gelu", " (did you mean relu?)")}},
        selection);
}

/// The texts of claims identify them in a database, so a right spelling stays; others become the trials' own.
TEST_F(ReportCheck, ReplacesOtherSpellings) {
  const ReportRequest request = prepare(load(R"(name: e
grid: {model.activation: [relu, mish], optimizer.lr: [0.001, 0.01], seed: {count: 2}}
report:
  figures: [{x: optimizer.lr, y: test_top1, by: model.activation, minus: Mish, where: {optimizer.lr: [1e-3, +0.01]}}]
  claims: [{better: Mish, than: relu, metric: test_top1, at: [1e-3, +0.01]}]
  ranking: {of: Mish}
)"))
                                    .request;
  EXPECT_EQ(request.figures[0].minus, "mish");
  EXPECT_THAT(request.figures[0].where.at("optimizer.lr"), ElementsAre("1e-3", "0.01"));
  EXPECT_EQ(request.claims[0].text(), "mish better than relu in test_top1 at 1e-3, 0.01");
  EXPECT_EQ(request.ranking->of, "mish");
}

}  // namespace
}  // namespace actsweep::site
