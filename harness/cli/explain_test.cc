// `explain` and `status --failed` after real runs, some of them disturbed.

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "datasets/test_files.h"
#include "harness/cli/cli_testing.h"
#include "harness/store/store.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kExperiment =
    "name: tiny\n"
    "trial:\n"
    "  dataset: {name: synthetic, train: 400, test: 100}\n"
    "  model: {name: mlp, width: 32}\n"
    "  optimizer: {name: sgd, lr: 0.01}\n"
    "  epochs: 1\n"
    "  batch_size: 20\n"
    "grid:\n"
    "  model.activation: [relu, mish]\n"
    "  seed: {count: 2}\n";

/// Enough epochs to disturb the run.
constexpr const char* kLong = "epochs=20000";

class Explain : public ::testing::Test {
 protected:
  Explain() {
    folder_ = fs::temp_directory_path() / ("actsweep-explain-" + std::to_string(getpid()));
    fs::create_directories(folder_);
    std::ofstream(file()) << kExperiment;
  }
  ~Explain() override { fs::remove_all(folder_); }

  std::string file() const { return folder_ / "tiny.yaml"; }
  std::string database() const { return folder_ / "tiny.db"; }

  ProcessResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--db", database()});
    return testing::actsweep(arguments);
  }
  std::string explain(const std::string& trial) const {
    const ProcessResult result = run({"explain", trial});
    EXPECT_EQ(result.exit_status, 0) << result.output;
    return result.output;
  }
  /// The only value of a query; empty without one.
  std::string value(const std::string& sql) const {
    std::string value;
    const Store store(database(), Store::Access::kReadOnly);
    store.query(
        sql, [](const auto&) {},
        [&](const Store::Row& row) { value = row[0].is_string() ? row[0].get<std::string>() : row[0].dump(); });
    return value;
  }
  std::string some_trial() const { return value("SELECT min(id) FROM trial"); }
  void change_database(const std::string& sql) const { SQLite::Database(database(), SQLite::OPEN_READWRITE).exec(sql); }

  /// Waits until a query returns a value.
  std::string wait_for(const std::string& sql) const {
    for (int attempt = 0; attempt < 600; ++attempt) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      if (!fs::exists(database())) continue;
      try {
        if (std::string found = value(sql); !found.empty()) return found;
      } catch (const std::exception&) {
        continue;  // the run is still creating the database
      }
    }
    ADD_FAILURE() << "no result of " << sql;
    return "0";
  }
  /// Runs one long trial and, when it has recorded an epoch, does something to the run.
  ProcessResult disturbed_run(std::vector<std::string> arguments, const std::function<void()>& disturb) const {
    arguments.insert(arguments.begin(), {"run", file(), kLong, "seed=0", "model.activation=relu", "--jobs", "1",
                                         "--checkpoint-every", "0"});
    ProcessResult result;
    std::thread thread([&] { result = run(arguments); });
    wait_for("SELECT 1 FROM epoch");
    disturb();
    thread.join();
    return result;
  }
  void send(int signal, const std::string& pid_query) const { kill(std::stoi(wait_for(pid_query)), signal); }

  fs::path folder_;
};

TEST_F(Explain, ADoneTrialIsSkippedUnlessItsDataChanged) {
  ASSERT_EQ(run({"run", file()}).exit_status, 0);
  const std::string trial = some_trial();
  const std::string done = explain(trial.substr(0, 12));
  EXPECT_THAT(done, HasSubstr("trial             " + trial + "\n"));
  EXPECT_THAT(done, HasSubstr("settings          model.activation="));
  EXPECT_THAT(done, HasSubstr("state             done\n"));
  EXPECT_THAT(done, HasSubstr(" trained 1 epoch on data "));
  EXPECT_THAT(done, HasSubstr("next run          skipped: it was trained on the data set found now ("));
  EXPECT_THAT(done, HasSubstr("\ntiny "));
  EXPECT_THAT(done, AllOf(HasSubstr("yes          none"), HasSubstr("done *")));

  change_database("UPDATE attempt SET data_sha256 = 'abcdef0123'; UPDATE outcome SET data_sha256 = 'abcdef0123'");
  const std::string other_data = explain(trial);
  EXPECT_THAT(other_data,
              AllOf(HasSubstr("state             done\n"), HasSubstr(", not abcdef01; a result on other data")));
  EXPECT_THAT(other_data, HasSubstr("next run          trained again, from the start"));
}

TEST_F(Explain, SaysWhetherTheLastRequestOfAnExperimentContainsIt) {
  ASSERT_EQ(run({"run", file(), "seed=1"}).exit_status, 0);
  const std::string trial = some_trial();
  ASSERT_EQ(run({"run", file(), "seed=0"}).exit_status, 0);
  EXPECT_THAT(explain(trial),
              AllOf(HasSubstr("no           seed=0"),
                    HasSubstr("next run          none: its experiments, as last run, no longer contain")));
  change_database("UPDATE experiment SET yaml = 'extends: nothing.yaml'");
  EXPECT_THAT(explain(trial), HasSubstr("unknown      seed=0"));
}

TEST_F(Explain, TheDataSetMayBeMissing) {
  const std::filesystem::path data = folder_ / "data";
  testing::write_small_idx_set(data / "kmnist");
  ASSERT_EQ(run({"run", file(), "seed=0", "model.activation=relu", "dataset=kmnist", "--data", data}).exit_status, 0);
  const std::string text = explain(some_trial());
  EXPECT_THAT(text, AllOf(HasSubstr("next run          `run` stops: "), HasSubstr(": skipped: it was trained on it.")));
}

TEST_F(Explain, DivergenceIsAResult) {
  ASSERT_EQ(run({"run", file(), "seed=0", "optimizer.lr=1e30"}).exit_status, 0);
  EXPECT_THAT(explain(some_trial()),
              AllOf(HasSubstr("state             diverged\n"), HasSubstr(" diverged in epoch 1: the "),
                    HasSubstr("next run          skipped: "), HasSubstr("diverged *")));
}

TEST_F(Explain, AFailureIsShownWithItsReasonLogAndCheckpoint) {
  const std::string worker = "SELECT pid FROM attempt WHERE ended_at IS NULL AND pid > 0";
  const ProcessResult result = disturbed_run({"--retries", "0"}, [&] {
    std::ofstream("/proc/" + wait_for(worker) + "/fd/2") << "first words\nlast \x1b[2Jwords\n";
    send(SIGKILL, worker);
  });
  EXPECT_EQ(result.exit_status, 1) << result.output;
  const std::string text = explain(some_trial());
  EXPECT_THAT(text, AllOf(HasSubstr("failed\n"), HasSubstr("killed by signal 9 (Killed).\n")));
  EXPECT_THAT(text,
              HasSubstr("skipped, because it failed; `run --retry-failed` trains it again, from its checkpoint ("));
  EXPECT_THAT(text, HasSubstr("last lines of the log of attempt 1:\n    | first words\n    | last \\x1b[2Jwords\n"));

  const std::string plan = run({"plan", file(), kLong, "seed=0", "model.activation=relu"}).output;
  EXPECT_THAT(plan, HasSubstr("finished: 0, failed: 1 (skipped without --retry-failed), to train: 0\n"));
  EXPECT_THAT(plan, Not(HasSubstr("cost")));

  const std::string few = run({"status"}).output;
  EXPECT_THAT(few, AllOf(HasSubstr("killed by signal 9 (Killed)\n"), Not(HasSubstr("2Jwords")),
                         HasSubstr("--failed shows the last lines of their logs\n")));
  const std::string failed = run({"status", "tiny", "--failed"}).output;
  EXPECT_THAT(failed, HasSubstr("killed by signal 9 (Killed)\n    | first words\n    | last \\x1b[2Jwords\n"));
}

TEST_F(Explain, ATimeoutIsAFailure) {
  disturbed_run({"--timeout", "1"}, [] {});
  EXPECT_THAT(explain(some_trial()), HasSubstr(": exceeded --timeout (1 s)."));
}

TEST_F(Explain, RunningAndInterruptedAreDistinguished) {
  std::string while_running;
  disturbed_run({}, [&] {
    while_running = explain(some_trial());
    send(SIGINT, "SELECT pid FROM run");
  });
  EXPECT_THAT(while_running, AllOf(HasSubstr("running\n"), HasSubstr("holds it and is alive; its last heartbeat was "),
                                   HasSubstr(" of 20000 epochs."), HasSubstr("  running  ")));
  EXPECT_THAT(explain(some_trial()),
              AllOf(HasSubstr("pending\n"), HasSubstr(" was interrupted at "), HasSubstr("interrupted by the user"),
                    HasSubstr("trained again, from its checkpoint (after step "),
                    HasSubstr("*.safetensors (to resume from; ")));
}

TEST_F(Explain, ADamagedCheckpointIsNotResumed) {
  disturbed_run({}, [&] { send(SIGINT, "SELECT pid FROM run"); });
  const std::string trial = some_trial();
  EXPECT_THAT(explain(trial), HasSubstr("trained again, from its checkpoint ("));
  for (const auto& entry : fs::directory_iterator(database() + ".checkpoints")) {
    if (entry.path().extension() != ".safetensors") continue;
    std::string bytes = read_file(entry.path());
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    write_file_atomically(entry.path(), bytes);
  }
  EXPECT_THAT(explain(trial), AllOf(HasSubstr("trained again, from the start: the checkpoint "),
                                    HasSubstr("is damaged: its checksum is wrong")));
}

TEST_F(Explain, ARunThatDiedHoldsNothing) {
  disturbed_run({}, [&] { send(SIGKILL, "SELECT pid FROM run"); });
  EXPECT_THAT(explain(some_trial()), AllOf(HasSubstr("pending\n"), HasSubstr("held it and ended unexpectedly"),
                                           HasSubstr("  lost  "), HasSubstr("trained again, from its checkpoint (")));
}

TEST_F(Explain, ATrialOfAnotherTrainingVersionHasAnotherIdNow) {
  ASSERT_EQ(run({"run", file(), "seed=0", "model.activation=relu"}).exit_status, 0);
  const std::string now = some_trial();
  change_database("UPDATE trial SET training_version = 1, id = '0000000000000001'");
  EXPECT_THAT(explain("00000000"),
              AllOf(HasSubstr("state             of another training version\n"), HasSubstr("never mixed"),
                    HasSubstr("now has the id " + now + ", which is not in this database")));
  ASSERT_EQ(run({"run", file(), "seed=0", "model.activation=relu"}).exit_status, 0);
  EXPECT_THAT(explain("00000000"), HasSubstr("now has the id " + now + ", which is done in this database"));
  EXPECT_THAT(run({"explain", "00000000", now}).output,
              AllOf(HasSubstr("the same configuration\n"), HasSubstr("training version  1 ")));
}

TEST_F(Explain, TwoTrialsAreCompared) {
  ASSERT_EQ(run({"run", file(), "seed=0"}).exit_status, 0);
  const std::string relu = value("SELECT id FROM trial WHERE \"model.activation\" = 'relu'");
  const std::string mish = value("SELECT id FROM trial WHERE \"model.activation\" = 'mish'");
  EXPECT_EQ(run({"explain", relu, mish}).output,
            "key               " + relu + "  " + mish + "\nmodel.activation  relu              mish\n");
}

TEST_F(Explain, BadInputIsOneLine) {
  const ProcessResult no_database = run({"explain", "0123"});
  EXPECT_EQ(no_database.exit_status, 2);
  EXPECT_THAT(no_database.output, HasSubstr("no database at "));
  ASSERT_EQ(run({"run", file(), "seed=0"}).exit_status, 0);
  const ProcessResult unknown = run({"explain", "nonesuch\x1b"});
  EXPECT_EQ(unknown.exit_status, 2);
  EXPECT_THAT(unknown.output,
              HasSubstr("actsweep: no trial begins with nonesuch\\x1b in " + database() + "; `actsweep"));
  EXPECT_EQ(std::count(unknown.output.begin(), unknown.output.end(), '\n'), 1);
  change_database("UPDATE trial SET id = '00' || id");
  const ProcessResult ambiguous = run({"explain", "00"});
  EXPECT_EQ(ambiguous.exit_status, 2);
  EXPECT_THAT(ambiguous.output,
              AllOf(HasSubstr("actsweep: 2 trials begin with 00 in "), HasSubstr("give more digits")));
  EXPECT_EQ(run({"explain"}).exit_status, 2);
  EXPECT_EQ(run({"explain", "a", "b", "c"}).exit_status, 2);
}

}  // namespace
}  // namespace actsweep
