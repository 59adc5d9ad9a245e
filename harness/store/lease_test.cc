#include "harness/store/lease.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using namespace testing_support;
using Holder = LeaseState::Holder;

TEST(DecideLease, WeighsResultThenHolderThenFailure) {
  const RetryPolicy plain, failed{.failed = true}, all{.failed = true, .finished = true};
  EXPECT_EQ(decide_lease({}, plain), LeaseResult::kGranted);
  EXPECT_EQ(decide_lease({.is_finished = true, .holder = Holder::kLiveRun}, plain), LeaseResult::kFinished);
  EXPECT_EQ(decide_lease({.is_finished = true}, failed), LeaseResult::kFinished);
  EXPECT_EQ(decide_lease({.is_finished = true}, all), LeaseResult::kGranted);
  EXPECT_EQ(decide_lease({.is_finished = true, .is_finished_since_run = true}, all), LeaseResult::kFinished);
  EXPECT_EQ(decide_lease({.holder = Holder::kLiveRun, .has_failed = true}, all), LeaseResult::kHeld);
  EXPECT_EQ(decide_lease({.holder = Holder::kThisRun, .has_failed = true}, plain), LeaseResult::kGranted);
  EXPECT_EQ(decide_lease({.holder = Holder::kDeadRun}, plain), LeaseResult::kGranted);
  EXPECT_EQ(decide_lease({.holder = Holder::kDeadRun, .has_failed = true}, plain), LeaseResult::kFailed);
  EXPECT_EQ(decide_lease({.has_failed = true}, failed), LeaseResult::kGranted);
}

struct State {
  const char* name;
  std::function<void(Store& run)> make;  ///< with a run that has begun and stays alive
  bool dies = false;                     ///< the run dies afterwards
  LeaseResult plain, retry_failed, force;
};

const std::vector<State>& states() {
  constexpr auto kGranted = LeaseResult::kGranted, kFinished = LeaseResult::kFinished, kFailed = LeaseResult::kFailed,
                 kHeld = LeaseResult::kHeld;
  const auto ended = [](const std::string& data, Outcome outcome) {
    return [=](Store& run) { train(run, "a", data, 90, outcome); };
  };
  const auto held = [](Store& run) {
    ASSERT_EQ(run.lease("a", "data", {.failed = true, .finished = true}), LeaseResult::kGranted);
    run.begin_attempt("a", on_data("data"));
  };
  static const std::vector<State> states = {
      {"never trained", [](Store&) {}, false, kGranted, kGranted, kGranted},
      {"done", ended("data", Outcome::kDone), false, kFinished, kFinished, kGranted},
      {"diverged", ended("data", Outcome::kDiverged), false, kFinished, kFinished, kGranted},
      {"done on other data", ended("other", Outcome::kDone), false, kGranted, kGranted, kGranted},
      {"failed", ended("data", Outcome::kFailed), false, kFailed, kGranted, kGranted},
      {"failed on other data", ended("other", Outcome::kFailed), false, kGranted, kGranted, kGranted},
      {"failed before its data was read", ended("", Outcome::kFailed), false, kFailed, kGranted, kGranted},
      {"interrupted", ended("data", Outcome::kInterrupted), false, kGranted, kGranted, kGranted},
      {"failed, then interrupted",
       [=](Store& run) {
         ended("data", Outcome::kFailed)(run);
         ended("data", Outcome::kInterrupted)(run);
       },
       false, kGranted, kGranted, kGranted},
      {"held by a live run", held, false, kHeld, kHeld, kHeld},
      {"held by a dead run", held, true, kGranted, kGranted, kGranted},
      {"failed, then leased by a run that died before it started it",
       [=](Store& run) {
         ended("data", Outcome::kFailed)(run);
         ASSERT_EQ(run.lease("a", "data", {.failed = true}), LeaseResult::kGranted);
       },
       true, kFailed, kGranted, kGranted},
  };
  return states;
}

class LeaseTest : public StoreTest {};

/// `explain` previews what `run` leases: they must agree in every state of the database.
TEST_F(LeaseTest, APreviewAgreesWithTheLease) {
  for (const State& state : states()) {
    const std::pair<RetryPolicy, LeaseResult> expectations[] = {
        {{}, state.plain}, {{.failed = true}, state.retry_failed}, {{.failed = true, .finished = true}, state.force}};
    for (const auto& [retry, expected] : expectations) {
      SCOPED_TRACE(std::string(state.name) + (retry.failed ? ", retry failed" : "") +
                   (retry.finished ? ", force" : ""));
      std::filesystem::remove_all(folder_);
      std::filesystem::create_directories(folder_);
      std::optional<Store> earlier(std::in_place, path_, Store::Access::kReadWrite);
      earlier->enqueue(earlier->record_experiment("e", "", {}), {trial("a", {{"seed", 0}})});
      earlier->begin_run({});
      state.make(*earlier);
      if (state.dies) earlier.reset();  // releases the lock without ending the run, as a killed process does
      std::this_thread::sleep_for(std::chrono::milliseconds(2));  // times in the database have milliseconds
      EXPECT_EQ(reader().preview_lease("a", "data", retry), expected);
      Store run = writer();
      run.begin_run({});
      EXPECT_EQ(run.preview_lease("a", "data", retry), expected);
      EXPECT_EQ(run.lease("a", "data", retry), expected);
    }
  }
}

TEST_F(LeaseTest, ForceTrainsAResultOnceARun) {
  Store store = writer();
  store.enqueue(store.record_experiment("e", "", {}), {trial("a", {{"seed", 0}})});
  const RetryPolicy force{.failed = true, .finished = true};
  store.begin_run({});
  train(store, "a", "data", 90);
  EXPECT_EQ(store.preview_lease("a", "data", force), LeaseResult::kFinished);
  EXPECT_EQ(store.lease("a", "data", force), LeaseResult::kFinished);
}

}  // namespace
}  // namespace actsweep
