#include "harness/store/named_queries.h"

#include <gmock/gmock.h>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using namespace testing_support;

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
    EXPECT_FALSE(rows(store_, query.sql).empty()) << query.name;
  }
}

TEST_F(NamedQueriesTest, BestRanksWhatDivergedLast) {
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
  EXPECT_EQ(error_of([] { named_query("sumary"); }),
            "no query is named sumary (did you mean summary?); there are attempts, best, dead_units, failures, paper, "
            "progress, "
            "provenance, slowest, summary");
}

}  // namespace
}  // namespace actsweep
