#include "harness/config/experiment.h"

#include <gmock/gmock.h>

#include "harness/config/config_testing.h"

namespace actsweep {
namespace {

using ::testing::HasSubstr;

class ExperimentFilesTest : public ExperimentTest {
 protected:
  ExperimentFilesTest() {
    std::filesystem::create_directories("base");
    write("base/cnn.yaml",
          "trial:\n"
          "  model: {name: cnn6, dropout: 0.25, width: 100}\n"
          "  optimizer: {name: sgd, lr: 0.1, momentum: 0.9}\n"
          "  epochs: 10\n"
          "scales:\n"
          "  desk: {epochs: 3, seed: {count: 4}}\n"
          "  smoke: {epochs: 1, limit_train: 100}\n");
  }

  static void write(const std::string& name, const std::string& text) { std::ofstream(name) << text; }
  static nlohmann::json only(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
    return trials(yaml, overrides).front().flat;
  }
};

TEST_F(ExperimentFilesTest, InheritKeysFromTheFilesTheyExtend) {
  const auto trial = only("extends: base/cnn.yaml\nname: e\ntrial: {model.width: 200, batch_size: 64}\n");
  EXPECT_EQ(trial.at("model.dropout"), 0.25);
  EXPECT_EQ(trial.at("model.width"), 200);
  EXPECT_EQ(trial.at("optimizer.momentum"), 0.9);
  EXPECT_EQ(trial.at("epochs"), 10);
  EXPECT_EQ(trial.at("batch_size"), 64);
}

TEST_F(ExperimentFilesTest, InheritEachKeyOfTheReportSeparately) {
  write("base/asking.yaml",
        "report:\n"
        "  ranking: {of: mish}\n"
        "  figures: [{x: seed, y: test_loss}]\n");
  const Experiment experiment =
      load("extends: base/asking.yaml\nname: e\nreport:\n  figures: [{x: epochs, y: test_top1}]\n");
  ASSERT_EQ(experiment.report.entries.size(), 2U);
  ASSERT_EQ(experiment.report.find("figures")->items.size(), 1U);
  EXPECT_EQ(experiment.report.find("figures")->items[0].find("x")->text, "epochs");
  EXPECT_EQ(experiment.report.find("ranking")->find("of")->text, "mish");
  EXPECT_EQ(load("extends: base/asking.yaml\nname: e\nreport: {ranking: {}}\n").report.find("ranking")->find("of"),
            nullptr);
  EXPECT_EQ(load("extends: base/asking.yaml\nname: e\n").report.find("figures")->items.size(), 1U);
  EXPECT_EQ(load("extends: base/cnn.yaml\nname: e\n").report.find("ranking"), nullptr);
}

TEST_F(ExperimentFilesTest, AreRebuiltFromTheRecordedText) {
  write("base/cnn2.yaml", "# Looks like the line between two files:\n# cnn.yaml:\nextends: cnn.yaml\n");
  const std::vector<std::string> overrides = {"scale=desk", "batch_size=16"};
  const Experiment read =
      load("extends: base/cnn2.yaml\nname: e\ntrial: {model.width: 200}\ngrid: {seed: [0, 1]}\n", overrides);
  const ExperimentFile recorded = ExperimentFile::from_recorded(read.yaml, "recorded");
  EXPECT_EQ(recorded.name(), "e");
  const Experiment again = recorded.experiment(overrides);
  EXPECT_EQ(again.yaml, read.yaml);
  const Grid a(built_in_schema(), read), b(built_in_schema(), again);
  std::vector<TrialId> ids, ids_again;
  a.for_each([&](const Point& point) { ids.push_back(point.id); });
  b.for_each([&](const Point& point) { ids_again.push_back(point.id); });
  EXPECT_EQ(ids, ids_again);
  EXPECT_EQ(ids.size(), 4U);  // the seeds of the scale
}

TEST_F(ExperimentFilesTest, DropInheritedParametersOfAComponentTheySet) {
  const auto trial = only("extends: base/cnn.yaml\nname: e\ntrial: {optimizer: {name: adam, eps: 1e-4}}\n");
  EXPECT_EQ(trial.at("optimizer"), "adam");
  EXPECT_EQ(trial.at("optimizer.lr"), 1e-3);
  EXPECT_EQ(trial.at("optimizer.eps"), 1e-4);
}

TEST_F(ExperimentFilesTest, ApplyTheRequestedScale) {
  const std::string yaml = "extends: base/cnn.yaml\nname: e\ngrid: {seed: {count: 9}}\nscales: {desk: {epochs: 5}}\n";
  const Experiment full = load(yaml), desk = load(yaml, {"scale=desk"});
  EXPECT_EQ(full.scale, "full");
  EXPECT_EQ(desk.scale, "desk");
  EXPECT_EQ(desk.overrides, std::vector<std::string>{"scale=desk"});
  EXPECT_EQ(trials(yaml).size(), 9U);
  EXPECT_EQ(trials(yaml, {"scale=desk"}).size(), 4U);
  EXPECT_EQ(only(yaml, {"scale=desk"}).at("epochs"), 5);  // the file has precedence over its base
  EXPECT_EQ(only(yaml, {"scale=smoke"}).at("limit_train"), 100);
  EXPECT_EQ(only(yaml, {"epochs=2", "scale=desk"}).at("epochs"), 2);  // and the command line over both
  EXPECT_EQ(load("name: e\n").scale, "");
}

TEST_F(ExperimentFilesTest, KeepTheirAxesAtEveryScale) {
  const std::string yaml = "extends: base/cnn.yaml\nname: e\ngrid: {epochs: [5, 20], seed: {count: 9}}\n";
  EXPECT_EQ(trials(yaml, {"scale=desk"}).size(), 2U * 4U);
  EXPECT_EQ(only(yaml, {"scale=desk"}).at("epochs"), 5);
}

/// A trial does not depend on the scale that includes it.
TEST_F(ExperimentFilesTest, GiveTrialsTheIdsOfTheirSettings) {
  const std::string yaml = "extends: base/cnn.yaml\nname: e\n";
  EXPECT_EQ(trials(yaml, {"scale=smoke"})[0].id, trials(yaml, {"epochs=1", "limit_train=100"})[0].id);
}

TEST_F(ExperimentFilesTest, AreRejectedWithThePlaceOfTheMistake) {
  EXPECT_EQ(error_of("extends: base/cnn.yaml\n"), "e.yaml:1:1: the key name is missing");
  EXPECT_EQ(error_of("extends: nowhere.yaml\nname: e\n"), "e.yaml:1:10: extends: no file nowhere.yaml");
  write("f.yaml", "extends: e.yaml\n");
  EXPECT_THAT(error_of("extends: f.yaml\nname: e\n"), HasSubstr("extends: the files extend each other in a circle"));
  EXPECT_EQ(error_of("extends: base/cnn.yaml\nname: e\n", {"scale=dekst"}),
            "command line, scale=dekst: scale: \"dekst\" is not a scale of this experiment; its scales are full, desk, "
            "smoke");
  EXPECT_EQ(error_of("extends: base/cnn.yaml\nname: e\nscale: huge\n"),
            "e.yaml:3:8: scale: \"huge\" is not a scale of this experiment; its scales are full, desk, smoke");
  EXPECT_EQ(error_of("name: e\nscales: {desk: {epochs: many}}\nscale: desk\n"),
            "e.yaml:2:25: epochs: many is not a whole number of at least 1 and at most 1000000");
  EXPECT_EQ(error_of("name: e\nscales: {full: {epochs: 1}}\n"),
            "e.yaml:2:10: scales.full: full means the file without changes; choose another name");
  EXPECT_EQ(error_of("name: e\nscales: [desk]\n"),
            "e.yaml:2:9: scales: expected a mapping of names to mappings of keys, got a list");
}

}  // namespace
}  // namespace actsweep
