#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <memory>

#include "harness/schema/trial_params.h"
#include "harness/store/store_testing.h"
#include "harness/util/files.h"
#include "harness/util/process.h"

namespace actsweep {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using namespace testing_support;

const std::string kData(64, 'd');
const std::string kOtherData(64, 'e');

/// Stands in for the creation of trials from their configuration.
TrialRecord remade(const nlohmann::json& config) {
  if (!config.contains("seed")) throw InputError("the key seed is missing");
  const int seed = config["seed"];
  return {fmt::format("{:016x}", seed), config, {{"seed", seed}}, kTrainingVersion};
}

std::string id(int seed) { return fmt::format("{:016x}", seed); }

class MergeTest : public StoreTest {
 protected:
  /// A database with an experiment of these seeds, whose run has begun.
  std::unique_ptr<Store> source(const std::string& name, const std::vector<int>& seeds) const {
    auto made = std::make_unique<Store>(folder_ / name, Store::Access::kReadWrite);
    Store& store = *made;
    std::vector<TrialRecord> trials;
    for (const int seed : seeds) trials.push_back(remade({{"seed", seed}}));
    store.enqueue(store.record_experiment("e", "name: e", {"epochs=1"}), trials);
    store.begin_run({"run e.yaml", 2});
    return made;
  }

  MergeSummary merge(const std::string& name) { return store_.merge(folder_ / name, remade); }

  std::vector<Store::Row> results() const {
    return rows(store_, "SELECT trial, seed, outcome, epochs_run, test_top1, data_sha256 FROM result ORDER BY trial");
  }

  /// Corrupts a source with one result, and returns the error of merging it.
  std::string refusal(const std::string& sql) {
    std::filesystem::remove(folder_ / "bad.db");
    {
      const auto store_source = source("bad.db", {7});
      Store& store = *store_source;
      train(store, id(7), kData, 50);
      store.record_interim_analysis({"e", "claim", "evidence", 1});
      store.end_run();
    }
    SQLite::Database database((folder_ / "bad.db").string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA ignore_check_constraints = ON; PRAGMA journal_mode = DELETE");
    database.exec(sql);
    return error_of([&] { merge("bad.db"); });
  }

  Store store_ = writer();
};

TEST_F(MergeTest, TakesOverWhatItHoldsAndDoesNothingASecondTime) {
  {
    const auto one_source = source("one.db", {0, 1, 2});
    Store& one = *one_source;
    train(one, id(0), kData, 80);
    train(one, id(1), kData, 10, Outcome::kDiverged, "the loss is NaN");
    train(one, id(2), kData, 0, Outcome::kFailed, "out of memory");
    one.lease(id(0), kData, {.finished = true});
    one.record_interim_analysis({"e", "mish better", "evidence", 1});
  }
  {
    const auto two_source = source("two.db", {2, 3});
    Store& two = *two_source;
    ASSERT_EQ(two.lease(id(3), kData), LeaseResult::kGranted);
    const auto attempt = two.begin_attempt(id(3), on_data(kData));
    LayerEpoch layer{.epoch = 1, .module = "1", .preactivations = R"({"counts":[1,2],"from":-1,"to":1})"};
    layer.dead_units = 12.5;
    two.record_layer(attempt, layer);
    two.record_epoch(attempt, epoch(1, 90));
    two.finish_attempt(attempt, Outcome::kDone);
    train(two, id(2), kData, 70);
  }
  const MergeSummary one = merge("one.db");
  EXPECT_EQ(one.trials, 3u);
  EXPECT_EQ(one.new_trials, 3u);
  EXPECT_EQ(one.attempts, 3u);
  EXPECT_EQ(one.results, 2u);
  const MergeSummary two = merge("two.db");
  EXPECT_EQ(two.new_trials, 1u);
  EXPECT_EQ(two.results, 2u);
  const auto merged = results();
  EXPECT_THAT(
      merged,
      ElementsAre(ElementsAre(id(0), 0, "done", 1, 80.0, kData), ElementsAre(id(1), 1, "diverged", 1, 10.0, kData),
                  ElementsAre(id(2), 2, "done", 1, 70.0, kData), ElementsAre(id(3), 3, "done", 1, 90.0, kData)));
  EXPECT_EQ(store_.layers({id(3)}).at(id(3))[0].dead_units, 12.5);
  EXPECT_THAT(rows(store_, "SELECT x.name, x.yaml, x.overrides, count(*) FROM experiment AS x JOIN experiment_trial"),
              ElementsAre(ElementsAre("e", "name: e", R"(["epochs=1"])", 4)));
  EXPECT_EQ(store_.interim_analysis_number({"e", "mish better", "more evidence", 2}), 2);
  EXPECT_THAT(rows(store_, "SELECT count(*), count(ended_at) FROM run"), ElementsAre(ElementsAre(2, 2)));

  for (const char* name : {"one.db", "two.db"}) {
    const MergeSummary again = merge(name);
    EXPECT_EQ(again.attempts + again.results + again.new_trials, 0u);
    EXPECT_GT(again.known_attempts, 0u);
  }
  EXPECT_EQ(results(), merged);
}

TEST_F(MergeTest, OfTwoResultsTheNewerCountsWhicheverComesFirst) {
  for (const auto& [name, top1, ended] : {std::tuple{"old.db", 60.0, "2026-01-01"}, {"new.db", 61.0, "2026-01-02"}}) {
    {
      const auto store_source = source(name, {0});
      Store& store = *store_source;
      train(store, id(0), kData, top1);
      train(store, id(0), kOtherData, top1 + 20);
      store.end_run();
    }
    SQLite::Database database((folder_ / name).string(), SQLite::OPEN_READWRITE);
    database.exec(fmt::format("UPDATE attempt SET ended_at = '{}T00:00:00.000Z'", ended));
  }
  merge("old.db");
  EXPECT_EQ(merge("new.db").results, 2u);
  Store other(folder_ / "other.db", Store::Access::kReadWrite);
  other.merge(folder_ / "new.db", remade);
  EXPECT_EQ(other.merge(folder_ / "old.db", remade).results, 0u);
  const char* sql = "SELECT test_top1 FROM result ORDER BY data_sha256";
  EXPECT_THAT(rows(store_, sql), ElementsAre(ElementsAre(61.0), ElementsAre(81.0)));
  EXPECT_EQ(rows(store_, sql), rows(other, sql));
}

TEST_F(MergeTest, LeavesOutOpenAttemptsAndOtherTrainingVersions) {
  const auto live_source = source("live.db", {0, 1});
  Store& live = *live_source;
  train(live, id(0), kData, 80);
  ASSERT_EQ(live.lease(id(1), kData), LeaseResult::kGranted);
  const auto attempt = live.begin_attempt(id(1), on_data(kData));
  EXPECT_EQ(merge("live.db").under_way, 1u);
  EXPECT_EQ(results().size(), 1u);
  EXPECT_EQ(store_.outcomes({id(1)}).at(id(1)).state, "pending");
  live.record_epoch(attempt, epoch(1, 70));
  live.finish_attempt(attempt, Outcome::kDone);
  EXPECT_EQ(merge("live.db").results, 1u);
  live.end_run();
  SQLite::Database((folder_ / "live.db").string(), SQLite::OPEN_READWRITE)
      .exec(fmt::format("UPDATE trial SET training_version = {} WHERE number = 1", kTrainingVersion - 1));
  EXPECT_EQ(merge("live.db").other_training_version, 1u);
}

TEST_F(MergeTest, LeavesATrialWithTheRunThatHoldsIt) {
  {
    const auto other_source = source("other.db", {0});
    Store& other = *other_source;
    train(other, id(0), kData, 80);
  }
  store_.enqueue(store_.record_experiment("e", "", {}), {remade({{"seed", 0}})});
  store_.begin_run({});
  ASSERT_EQ(store_.lease(id(0), kData), LeaseResult::kGranted);
  const auto attempt = store_.begin_attempt(id(0), on_data(kData));
  merge("other.db");
  EXPECT_TRUE(store_.is_held(id(0)));
  store_.record_epoch(attempt, epoch(1, 81));
  store_.finish_attempt(attempt, Outcome::kDone);
  EXPECT_EQ(results()[0][4], 81.0);
}

TEST_F(MergeTest, ChecksEveryValue) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"UPDATE trial_config SET config = '{\"seed\": 8}'", "it is not what was trained under that id"},
      {"UPDATE trial_config SET config = '{}'", "no configuration for this actsweep: the key seed is missing"},
      {"UPDATE trial_config SET config = '['", "config is not a JSON object"},
      {"DELETE FROM trial_config", "config is not a text"},
      {"UPDATE trial SET id = '../../../etc/pwd'", "id is not 16 hexadecimal digits"},
      {"UPDATE trial SET training_version = 'x'", "training_version is not an integer"},
      {"UPDATE experiment SET name = '../e'", "name is not a valid name of an experiment"},
      {"UPDATE experiment SET overrides = '[1]'", "overrides is not a list of texts"},
      {"UPDATE experiment SET last_seen = 'now'", "last_seen is not a time such as"},
      {"UPDATE experiment_trial SET experiment = 99", "belongs to an experiment that is missing"},
      {"UPDATE attempt SET outcome = 'better'", "outcome is not done, diverged, failed or interrupted"},
      {"UPDATE attempt SET data_sha256 = ''", "data_sha256 is not a SHA-256"},
      {"UPDATE attempt SET device = CAST(x'ff00' AS TEXT)", "device is not UTF-8"},
      {"UPDATE attempt SET error = printf('%70000d', 1)", "error is longer than 65536 bytes"},
      {"UPDATE attempt SET host = x'00'", "host is not a text"},
      {"UPDATE attempt SET run = 99", "has attempts of run 99"},
      {"UPDATE epoch SET test_top1 = 'all of them'", "test_top1 is not a finite number"},
      {"UPDATE epoch SET test_top1 = 9e999", "test_top1 is not a finite number"},
      {"UPDATE epoch SET epoch = -1", "epoch is -1, not from 1"},
      {"UPDATE interim_analysis SET seeds = -1", "seeds is -1, not from 0"},
      {"INSERT INTO layer_epoch (attempt, epoch, kind, position, module, preactivations) "
       "VALUES (1, 1, 'activation', 1, 'm', '{\"counts\": 1}')",
       "preactivations is not a histogram"},
      {"DROP TABLE interim_analysis", "has no table interim_analysis as actsweep makes it"},
      {"DROP TABLE interim_analysis; CREATE VIEW interim_analysis AS SELECT 1 AS id, 'e' AS experiment",
       "has no table interim_analysis as"},
      {"CREATE TABLE pragma_table_list (schema, name, type)",
       "has the table pragma_table_list, which actsweep does not"},
      {"CREATE TRIGGER t AFTER INSERT ON attempt BEGIN DELETE FROM epoch; END", "has the trigger t, which actsweep"},
      {"CREATE INDEX i ON trial (hex(zeroblob(number)))", "has the index i, which actsweep does not make"},
      {"DROP INDEX attempt_by_trial", "has no index attempt_by_trial as actsweep makes it"},
      {"DROP INDEX attempt_by_trial; CREATE INDEX attempt_by_trial ON attempt (error)",
       "has no index attempt_by_trial"},
      {"ALTER TABLE trial ADD COLUMN lr NOT NULL DEFAULT 1", "the table trial is not as actsweep makes it"},
      {"ALTER TABLE run ADD COLUMN x DEFAULT 'much'", "the table run is not as actsweep makes it"},
      {"UPDATE trial_config SET config = '{\"seed\":' || replace(hex(zeroblob(100000)), '00', '[')",
       "config is not a JSON object"},
      {"DROP TABLE interim_analysis; CREATE VIRTUAL TABLE interim_analysis USING fts5(experiment)",
       "has no table interim_analysis as actsweep makes it"},
      {"ALTER TABLE interim_analysis ADD COLUMN x AS (zeroblob(1000000))",
       "the table interim_analysis is not as actsweep makes it"},
      {"ALTER TABLE experiment RENAME COLUMN yaml TO y", "the table experiment is not as actsweep makes it"}};
  for (const auto& [sql, message] : cases) {
    SCOPED_TRACE(sql);
    EXPECT_THAT(refusal(sql), AllOf(StartsWith((folder_ / "bad.db").string() + ": "), HasSubstr(message)));
    for (const char* table : {"experiment", "run", "trial", "attempt", "epoch", "interim_analysis"}) {
      EXPECT_THAT(rows(store_, fmt::format("SELECT count(*) FROM {}", table)), ElementsAre(ElementsAre(0))) << table;
    }
  }
  EXPECT_EQ(refusal("SELECT 1"), "no error");
  EXPECT_EQ(results().size(), 1u);
}

TEST_F(MergeTest, OutputOfAProcessMayBeAnyBytes) {
  EXPECT_EQ(refusal("UPDATE attempt SET error = CAST(x'41ff42' AS TEXT)"), "no error");
  EXPECT_THAT(rows(store_, "SELECT error FROM attempt"), ElementsAre(ElementsAre("A\uFFFDB")));
}

TEST_F(MergeTest, AttemptsAreOrderedByTime) {
  {
    const auto other = source("older.db", {0});
    train(*other, id(0), kData, 0, Outcome::kFailed, "out of memory");
  }
  store_.enqueue(store_.record_experiment("e", "", {}), {remade({{"seed", 0}})});
  store_.begin_run({});
  ASSERT_EQ(store_.lease(id(0), kData), LeaseResult::kGranted);
  store_.finish_attempt(store_.begin_attempt(id(0), on_data(kData)), Outcome::kInterrupted, "by the user");
  merge("older.db");
  EXPECT_EQ(store_.outcomes({id(0)}).at(id(0)).state, "pending");
  EXPECT_EQ(store_.lease(id(0), kData), LeaseResult::kGranted) << "the failure is older than the interruption";
}

/// In a copy of a database, open attempts look like those of a dead run; the original has their results.
TEST_F(MergeTest, TakesOverTheResultOfAnAttemptThatIsInterruptedHere) {
  const auto original = source("original.db", {0});
  ASSERT_EQ(original->lease(id(0), kData), LeaseResult::kGranted);
  const auto attempt = original->begin_attempt(id(0), on_data(kData));
  run_process({"sqlite3", folder_ / "original.db", "VACUUM INTO '" + (folder_ / "copy.db").string() + "'"});
  Store copy(folder_ / "copy.db", Store::Access::kReadWrite);
  copy.release_dead_runs();
  original->record_epoch(attempt, epoch(1, 70));
  original->finish_attempt(attempt, Outcome::kDone);
  EXPECT_EQ(copy.merge(folder_ / "original.db", remade).results, 1u);
  EXPECT_TRUE(copy.is_finished(id(0), kData));
}

TEST_F(MergeTest, RefusesADamagedOrMissingSourceAndItself) {
  {
    const auto store_source = source("damaged.db", {0, 1});
    Store& store = *store_source;
    train(store, id(0), kData, 1);
    store.end_run();
  }
  const std::filesystem::path path = folder_ / "damaged.db";
  std::string bytes = read_file(path);
  for (std::size_t i = bytes.size() / 2; i < bytes.size(); i += 7) bytes[i] = static_cast<char>(bytes[i] ^ 0x15);
  write_file_atomically(path, bytes);
  EXPECT_THAT(error_of([&] { merge("damaged.db"); }), HasSubstr(path.string()));
  EXPECT_THAT(error_of([&] { merge("missing.db"); }), HasSubstr("no database at"));
  EXPECT_EQ(error_of([&] { merge("sweep.db"); }), path_.string() + " cannot be merged into itself");
  EXPECT_THAT(rows(store_, "SELECT count(*) FROM trial"), ElementsAre(ElementsAre(0)));
}

}  // namespace
}  // namespace actsweep
