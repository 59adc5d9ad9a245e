#include "harness/report/report.h"

#include <gmock/gmock.h>

#include "harness/report/report_testing.h"
#include "harness/util/files.h"

namespace actsweep::report {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> names(const std::vector<fs::path>& paths) {
  std::vector<std::string> names;
  for (const fs::path& path : paths) {
    EXPECT_TRUE(fs::exists(path)) << path;
    names.push_back(path.filename());
  }
  return names;
}

TEST(Report, WritesEachFormatAndThePageFirst) {
  const fs::path out = fresh_folder();
  const std::vector<fs::path> paths = write(small_input(), out, {"html", "svg", "png", "csv"});
  EXPECT_EQ(paths.at(0), out / "small" / "index.html");
  EXPECT_THAT(names(paths), ElementsAre("index.html", "test_top1-vs-noise.sigma.svg", "test_top1-vs-noise.sigma.png",
                                        "test_top1-vs-noise.sigma.gp", "test_top1-vs-noise.sigma.csv",
                                        "test_top1-vs-noise.sigma.trials.csv"));
}

TEST(Report, EqualFileNamesGetNumbers) {
  DrawnResults input = small_input();
  input.figures.push_back(input.figures[0]);
  EXPECT_THAT(names(write(input, fresh_folder(), {"svg"})),
              ElementsAre("test_top1-vs-noise.sigma.svg", "test_top1-vs-noise.sigma-2.svg"));
}

TEST(Report, LeavesOnlyWhatWasAskedFor) {
  const fs::path out = fresh_folder();
  EXPECT_THAT(names(write(small_input(), out, {"html"})), ElementsAre("index.html"));
  EXPECT_EQ(std::distance(fs::directory_iterator(out / "small"), fs::directory_iterator()), 1);
  const std::string page = read_file(out / "small" / "index.html");
  EXPECT_THAT(page, HasSubstr("src=\"data:image/svg+xml;base64,"));
  EXPECT_THAT(page, Not(HasSubstr("class=\"downloads\"")));
}

TEST(Report, ThePageTellsWhatIsMissing) {
  const fs::path out = fresh_folder();
  DrawnResults input = small_input();
  input.setup = {{"epochs", "3"}};
  input.provenance = {{"Commit", "abc123"}};
  input.remarks = {"only a part of the data"};
  input.overrides = "seed=0,1";
  const std::string page = read_file(write(input, out, {"html", "csv", "svg"}).at(0));
  for (const char* text :
       {"<h1>A small experiment</h1>", "selected with <code>seed=0,1</code>", "7 of 8 trials finished",
        "<li class=\"bad\">1 diverged</li>", "<li class=\"bad\">1 failed</li>", "killed by signal 9 (SIGKILL)",
        "loss not finite in epoch 2", "model.activation = relu, noise.sigma = 1, seed = 1", "1 trial missing.",
        "<small>n = 1, 1 diverged</small>", "<strong>92.00 ± 12.71</strong>", "<dt>epochs</dt><dd>3</dd>", "abc123",
        "only a part of the data", "accuracy 10 %, loss 2.303 nats", "href=\"test_top1-vs-noise.sigma.csv\"",
        "78.29 to 103.71"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  EXPECT_THAT(page, Not(HasSubstr("href=\"test_top1-vs-noise.sigma.png\"")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(Report, HostileTextsAreEscaped) {
  const std::string hostile = "<script>alert('1')</script>&\"\n../../x";
  DrawnResults input = small_input();
  input.name = input.title = input.overrides = hostile;
  input.axes.push_back({"dataset", {hostile}, false});
  input.setup = {{hostile, hostile}};
  input.provenance = {{hostile, hostile}};
  input.remarks = {hostile};
  input.figures[0].title = hostile;
  for (Observation& trial : input.trials) {
    trial.trial_id = trial.error = hostile;
    trial.config["dataset"] = hostile;
    trial.config["model.activation"] = hostile + trial.config["model.activation"].get<std::string>();
  }
  const fs::path out = fresh_folder();
  const std::vector<fs::path> paths = write(input, out, {"html", "svg", "csv"});
  for (const fs::path& path : paths) {
    EXPECT_EQ(path.parent_path(), out / "script-alert-1-script-x");
  }
  const std::string page = read_file(paths.at(0));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("<h1>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;"));
}

TEST(Report, FiguresWithoutAFinishedTrialSaySo) {
  DrawnResults input = small_input();
  for (Observation& trial : input.trials) trial = unfinished(trial.trial_id, trial.config, "pending");
  const std::vector<fs::path> paths = write(input, fresh_folder(), {"html", "svg", "png"});
  EXPECT_THAT(names(paths), ElementsAre("index.html"));
  const std::string page = read_file(paths[0]);
  EXPECT_THAT(page, HasSubstr("0 of 8 trials finished"));
  EXPECT_THAT(page, HasSubstr("No trial of this figure is finished yet."));
}

}  // namespace
}  // namespace actsweep::report
