#include "harness/store/export.h"

#include <gmock/gmock.h>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using namespace testing_support;

class ExportTest : public StoreTest {
 protected:
  ExportTest() : store_(writer()) {
    store_.begin_run({});
    const auto one = store_.record_experiment("one", "", {});
    const auto two = store_.record_experiment("two", "", {});
    store_.enqueue(one, {trial("a", {{"seed", 0}, {"noise.sigma", 2}})});
    store_.enqueue(two, {trial("a", {{"seed", 0}, {"noise.sigma", 2}}), trial("b", {{"seed", 0}, {"model.depth", 3}})});
    train(store_, "a", "data", 20, Outcome::kFailed, "crash");
    store_.lease("a", "data", {.failed = true});
    const auto attempt = store_.begin_attempt("a", on_data("data"));
    store_.record_epoch(attempt, epoch(1, 80));
    store_.record_epoch(attempt, epoch(2, 90));
    store_.finish_attempt(attempt, Outcome::kDone);
    train(store_, "b", "data", 70);
  }

  /// trial, epoch, outcome and accuracy of each row
  std::vector<Store::Row> exported(const std::vector<std::string>& experiments, bool all) {
    return rows(store_, "SELECT trial, experiment, epoch, outcome, test_top1 FROM (" +
                            export_sql(store_, known_experiments(store_, experiments), all) + ")");
  }

  Store store_;
};

TEST_F(ExportTest, HasARowForEachEpochOfTheAcceptedAttempts) {
  EXPECT_THAT(exported({}, false),
              ElementsAre(ElementsAre("a", "one;two", 1, "done", 80.0), ElementsAre("a", "one;two", 2, "done", 90.0),
                          ElementsAre("b", "two", 1, "done", 70.0)));
}

TEST_F(ExportTest, AllIncludesWhatFailed) {
  const auto found = exported({"one"}, true);
  ASSERT_EQ(found.size(), 3);
  EXPECT_THAT(found[0], ElementsAre("a", "one;two", 1, "failed", 20.0));
}

TEST_F(ExportTest, HasTheColumnsThatItsTrialsHave) {
  std::vector<std::string> names;
  rows(store_, export_sql(store_, known_experiments(store_, {"one"}), false), &names);
  EXPECT_THAT(names, testing::AllOf(Contains("seed"), Contains("noise.sigma"), Not(Contains("model.depth"))));
  rows(store_, export_sql(store_, {}, false), &names);
  EXPECT_THAT(names, Contains("model.depth"));
}

TEST_F(ExportTest, NothingIsSortedOrHeld) {
  for (const Store::Row& row : rows(store_, "EXPLAIN QUERY PLAN " + export_sql(store_, {}, false))) {
    EXPECT_THAT(row.back().get<std::string>(), Not(testing::HasSubstr("TEMP B-TREE")));
  }
}

TEST_F(ExportTest, AnUnknownExperimentSuggestsTheNearest) {
  EXPECT_EQ(error_of([&] { known_experiments(store_, {"twoo"}); }),
            "no experiment twoo in " + path_.string() + " (did you mean two?)");
}

}  // namespace
}  // namespace actsweep
