#include "harness/site/report_request.h"

#include "harness/config/config_testing.h"

namespace actsweep::site {
namespace {

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
            "e.yaml:2:20: report.figures: there is no metric test_topl (did you mean test_top1?)");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: epoch, y: test_top1, by: epoch}]}\ntrial: {}\n"),
            "e.yaml:2:20: report.figures: epoch is both x and by");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: epochs, y: test_top1, minus: mish}]}\ntrial: {}\n"),
            "e.yaml:2:53: report.figures.minus: needs `by`, because it is a value of that key");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: epochs, y: test_top1, runs: many}]}\ntrial: {}\n"),
            "e.yaml:2:52: report.figures.runs: many is not true or false");
  EXPECT_EQ(error_of("name: e\nreport: {figures: [{x: noise.sgma, y: test_top1}]}\ntrial: {}\n"),
            "e.yaml:2:20: report.figures: these trials have no key noise.sgma (did you mean noise.sigma?)");
}

TEST_F(ReportRequestTest, Tables) {
  const auto with = [](const std::string& table) {
    return "name: e\nreport: {figures: [{" + table + "}]}\ntrial: {}\n";
  };
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: test_top1, against: mish")), "");
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: seconds")), "");
  EXPECT_EQ(error_of(with("rows: model, y: test_top1")), "e.yaml:2:20: report.figures: the key columns is missing");
  EXPECT_EQ(error_of(with("columns: model, y: test_top1")), "e.yaml:2:20: report.figures: the key rows is missing");
  EXPECT_EQ(error_of(with("rows: model, columns: model.name, y: test_top1")),
            "e.yaml:2:20: report.figures: model is both rows and columns");
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: test_topl")),
            "e.yaml:2:20: report.figures: there is no metric test_topl (did you mean test_top1?)");
  EXPECT_EQ(error_of(with("rows: model, columns: model.activation, y: lr")),
            "e.yaml:2:20: report.figures: a table marks the best, but neither higher nor lower lr is better; use, "
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
            "e.yaml:2:20: report.figures: dead_units is a diagnostic, which these trials do not record; add, say, "
            "diagnostics: {images: 256}");
  EXPECT_EQ(error_of(with("x: layer, y: test_top1")), "e.yaml:2:20: report.figures: these trials have no key layer");
  EXPECT_EQ(
      error_of(with("x: epochs, y: density"), {"diagnostics.images=8"}),
      "e.yaml:2:20: report.figures: density is the density of pre-activations: it needs x: preactivation, and another "
      "by than epoch");
  EXPECT_EQ(error_of(with("x: epoch, y: dead_units, by: layer"), {"diagnostics.images=8"}), "");
  EXPECT_EQ(error_of(with("x: epoch, y: test_top1, where: {modle: cnn6}")),
            "e.yaml:2:20: report.figures: these trials have no key modle (did you mean model?)");
}

TEST_F(ReportRequestTest, SelectionsThatCannotChoose) {
  const auto with = [](const std::string& grid, const std::string& select) {
    return "name: e\ngrid: {" + grid +
           "}\nreport:\n  figures:\n    - {x: model.activation, y: test_top1, select: " + select + "}\n";
  };
  EXPECT_EQ(error_of(with("optimizer.lr: [1, 2]", "{over: optimizer.lr, by: val_top1}")),
            "e.yaml:5:7: report.figures.select.by: val_top1 needs a validation split; add, say, "
            "validation: 0.1");
  EXPECT_EQ(error_of(with("epochs: [1, 2]", "{over: optimizer.lr, by: val_top1}")),
            "e.yaml:5:7: report.figures.select.over: optimizer.lr is not an axis of the grid");
  EXPECT_EQ(error_of(with("epochs: [1, 2]", "{over: model.activation, by: val_top1}")),
            "e.yaml:5:51: report.figures.select.over: is chosen for each point, so it cannot be an axis of the figure");
  EXPECT_EQ(error_of(with("optimizer.lr: [1, 2]", "{over: optimizer.lr, by: val_top1}"), {"validation=0.1"}), "");
}

}  // namespace
}  // namespace actsweep::site
