#include "harness/store/query.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using namespace testing_support;

constexpr const char* kOnlyReads = "a query is one statement that only reads: SELECT, WITH, VALUES or EXPLAIN";

TEST_F(StoreTest, AQueryGivesNamesAndTypedValues) {
  Store store = writer();
  std::vector<std::string> names;
  EXPECT_THAT(rows(store, "SELECT 1 AS i, 0.5 AS r, 'x' AS t, NULL AS n, x'00ff' AS b; -- fine", &names),
              ElementsAre(ElementsAre(1, 0.5, "x", nullptr, "00ff")));
  EXPECT_THAT(names, ElementsAre("i", "r", "t", "n", "b"));
  EXPECT_THAT(rows(store, "SELECT value FROM json_each('[1, 2]')"), ElementsAre(ElementsAre(1), ElementsAre(2)));
  EXPECT_EQ(rows(store, "PRAGMA table_info(run)").size(), 8);
}

TEST_F(StoreTest, AQueryWithoutRowsStillHasColumns) {
  Store store = writer();
  std::vector<std::string> names;
  EXPECT_TRUE(rows(store, "SELECT trial, outcome FROM result", &names).empty());
  EXPECT_THAT(names, ElementsAre("trial", "outcome"));
}

TEST_F(StoreTest, AQueryCannotWriteOnAnyConnection) {
  Store writable = writer();
  writable.record_experiment("e", "", {});
  Store readable = reader();
  const std::string elsewhere = (folder_ / "elsewhere.db").string();
  for (const std::string& sql : {std::string("DELETE FROM experiment"), std::string("CREATE TABLE x (y)"),
                                 std::string("CREATE TEMP TABLE x (y)"), "ATTACH '" + elsewhere + "' AS other",
                                 "VACUUM INTO '" + elsewhere + "'", std::string("PRAGMA user_version = 9"),
                                 std::string("PRAGMA journal_mode = DELETE"), std::string("PRAGMA wal_checkpoint"),
                                 std::string("BEGIN"), std::string("SAVEPOINT s"), std::string("DETACH main"),
                                 std::string("SELECT 1; DELETE FROM experiment"), std::string("SELECT 1; SELECT 2"),
                                 std::string("INSERT INTO experiment SELECT * FROM experiment RETURNING id")}) {
    EXPECT_EQ(error_of([&] { rows(writable, sql); }), kOnlyReads) << sql;
    EXPECT_EQ(error_of([&] { rows(readable, sql); }), kOnlyReads) << sql;
  }
  EXPECT_FALSE(std::filesystem::exists(elsewhere));
  EXPECT_THAT(rows(readable, "SELECT count(*) FROM experiment"), ElementsAre(ElementsAre(1)));
  writable.record_experiment("after the constraints", "", {});
}

TEST_F(StoreTest, AWrongQuerySaysWhatSqliteSays) {
  Store store = writer();
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"model.activation", "mish"}})});
  EXPECT_EQ(error_of([&] { rows(store, "SELECT FROM result"); }), "in the query: near \"FROM\": syntax error");
  EXPECT_EQ(error_of([&] { rows(store, "-- nothing"); }), "the query is empty");
  // SQLite's default would read it as the text "model.activaton".
  EXPECT_EQ(error_of([&] { rows(store, "SELECT \"model.activaton\" FROM result"); }),
            "in the query: no such column: model.activaton (did you mean model.activation?)");
}

TEST_F(StoreTest, AWrongNameIsAnsweredWithTheRightOne) {
  Store store = writer();
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"optimizer.preset", "keras"}})});
  const auto hint_for = [&](const std::string& sql) {
    const std::string message = error_of([&] { rows(store, sql); });
    return message.substr(std::min(message.find(" ("), message.size()));
  };
  for (const char* sql : {"SELECT slots FROM run", "SELECT r.slots FROM run AS r", "SELECT SLOTS FROM run"}) {
    EXPECT_EQ(hint_for(sql), " (it is now called jobs)") << sql;
  }
  EXPECT_EQ(hint_for("SELECT t.semantics FROM trial AS t"), " (it is now called training_version)");
  EXPECT_EQ(hint_for("SELECT \"r\".\"optimizer.flavour\" FROM result AS r"), " (it is now called optimizer.preset)");
  EXPECT_EQ(hint_for("SELECT \"optimizer.flavour\" FROM result"), " (it is now called optimizer.preset)");
  for (const char* sql : {"SELECT 1 FROM layers", "SELECT 1 FROM LAYERS", "SELECT 1 FROM main.layers"}) {
    EXPECT_EQ(hint_for(sql), " (it is now called diagnostics)") << sql;
  }
  EXPECT_EQ(hint_for("SELECT 1 FROM look"), " (it is now called interim_analysis)");
  EXPECT_EQ(hint_for("SELECT 1 FROM reslt"), " (did you mean result?)");
  EXPECT_EQ(hint_for("SELECT hots FROM run"), " (did you mean host?)");
  EXPECT_EQ(hint_for("SELECT r.outcom FROM result AS r"), " (did you mean outcome?)");
  EXPECT_EQ(hint_for("SELECT seconds FROM result"), " (seconds is a column of epoch)");
  EXPECT_EQ(hint_for("SELECT nothing_like_it FROM result"), "");
}

TEST_F(StoreTest, AQuerySeesTheTablesThatItIsGiven) {
  Store store = writer();
  const ExtraTable table{.name = "extra", .columns = {"name TEXT", "value"}, .rows = [] {
                           return std::vector<Store::Row>{{"a", 1}, {"b", nullptr}, {"c", 0.5}, {"d", "x"}};
                         }};
  std::vector<Store::Row> found;
  const auto on_row = [&](const Store::Row& row) { found.push_back(row); };
  const auto expected =
      ElementsAre(ElementsAre("a", 1), ElementsAre("b", nullptr), ElementsAre("c", 0.5), ElementsAre("d", "x"));
  const auto ignore = [](const auto&) {};
  for (int i = 0; i < 2; ++i) {
    found.clear();
    store.query("SELECT * FROM extra", ignore, on_row, {table});
    EXPECT_THAT(found, expected);
  }
  found.clear();
  query_tables({table}, "SELECT * FROM extra", ignore, on_row);
  EXPECT_THAT(found, expected);
}

/// A database with a done, a diverged and a failed trial.
class NamedQueriesTest : public StoreTest {
 protected:
  NamedQueriesTest() : store_(writer()) {
    store_.begin_run({});
    const auto experiment = store_.record_experiment("e", "", {});
    const auto columns = [](const char* activation, int seed) {
      return std::map<std::string, nlohmann::json>{{"dataset", "mnist"},
                                                   {"model", "mlp"},
                                                   {"model.activation", activation},
                                                   {"precision", "float32"},
                                                   {"seed", seed}};
    };
    store_.enqueue(experiment, {trial("a", columns("mish", 0)), trial("b", columns("relu", 0)),
                                trial("c", columns("relu", 1)), trial("d", columns("swish", 0))});
    store_.lease("a", "data");
    const auto attempt = store_.begin_attempt("a", on_data("data"));
    for (const auto& [number, dead_units] : {std::pair{0, 0.0}, {1, 25.0}}) {
      LayerEpoch layer{.epoch = number, .module = "1"};
      layer.dead_units = dead_units;
      store_.record_layer(attempt, layer);
    }
    store_.record_epoch(attempt, epoch(1, 80));
    store_.finish_attempt(attempt, Outcome::kDone);
    train(store_, "b", "data", 99);
    train(store_, "c", "data", 10, Outcome::kDiverged, "the loss is NaN");
    train(store_, "d", "data", 10, Outcome::kFailed, "out of memory");
  }

  Store store_;
};

TEST_F(NamedQueriesTest, EachIsDescribedAndRuns) {
  EXPECT_GE(named_queries().size(), 6);
  for (const NamedQuery& query : named_queries()) {
    EXPECT_GT(query.description.size(), 20) << query.name;
    if (query.name == "paper") continue;  // reads a table that the command brings
    EXPECT_FALSE(rows(store_, query.sql).empty()) << query.name;
  }
}

TEST_F(NamedQueriesTest, BestRanksDivergedActivationsLast) {
  EXPECT_THAT(rows(store_, named_query("best").sql),
              ElementsAre(ElementsAre("mnist", "mlp", "mish", 1, 0, 80.0, 1.0, "float32", 1, "data"),
                          ElementsAre("mnist", "mlp", "relu", 2, 1, 99.0, 1.0, "float32", 1, "data")));
}

TEST_F(NamedQueriesTest, DeadUnitsAreThoseOfTheLastEpoch) {
  EXPECT_THAT(rows(store_, named_query("dead_units").sql),
              ElementsAre(ElementsAre("e", "mish", 1, "1", 1, 25.0, nullptr, nullptr, "float32", 1, "data")));
}

TEST_F(NamedQueriesTest, FailuresHaveTheirReason) {
  const auto found = rows(store_, named_query("failures").sql);
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].front(), "d");
  EXPECT_EQ(found[0].back(), "out of memory");
}

TEST(NamedQuery, AnUnknownNameSuggestsTheNearest) {
  EXPECT_EQ(
      error_of([] { named_query("sumary"); }),
      "unknown query sumary (did you mean summary?); known: attempts, best, dead_units, failures, paper, progress, "
      "provenance, slowest, summary");
}

}  // namespace
}  // namespace actsweep
