#include "harness/cli/trial_verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

namespace actsweep {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string kOld(64, 'a'), kNew(64, 'b');

PastAttempt attempt(std::int64_t id, const std::string& outcome, const std::string& data,
                    const std::string& error = "") {
  PastAttempt attempt{.id = id, .run = id, .outcome = outcome, .error = error};
  attempt.began = "2026-01-02T03:04:05.678Z";
  attempt.ended = outcome.empty() ? "" : "2026-01-02T03:05:00.000Z";
  attempt.seconds = 55;
  attempt.epochs = 2;
  attempt.info.pid = 4242;
  attempt.info.data_sha256 = data;
  attempt.is_accepted = outcome == "done" || outcome == "diverged";
  if (outcome == "done") attempt.test_top1 = 97.5;
  return attempt;
}

/// Of a trial of this program, with the new data there.
TrialFacts facts(const std::string& state, std::vector<PastAttempt> attempts) {
  TrialFacts facts{.training_version = 4, .id_now = "0123", .data_sha256 = kNew};
  facts.history.id = "0123";
  facts.history.training_version = 4;
  facts.history.state = state;
  facts.history.config = {{"epochs", 10}};
  facts.history.attempts = std::move(attempts);
  return facts;
}

std::string why(const TrialFacts& facts) { return fmt::format("{}", fmt::join(verdict_of(facts).why, " ")); }
std::string next(const TrialFacts& facts) { return fmt::format("{}", fmt::join(verdict_of(facts).next, " ")); }

CheckpointFacts checkpoint(const std::string& data) {
  return {.file = "0123.safetensors",
          .data_sha256 = data,
          .bytes = 1'500'000,
          .age = 65,
          .steps = 30,
          .epochs = 1,
          .identity = {{"trial", "0123"}, {"data", data}, {"LibTorch", "1.13.1"}, {"threads", "2"}}};
}

TEST(TrialVerdict, WhatIsDoneOnTheDataThatIsThereIsNotTrainedAgain) {
  const TrialFacts done = facts("done", {attempt(7, "done", kNew)});
  EXPECT_EQ(verdict_of(done).state, "done");
  EXPECT_EQ(why(done), "Attempt 7 of 2026-01-02 03:04:05 trained 2 epochs on data bbbbbbbb: test accuracy 97.50 %.");
  EXPECT_THAT(next(done),
              AllOf(StartsWith("not trained again: the data set that is found now is the one"), HasSubstr("bbbbbbbb")));
  EXPECT_FALSE(verdict_of(done).is_trouble);
}

TEST(TrialVerdict, OtherDataHaveItTrainedAgain) {
  const TrialFacts other = facts("done", {attempt(7, "done", kOld)});
  EXPECT_THAT(why(other), HasSubstr("The data set that is found now has the SHA-256 bbbbbbbb and not aaaaaaaa"));
  EXPECT_EQ(next(other), "trained again, from the start: there is no checkpoint of it");
  // Of two results, that on the data that is there counts.
  EXPECT_THAT(next(facts("done", {attempt(7, "done", kNew), attempt(8, "done", kOld)})),
              StartsWith("not trained again"));
  // What failed on the new data is left out, although there is a result on the old.
  EXPECT_THAT(next(facts("done", {attempt(7, "done", kOld), attempt(8, "failed", kNew, "crash")})),
              StartsWith("left out, because it failed; `run --retry-failed` trains it again"));
}

TEST(TrialVerdict, WithoutTheDataItIsOpen) {
  TrialFacts away = facts("done", {attempt(7, "done", kOld)});
  away.data_sha256 = "";
  away.why_no_data = "no data set mnist";
  EXPECT_EQ(next(away),
            "that depends on the data, which is not found here (no data set mnist): where its SHA-256 begins with "
            "aaaaaaaa, it is not trained again");
  away.history.attempts = {attempt(7, "failed", kOld, "crash")};
  EXPECT_THAT(next(away), AllOf(StartsWith("left out, because it failed"),
                                HasSubstr("its data set is not found here: no data set mnist")));
}

TEST(TrialVerdict, AResultOutlivesALaterFailure) {
  const TrialFacts failed_later = facts("done", {attempt(7, "done", kNew), attempt(8, "failed", kNew, "crash")});
  EXPECT_THAT(why(failed_later), HasSubstr("Attempt 8 came after it and failed; the result stands."));
  EXPECT_THAT(next(failed_later), StartsWith("not trained again"));
}

TEST(TrialVerdict, DivergenceIsAResultWithItsEpoch) {
  const TrialFacts diverged = facts("diverged", {attempt(7, "diverged", kNew, "the training loss became NaN")});
  EXPECT_EQ(verdict_of(diverged).state, "diverged");
  EXPECT_THAT(why(diverged),
              StartsWith("Attempt 7 of 2026-01-02 03:04:05 diverged in epoch 2: the training loss became "
                         "NaN. That is a result"));
  EXPECT_THAT(next(diverged), StartsWith("not trained again"));
}

TEST(TrialVerdict, FailureIsRetriedOnRequestFromItsCheckpoint) {
  TrialFacts failed = facts("failed", {attempt(7, "failed", kNew, "killed by signal 9 (Killed): last words\nmore")});
  EXPECT_EQ(verdict_of(failed).state, "failed");
  EXPECT_TRUE(verdict_of(failed).is_trouble);
  EXPECT_EQ(why(failed), "Attempt 7 of 2026-01-02 03:04:05 failed after 55 s: killed by signal 9 (Killed).");
  EXPECT_EQ(next(failed),
            "left out, because it failed; `run --retry-failed` trains it again, from the start: there is no checkpoint "
            "of it");
  failed.checkpoints = {checkpoint(kOld), checkpoint(kNew)};
  failed.checkpoints[0].steps = 99;
  EXPECT_THAT(next(failed),
              HasSubstr("from its checkpoint (after step 30 with 1 epoch behind it; 1.5 MB, written 1 min "
                        "05 s ago); where not all is as then (LibTorch 1.13.1, threads 2), from the start"));
}

TEST(TrialVerdict, FailureOnOtherDataHoldsNothingUp) {
  EXPECT_THAT(next(facts("failed", {attempt(7, "failed", kOld, "crash")})),
              StartsWith("trained: it failed on data aaaaaaaa, and the data set that is found now has"));
  EXPECT_THAT(next(facts("failed", {attempt(7, "failed", "", "no data")})), StartsWith("left out, because it failed"));
}

TEST(TrialVerdict, PendingIsUnbegunOrInterrupted) {
  const TrialFacts unbegun = facts("pending", {});
  EXPECT_EQ(verdict_of(unbegun).state, "pending");
  EXPECT_EQ(why(unbegun), "It was asked for, and no run has begun it.");
  EXPECT_EQ(next(unbegun), "trained, from the start: there is no checkpoint of it");
  TrialFacts interrupted = facts("pending", {attempt(7, "interrupted", kNew, "interrupted by the user")});
  interrupted.checkpoints = {checkpoint(kNew)};
  EXPECT_EQ(why(interrupted),
            "Attempt 7 of 2026-01-02 03:04:05 was interrupted at 2026-01-02 03:05:00, with 2 epochs recorded: "
            "interrupted by the user.");
  EXPECT_THAT(next(interrupted), StartsWith("trained again, from its checkpoint (after step 30"));
}

TEST(TrialVerdict, RunningIsLeftToItsRunUnlessThatIsDead) {
  TrialFacts running = facts("running", {attempt(7, "", kNew)});
  running.history.run = RunStatus{3, "here", 42, 1, 2.2, true};
  EXPECT_EQ(verdict_of(running).state, "running");
  EXPECT_EQ(
      why(running),
      "Run 3 (process 42 on here) holds it and is alive; its last heartbeat was 2 s ago. Attempt 7 began 55 s ago, "
      "in process 4242; it has recorded 2 of 10 epochs.");
  EXPECT_EQ(next(running), "another `run` leaves it to that one");
  running.history.run->alive = false;
  EXPECT_EQ(verdict_of(running).state, "pending");
  EXPECT_THAT(why(running), HasSubstr("Run 3 (process 42 on here) held it and ended unexpectedly"));
  EXPECT_THAT(next(running), StartsWith("trained again, from the start"));
}

TEST(TrialVerdict, OtherSemanticsAreNeverMixed) {
  TrialFacts old = facts("done", {attempt(7, "done", kNew)});
  old.history.training_version = 3;
  old.id_now = "4567";
  EXPECT_EQ(verdict_of(old).state, "of another training_version");
  EXPECT_THAT(why(old), AllOf(HasSubstr("the training_version number 3; this program has 4"), HasSubstr("never mixed"),
                              HasSubstr("It is done in attempt 7")));
  EXPECT_EQ(next(old),
            "the same configuration has the id 4567 now, which is not in this database: `run` trains it anew");
  old.state_now = "failed";
  EXPECT_THAT(next(old), HasSubstr("has the id 4567 now, which is failed in this database: `actsweep explain 4567`"));
  old.id_now = "";
  old.why_not = "no key depht";
  EXPECT_EQ(next(old), "this program cannot train its configuration: no key depht");
}

TEST(TrialVerdict, SaysWhereThisProgramMakesSomethingElseOfTheConfiguration) {
  TrialFacts changed = facts("done", {attempt(7, "done", kNew)});
  changed.id_now = "4567";
  EXPECT_THAT(why(changed), HasSubstr("gives its configuration another id, 4567"));
  EXPECT_THAT(next(changed), HasSubstr("the same configuration has the id 4567 now"));
  changed.id_now = "";
  changed.why_not = "no key depht";
  EXPECT_THAT(why(changed), HasSubstr("cannot train its configuration: no key depht"));
}

TEST(TrialVerdict, TimesAreShownToTheSecond) {
  EXPECT_EQ(shown_time("2026-01-02T03:04:05.678Z"), "2026-01-02 03:04:05");
  EXPECT_EQ(shown_time("soon"), "soon");
  EXPECT_THAT(shown_time(""), testing::Not(IsEmpty()));
}

}  // namespace
}  // namespace actsweep
