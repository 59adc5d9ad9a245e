#include "harness/store/reader.h"

#include <gmock/gmock.h>

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
  // Not, as SQLite has it by default, the text "model.activaton".
  EXPECT_EQ(error_of([&] { rows(store, "SELECT \"model.activaton\" FROM result"); }),
            "in the query: no such column: model.activaton (did you mean model.activation?)");
}

}  // namespace
}  // namespace actsweep
