#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/cli/cli_testing.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A short experiment whose only claim holds by a wide margin: a constant activation learns nothing.
class ClaimsCommand : public ::testing::Test {
 protected:
  ClaimsCommand() : folder_(fs::path(::testing::TempDir()) / fmt::format("actsweep-claims-{}", getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    std::ofstream(file()) << R"(name: constant
trial:
  dataset: {name: synthetic, height: 8, width: 8, train: 300, test: 200, noise: 0.05}
  model: {name: mlp, depth: 1, width: 32}
  optimizer: {name: adam, lr: 0.01}
  batch_size: 32
grid:
  model.activation: [relu, {formula: "0 * x"}]
  epochs: [3, 4]
  seed: {count: 4}
report:
  figures:
    - {x: epochs, y: test_top1, by: model.activation}
  claims:
    - {better: relu, than: formula, metric: test_top1, source: <i>nowhere</i>}
  ranking: {of: relu}
)";
  }
  ~ClaimsCommand() override { fs::remove_all(folder_); }

  std::string file() const { return folder_ / "constant.yaml"; }
  std::string database() const { return folder_ / "a.db"; }

  fs::path folder_;
};

TEST_F(ClaimsCommand, JudgesTheTrialsAndShowsTheVerdictsOnASite) {
  const ProcessResult run = testing::actsweep({"run", file(), "--db", database()});
  ASSERT_EQ(run.exit_status, 0) << run.output;
  const ProcessResult judged = testing::actsweep({"claims", file(), "--db", database(), "--format", "json"});
  ASSERT_EQ(judged.exit_status, 0) << judged.output;
  const auto table = nlohmann::json::parse(judged.output);
  ASSERT_EQ(table.size(), 1U);
  EXPECT_EQ(table[0].at("verdict"), "reproduced");
  EXPECT_EQ(table[0].at("claim"), "relu better than formula in test_top1");
  EXPECT_EQ(table[0].at("seeds"), 4);
  const fs::path site = folder_ / "site";
  const ProcessResult report = testing::actsweep({"report", "--all", file(), "--db", database(), "--out", site});
  ASSERT_EQ(report.exit_status, 0) << report.output;
  const std::string index = read_file(site / "index.html");
  EXPECT_THAT(index, HasSubstr("<a href=\"constant/index.html\">"));
  EXPECT_THAT(index, HasSubstr("<img src=\"constant/test_top1-vs-epochs.svg\""));
  EXPECT_THAT(index, HasSubstr("<li>reproduced: relu better than formula in test_top1</li>"));
  EXPECT_TRUE(fs::exists(site / "constant" / "test_top1-vs-epochs.svg"));
  EXPECT_THAT(read_file(site / "constant" / "index.html"), HasSubstr("Source: &lt;i&gt;nowhere&lt;/i&gt;."));
  const std::string wins = "ReLU against formula</th><td>2</td><td>2 / 0 / 0</td><td><strong>2 / 0 / 0</strong>";
  EXPECT_THAT(read_file(site / "constant" / "index.html"), HasSubstr(wins));
  EXPECT_THAT(index, HasSubstr(wins));
  EXPECT_THAT(read_file(site / "constant" / "ranking.csv"), HasSubstr("\n3,relu,formula,4,"));
}

/// One experiment is no YAML, one has a wrong claim, one was never run.
TEST_F(ClaimsCommand, GoesOnAfterAWrongExperiment) {
  const ProcessResult run = testing::actsweep({"run", file(), "--db", database()});
  ASSERT_EQ(run.exit_status, 0) << run.output;
  const std::string torn = folder_ / "a_torn.yaml", wrong = folder_ / "b_wrong.yaml";
  std::ofstream(torn) << "name: [torn\n";
  std::string text = read_file(file());
  text.replace(text.find("than: formula"), 13, "than: formlua");
  text.replace(text.find("name: constant"), 14, "name: wrong");
  std::ofstream(wrong) << text;
  const ProcessResult planned = testing::actsweep({"plan", wrong, "--db", database()});
  EXPECT_EQ(planned.exit_status, 2);
  EXPECT_THAT(planned.output, HasSubstr(":15:28: report.claims.than: model.activation has no value formlua (did you "
                                        "mean formula?); it has relu, formula"));
  const fs::path site = folder_ / "site";
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"claims"}, {"report", "--all", "--out", site}, {"report", "--out", site}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {torn, wrong, file(), "--db", database()});
    fs::remove_all(site);
    const ProcessResult result = testing::actsweep(arguments);
    EXPECT_EQ(result.exit_status, 2);
    EXPECT_THAT(result.output, HasSubstr("actsweep: " + torn + ":"));
    EXPECT_THAT(result.output, HasSubstr("actsweep: " + wrong + ":15:28: report.claims.than: "));
    if (command[0] == "claims") {
      EXPECT_THAT(result.output, HasSubstr("relu better than formula in test_top1"));
    } else {
      EXPECT_TRUE(fs::exists(site / "constant" / "index.html"));
      EXPECT_EQ(fs::exists(site / "index.html"), command[1] == "--all");
    }
  }
  const ProcessResult none = testing::actsweep({"report", "--all", torn, wrong, "--db", database(), "--out", site});
  EXPECT_EQ(none.exit_status, 2);
  EXPECT_FALSE(fs::exists(site / "wrong"));
}

/// A file with claims but no figures has a page of its claims.
TEST_F(ClaimsCommand, NeedsNoFigures) {
  std::string text = read_file(file());
  const std::size_t figures = text.find("  figures:"), claims = text.find("  claims:");
  text.erase(figures, claims - figures);
  text.replace(text.find("test_top1, source"), 9, "epochs_to_50, over: epochs");
  text.replace(text.find("{of: relu}"), 10, "{of: relu, metric: test_loss}");
  std::ofstream(file()) << text;
  const ProcessResult run = testing::actsweep({"run", file(), "--db", database(), "seed=0,1"});
  ASSERT_EQ(run.exit_status, 0) << run.output;
  const ProcessResult report = testing::actsweep({"report", file(), "--db", database(), "--out", folder_ / "site"});
  ASSERT_EQ(report.exit_status, 0) << report.output;
  EXPECT_THAT(read_file(folder_ / "site" / "constant" / "index.html"),
              HasSubstr("relu better than formula in epochs_to_50"));
}

TEST_F(ClaimsCommand, GetsSeedsUntilItIsDecided) {
  const ProcessResult run =
      testing::actsweep({"run", file(), "--db", database(), "seed={count: 2}", "--until-decided"});
  ASSERT_EQ(run.exit_status, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("constant, 2 seeds: relu better than formula in test_top1 (undecided)"));
  EXPECT_THAT(run.output, HasSubstr("seeds: relu better than formula in test_top1 (reproduced)"));
  const ProcessResult analyses = testing::actsweep(
      {"query", "SELECT count(*), min(seeds) FROM interim_analysis", "--db", database(), "--format", "csv"});
  EXPECT_THAT(analyses.output, ::testing::ContainsRegex("\n[2-9],2\n"));
  const ProcessResult judged = testing::actsweep({"claims", file(), "--db", database()});
  EXPECT_THAT(judged.output, HasSubstr("with more trials each time: p is adjusted for that"));
  const ProcessResult none = testing::actsweep({"run", file(), "--db", database(), "seed=1,2", "--until-decided"});
  EXPECT_EQ(none.exit_status, 2);
  EXPECT_THAT(none.output, HasSubstr("--until-decided continues the seeds 0, 1, 2, … only"));
}

TEST_F(ClaimsCommand, IsUndecidedWithoutTrialsAndAsksForClaims) {
  const ProcessResult run = testing::actsweep({"run", file(), "--db", database(), "seed=0"});
  ASSERT_EQ(run.exit_status, 0) << run.output;
  const ProcessResult judged = testing::actsweep({"claims", file(), "--db", database()});
  EXPECT_EQ(judged.exit_status, 0);
  EXPECT_THAT(judged.output, HasSubstr("undecided"));
  EXPECT_THAT(judged.output, HasSubstr("one seed shows no spread: run more"));
  const ProcessResult none = testing::actsweep({"claims", "experiments/quickstart.yaml", "--db", database()});
  EXPECT_EQ(none.exit_status, 2);
  EXPECT_THAT(none.output, HasSubstr("these experiments have no claims; add some under report.claims"));
}

TEST(ListPrecisions, AsksTheTrainer) {
  const ProcessResult listed = testing::actsweep({"list", "precisions", "--format", "json"});
  ASSERT_EQ(listed.exit_status, 0) << listed.output;
  const auto rows = nlohmann::json::parse(listed.output);
  ASSERT_GE(rows.size(), 2U);
  EXPECT_EQ(rows[1].at("precision"), "float32");
  EXPECT_EQ(rows[1].at("device"), "cpu");
  EXPECT_EQ(rows[1].at("supported"), "yes");
  EXPECT_THAT(rows[0].at("supported"), ::testing::AnyOf("yes", HasSubstr("no: this CPU has no AVX512_BF16")));
}

TEST(QueryPaper, NeedsNoDatabase) {
  const ProcessResult shown = testing::actsweep({"query", "paper", "--db", "/nonexistent.db", "--format", "csv"});
  EXPECT_EQ(shown.exit_status, 0);
  EXPECT_THAT(shown.output,
              HasSubstr("mnist_depth,model.depth,15,mish,test_top1,98.43,percent,single,1,printed,Layers_Acc.ipynb"));
}

}  // namespace
}  // namespace actsweep
