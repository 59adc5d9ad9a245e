#include "harness/cli/explain_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include "harness/cli/trial_difference.h"
#include "harness/schema/trial_params.h"

namespace actsweep {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kData(64, 'd');

TrialHistory failed_trial() {
  TrialHistory history;
  history.id = "0123456789abcdef";
  history.training_version = 4;
  history.state = "failed";
  history.settings = "model.activation=mish seed=2";
  history.config = {{"seed", 2}, {"model", {{"name", "mlp"}, {"activation", {{"name", "mish"}}}}}};
  history.experiments = {{"other", "2026-01-01T00:00:00.000Z", "", {"seed=2", "epochs=3"}},
                         {"tiny", "2026-01-02T00:00:00.000Z", "", {}}};
  PastAttempt first{.id = 3, .run = 1, .outcome = "interrupted", .error = "interrupted by the user"};
  first.began = "2026-01-02T03:04:05.678Z";
  first.ended = "2026-01-02T03:05:00.000Z";
  first.seconds = 55;
  first.epochs = 1;
  first.info = {.host = "here",
                .pid = 9,
                .device = "cpu",
                .threads = 2,
                .git_commit = "c0ffeec0ffee",
                .git_dirty = true,
                .libtorch_version = "1.13.1",
                .cpu_capability = "AVX2",
                .processor = "",
                .data_sha256 = kData};
  PastAttempt second = first;
  second.id = 8;
  second.outcome = "failed";
  second.error = "killed by signal 6 (Aborted): terminate\x1b[2J\nno memory";
  second.info.git_dirty = false;
  second.info.resumed_steps = 40;
  history.attempts = {first, second};
  return history;
}

const TrialDecision kSkippedAsFailed{
    .kind = TrialDecision::Kind::kFailed, .current_id = "0123456789abcdef", .data_sha256 = kData};

TEST(ExplainText, ShowsTheTrialItsExperimentsAttemptsAndLogs) {
  TrialDecision decision = kSkippedAsFailed;
  decision.containment = {Containment::kNo, Containment::kYes};
  EXPECT_EQ(explain_text(failed_trial(), decision, {}),
            "trial             0123456789abcdef\n"
            "settings          model.activation=mish seed=2\n"
            "training version  4\n"
            "state             failed\n"
            "why               Attempt 8 of 2026-01-02 03:04:05 failed after 55 s: killed by signal 6 (Aborted).\n"
            "next run          skipped, because it failed; `run --retry-failed` trains it again, from the start: it "
            "has no checkpoint\n"
            "\n"
            "experiment  last run (UTC)       contains it  overrides\n"
            "other       2026-01-01 00:00:00  no           seed=2 epochs=3\n"
            "tiny        2026-01-02 00:00:00  yes          none\n"
            "\n"
            "attempt  began (UTC)          took  outcome      epochs  from     reason\n"
            "      3  2026-01-02 03:04:05  55 s  interrupted       1  start    interrupted by the user\n"
            "      8  2026-01-02 03:04:05  55 s  failed            1  step 40  killed by signal 6 (Aborted)\n"
            "\n"
            "attempt  host  device  threads  LibTorch  instruction set  commit              data\n"
            "      3  here  cpu           2  1.13.1    AVX2             c0ffeec0 + changes  dddddddd\n"
            "      8  here  cpu           2  1.13.1    AVX2             c0ffeec0            dddddddd\n"
            "\n"
            "last lines of the log of attempt 8:\n"
            "    | terminate\\x1b[2J\n"
            "    | no memory\n");
}

TEST(ExplainText, WrapsToTheTerminalAndColorsTroubleOnRequest) {
  const std::string text = explain_text(failed_trial(), kSkippedAsFailed, {.width = 60, .color = true});
  EXPECT_THAT(text, HasSubstr("\nstate             \x1b[31mfailed\x1b[0m\n"));
  EXPECT_THAT(text,
              HasSubstr("next run          skipped, because it failed; `run\n                  --retry-failed` "));
  EXPECT_THAT(explain_text(failed_trial(), kSkippedAsFailed, {}), Not(HasSubstr("\x1b")));
}

TEST(ExplainText, EscapesTextsFromTheDatabase) {
  const std::string evil = "a\x1b[2J\x07\xc2\x9b\nstate  done";
  TrialHistory history = failed_trial();
  history.id = history.settings = history.experiments[0].name = evil;
  history.experiments[0].overrides = {evil};
  for (PastAttempt& attempt : history.attempts) {
    attempt.outcome = attempt.error = attempt.began = attempt.info.host = attempt.info.device = evil;
    attempt.info.libtorch_version = attempt.info.cpu_capability = attempt.info.git_commit = evil;
  }
  history.config = {{evil, evil}};
  for (const std::string& text :
       {explain_text(history, kSkippedAsFailed, {}), difference_text(history, failed_trial(), {})}) {
    EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\x07")), Not(HasSubstr("\xc2\x9b")),
                            Not(HasSubstr("\nstate  done")), HasSubstr("\\x1b")));
  }
}

TEST(ExplainText, AnOpenAttemptOfADeadRunIsLost) {
  TrialHistory history = failed_trial();
  history.state = "running";
  history.attempts.back().outcome = "";
  history.run = RunStatus{1, "here", 42, 1, 2, true};
  EXPECT_THAT(explain_text(history, {}, {}), AllOf(HasSubstr("  running  "), Not(HasSubstr("  lost  "))));
  history.run->alive = false;
  EXPECT_THAT(explain_text(history, {}, {}), AllOf(Not(HasSubstr("  running  ")), HasSubstr("  lost  ")));
}

TEST(ExplainText, ListsCheckpointsByAPattern) {
  TrialDecision decision = kSkippedAsFailed;
  decision.checkpoints = {{.file = "0123-" + kData + ".best.safetensors",
                           .data_sha256 = kData,
                           .kind = "best",
                           .bytes = 1'500'000,
                           .age = 65}};
  EXPECT_THAT(
      explain_text(failed_trial(), decision, {}),
      HasSubstr("checkpoints       0123-dddddddd*.best.safetensors (kept: the best epoch; 1.5 MB, written 1 min "
                "05 s ago)\n"));
}

const std::string kOld(64, 'a'), kNew(64, 'b');
using Kind = TrialDecision::Kind;

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

/// A trial of this program.
TrialHistory history(const std::string& state, std::vector<PastAttempt> attempts) {
  TrialHistory history;
  history.id = "0123";
  history.training_version = kTrainingVersion;
  history.state = state;
  history.config = {{"epochs", 10}};
  history.attempts = std::move(attempts);
  return history;
}

/// With the new data set found.
TrialDecision decision(Kind kind) { return {.kind = kind, .current_id = "0123", .data_sha256 = kNew}; }

std::string why(const TrialHistory& history, const TrialDecision& decision) {
  return fmt::format("{}", fmt::join(explain(history, decision).why, " "));
}
std::string next(const TrialHistory& history, const TrialDecision& decision) {
  return fmt::format("{}", fmt::join(explain(history, decision).next, " "));
}

TEST(Explanation, ADoneTrialIsSkipped) {
  const TrialHistory done = history("done", {attempt(7, "done", kNew)});
  const TrialDecision skipped = decision(Kind::kFinished);
  EXPECT_EQ(explain(done, skipped).state, "done");
  EXPECT_FALSE(explain(done, skipped).is_trouble);
  EXPECT_EQ(why(done, skipped),
            "Attempt 7 of 2026-01-02 03:04:05 trained 2 epochs on data bbbbbbbb: test accuracy 97.50 %.");
  EXPECT_EQ(next(done, skipped),
            "skipped: it was trained on the data set found now (bbbbbbbb). `run --force` trains it again");
}

TEST(Explanation, AResultOnOtherDataDoesNotCount) {
  const TrialHistory other = history("done", {attempt(7, "done", kOld)});
  EXPECT_THAT(why(other, decision(Kind::kTrain)),
              HasSubstr("The data set found now has SHA-256 bbbbbbbb, not aaaaaaaa; a result on other data does not"));
  EXPECT_EQ(next(other, decision(Kind::kTrain)), "trained again, from the start: it has no checkpoint");
  EXPECT_THAT(
      next(history("done", {attempt(7, "done", kOld), attempt(8, "failed", kNew, "crash")}), decision(Kind::kFailed)),
      StartsWith("skipped, because it failed; `run --retry-failed` trains it again"));
  EXPECT_THAT(
      next(history("done", {attempt(7, "failed", kNew, "crash"), attempt(8, "done", kOld)}), decision(Kind::kFailed)),
      StartsWith("skipped, because it failed on this data in attempt 7;"));
}

TEST(Explanation, WithoutItsDataSetARunStops) {
  TrialDecision away{.kind = Kind::kNoData,
                     .on_recorded_data = Kind::kFinished,
                     .data_error = "no data set mnist",
                     .recorded_data = kOld};
  EXPECT_EQ(next(history("done", {attempt(7, "done", kOld)}), away),
            "`run` stops: no data set mnist if `run` finds the data set with SHA-256 aaaaaaaa: skipped: it was trained "
            "on it. `run --force` trains it again");
  away.on_recorded_data = Kind::kFailed;
  EXPECT_THAT(next(history("failed", {attempt(7, "failed", kOld, "crash")}), away),
              AllOf(StartsWith("`run` stops: no data set mnist"), HasSubstr("aaaaaaaa: skipped, because it failed;")));
  away.recorded_data = "";
  away.on_recorded_data = Kind::kTrain;
  EXPECT_EQ(next(history("pending", {}), away), "`run` stops: no data set mnist");
}

TEST(Explanation, NoRunRequestsATrialThatItsExperimentsNoLongerContain) {
  TrialHistory left = history("pending", {});
  EXPECT_EQ(next(left, decision(Kind::kNotInExperiment)), "none: no experiment contains it");
  left.experiments = {{"tiny", "2026-01-02T00:00:00.000Z", "", {"seed=0"}}};
  EXPECT_EQ(next(left, decision(Kind::kNotInExperiment)), "none: its experiments, as last run, no longer contain it");
}

TEST(Explanation, AResultOutlivesALaterFailure) {
  EXPECT_THAT(
      why(history("done", {attempt(7, "done", kNew), attempt(8, "failed", kNew, "crash")}), decision(Kind::kFinished)),
      HasSubstr("The later attempt 8 failed; the result stands."));
}

TEST(Explanation, DivergenceIsAResultWithItsEpoch) {
  const TrialHistory diverged = history("diverged", {attempt(7, "diverged", kNew, "the training loss became NaN")});
  EXPECT_EQ(explain(diverged, decision(Kind::kFinished)).state, "diverged");
  EXPECT_THAT(why(diverged, decision(Kind::kFinished)),
              StartsWith("Attempt 7 of 2026-01-02 03:04:05 diverged in epoch 2: the training loss became NaN. "
                         "Divergence is a result"));
}

TEST(Explanation, AFailedTrialIsRetriedOnRequestFromItsCheckpoint) {
  const TrialHistory failed =
      history("failed", {attempt(7, "failed", kNew, "killed by signal 9 (Killed): last words\nmore")});
  TrialDecision skipped = decision(Kind::kFailed);
  EXPECT_EQ(explain(failed, skipped).state, "failed");
  EXPECT_TRUE(explain(failed, skipped).is_trouble);
  EXPECT_EQ(why(failed, skipped), "Attempt 7 of 2026-01-02 03:04:05 failed after 55 s: killed by signal 9 (Killed).");
  EXPECT_EQ(next(failed, skipped),
            "skipped, because it failed; `run --retry-failed` trains it again, from the start: it has no checkpoint");
  skipped.checkpoint =
      CheckpointInfo{.bytes = 1'500'000,
                     .age = 65,
                     .steps = 30,
                     .epochs = 1,
                     .identity = {{"trial", "0123"}, {"data", kNew}, {"LibTorch", "1.13.1"}, {"threads", "2"}}};
  EXPECT_THAT(next(failed, skipped),
              HasSubstr("from its checkpoint (after step 30 and 1 epoch; 1.5 MB, written 1 min 05 s ago) if these are "
                        "unchanged: LibTorch 1.13.1, threads 2; otherwise from the start"));
  skipped.checkpoint.reset();
  skipped.why_start_over = "the checkpoint a.safetensors is damaged: its checksum is wrong";
  EXPECT_EQ(next(failed, skipped),
            "skipped, because it failed; `run --retry-failed` trains it again, from the start: the checkpoint "
            "a.safetensors is damaged: its checksum is wrong");
}

TEST(Explanation, AFailureOnOtherDataDoesNotCount) {
  EXPECT_EQ(next(history("failed", {attempt(7, "failed", kOld, "crash")}), decision(Kind::kTrain)),
            "trained: it failed on data aaaaaaaa, but the data set found now has SHA-256 bbbbbbbb; from the start: it "
            "has no checkpoint");
}

TEST(Explanation, PendingMeansNeverTrainedOrInterrupted) {
  const TrialHistory untouched = history("pending", {});
  EXPECT_EQ(explain(untouched, decision(Kind::kTrain)).state, "pending");
  EXPECT_EQ(why(untouched, decision(Kind::kTrain)), "An experiment requested it, but no run has trained it yet.");
  EXPECT_EQ(next(untouched, decision(Kind::kTrain)), "trained, from the start: it has no checkpoint");
  EXPECT_EQ(
      why(history("pending", {attempt(7, "interrupted", kNew, "interrupted by the user")}), decision(Kind::kTrain)),
      "Attempt 7 of 2026-01-02 03:04:05 was interrupted at 2026-01-02 03:05:00, with 2 epochs recorded: "
      "interrupted by the user.");
}

TEST(Explanation, ARunningTrialIsLeftToItsRunUnlessThatIsDead) {
  TrialHistory running = history("running", {attempt(7, "", kNew)});
  running.run = RunStatus{3, "here", 42, 1, 2.2, true};
  EXPECT_EQ(explain(running, decision(Kind::kHeld)).state, "running");
  EXPECT_EQ(
      why(running, decision(Kind::kHeld)),
      "Run 3 (process 42 on here) holds it and is alive; its last heartbeat was 2 s ago. Attempt 7 began 55 s ago "
      "in process 4242 and has recorded 2 of 10 epochs.");
  EXPECT_EQ(next(running, decision(Kind::kHeld)), "another `run` waits until that run ends or releases it");
  running.run->alive = false;
  EXPECT_EQ(explain(running, decision(Kind::kTrain)).state, "pending");
  EXPECT_THAT(why(running, decision(Kind::kTrain)),
              HasSubstr("Run 3 (process 42 on here) held it and ended unexpectedly"));
  EXPECT_THAT(next(running, decision(Kind::kTrain)), StartsWith("trained again, from the start"));
}

TEST(Explanation, TrainingVersionsAreNeverMixed) {
  TrialHistory old = history("done", {attempt(7, "done", kNew)});
  old.training_version = 0;
  TrialDecision skipped{.kind = Kind::kOtherTrainingVersion, .current_id = "4567"};
  EXPECT_EQ(explain(old, skipped).state, "of another training version");
  EXPECT_THAT(why(old, skipped), AllOf(StartsWith("Its id belongs to training version 0; this program has version "),
                                       HasSubstr("never mixed"), HasSubstr("It is done in attempt 7 of ")));
  EXPECT_EQ(next(old, skipped),
            "the same configuration now has the id 4567, which is not in this database: `run` trains it");
  skipped.is_requested = false;
  EXPECT_EQ(
      next(old, skipped),
      "the same configuration now has the id 4567, which is not in this database: its experiments, as last run, do "
      "not contain it");
  skipped.current_state = "failed";
  EXPECT_EQ(
      next(old, skipped),
      "the same configuration now has the id 4567, which is failed in this database: see `actsweep explain 4567`");
  skipped.current_id = "";
  skipped.config_error = "no key depht";
  EXPECT_EQ(next(old, skipped), "this program cannot train its configuration: no key depht");
}

TEST(Explanation, SaysWhyNoRunAsksForIt) {
  const TrialHistory done = history("done", {attempt(7, "done", kNew)});
  const TrialDecision changed{.kind = Kind::kOtherId, .current_id = "4567"};
  EXPECT_THAT(why(done, changed), HasSubstr("gives its configuration another id, 4567"));
  EXPECT_THAT(next(done, changed), StartsWith("the same configuration now has the id 4567"));
  const TrialDecision invalid{.kind = Kind::kInvalidConfig, .config_error = "no key depht"};
  EXPECT_THAT(why(done, invalid), HasSubstr("cannot train its configuration: no key depht"));
}

TEST(ShownTime, IsToTheSecond) {
  EXPECT_EQ(shown_time("2026-01-02T03:04:05.678Z"), "2026-01-02 03:04:05");
  EXPECT_EQ(shown_time("soon"), "soon");
  EXPECT_EQ(shown_time(""), "an unknown time");
}

}  // namespace
}  // namespace actsweep
