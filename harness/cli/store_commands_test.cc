#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "harness/cli/commands.h"
#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using namespace testing_support;

class StoreCommandsTest : public StoreTest {
 protected:
  /// The output of the program for these arguments.
  std::string run(std::vector<std::string> arguments) const {
    CLI::App app;
    int status = 0;
    add_status_command(app, status);
    add_query_command(app, status);
    add_export_command(app, status);
    arguments.insert(arguments.end(), {"--db", path_.string()});
    std::reverse(arguments.begin(), arguments.end());  // the order that CLI11 expects
    testing::internal::CaptureStdout();
    try {
      app.parse(arguments);
    } catch (...) {
      testing::internal::GetCapturedStdout();
      throw;
    }
    return testing::internal::GetCapturedStdout();
  }

  void fill() const {
    Store store = writer();
    store.begin_run({});
    store.enqueue(store.record_experiment("noise", "", {}), {trial("a", {{"model.activation", "mish"}, {"seed", 0}}),
                                                             trial("b", {{"model.activation", "relu"}, {"seed", 0}})});
    train(store, "a", "data", 97.5);
    train(store, "b", "data", 10, Outcome::kFailed, "out of memory");
    store.end_run();
  }
};

TEST_F(StoreCommandsTest, QueryPrintsTheRequestedFormat) {
  fill();
  const std::string sql = "SELECT \"model.activation\" AS activation, test_top1 FROM result";
  EXPECT_EQ(run({"query", sql}), "activation  test_top1\nmish             97.5\n");
  EXPECT_EQ(run({"query", sql, "--format", "csv"}), "activation,test_top1\nmish,97.5\n");
  EXPECT_EQ(run({"query", sql, "--format", "json"}), "[\n  {\"activation\": \"mish\", \"test_top1\": 97.5}\n]\n");
  EXPECT_EQ(run({"query", sql, "--format", "md"}), "| activation | test_top1 |\n| --- | --- |\n| mish | 97.5 |\n");
  EXPECT_THAT(run({"query", "progress", "--format", "csv"}), HasSubstr("noise,2,0,0,1,0,1,"));
}

TEST_F(StoreCommandsTest, QueryWithoutArgumentsListsTheNames) {
  EXPECT_THAT(run({"query", "--format", "csv"}), testing::AllOf(StartsWith("query,shows\n"), HasSubstr("\nsummary,")));
}

TEST_F(StoreCommandsTest, AllNeedADatabase) {
  const std::string message = "no database at " + path_.string() + " yet: `actsweep run` makes one";
  EXPECT_EQ(error_of([&] { run({"status"}); }), message);
  EXPECT_EQ(error_of([&] { run({"query", "best"}); }), message);
  EXPECT_EQ(error_of([&] { run({"export"}); }), message);
}

TEST_F(StoreCommandsTest, StatusShowsCountsAndFailures) {
  fill();
  const std::string text = run({"status", "noise"});
  EXPECT_THAT(text, HasSubstr("noise           2     1         0       1        0        0   50 %"));
  EXPECT_THAT(text, HasSubstr("out of memory"));
  EXPECT_EQ(error_of([&] {
              run({"status", "noises"});
            }),
            "no experiment noises in " + path_.string() + " (did you mean noise?)");
}

TEST_F(StoreCommandsTest, ExportWritesAFileCompletelyOrNotAtAll) {
  fill();
  const auto out = folder_ / "new" / "noise.csv";
  EXPECT_EQ(run({"export", "noise", "--out", out.string()}), "");
  std::stringstream text;
  text << std::ifstream(out).rdbuf();
  EXPECT_THAT(text.str(), StartsWith("trial,experiment,model.activation,seed,attempt,outcome,data_sha256,epoch,lr,"));
  EXPECT_THAT(text.str(), HasSubstr("\na,noise,mish,0,1,done,data,1,,"));
  EXPECT_THAT(run({"export", "--all"}), HasSubstr("\nb,noise,relu,0,2,failed,data,1,"));

  const auto other = folder_ / "other.csv";
  EXPECT_EQ(error_of([&] {
              run({"export", "nois", "--out", other.string()});
            }),
            "no experiment nois in " + path_.string() + " (did you mean noise?)");
  EXPECT_EQ(error_of([&] {
              run({"export", "--out", (folder_ / "new").string()});
            }),
            "cannot write " + (folder_ / "new").string() + ": Is a directory");
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    EXPECT_THAT(entry.path().string(), testing::Not(HasSubstr(".part")));
  }
}

}  // namespace
}  // namespace actsweep
