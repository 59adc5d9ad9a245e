#include "harness/cli/explain_text.h"

#include <gmock/gmock.h>

namespace actsweep {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

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

TrialFacts facts_of(TrialHistory history) {
  return {.history = std::move(history), .training_version = 4, .id_now = "0123456789abcdef", .data_sha256 = kData};
}

TEST(ExplainText, ShowsTheTrialItsExperimentsAttemptsAndLogs) {
  EXPECT_EQ(explain_text(facts_of(failed_trial()), {Holds::kNo, Holds::kYes}, {}),
            "trial      0123456789abcdef\n"
            "settings   model.activation=mish seed=2\n"
            "training_version  4\n"
            "state      failed\n"
            "why        Attempt 8 of 2026-01-02 03:04:05 failed after 55 s: killed by signal 6 (Aborted).\n"
            "next run   left out, because it failed; `run --retry-failed` trains it again, from the start: there is no "
            "checkpoint of it\n"
            "\n"
            "experiment  last asked for (UTC)  with this trial  overrides\n"
            "other       2026-01-01 00:00:00   no               seed=2 epochs=3\n"
            "tiny        2026-01-02 00:00:00   yes              the file as it stands\n"
            "\n"
            "attempt  began (UTC)          took  outcome      epochs  from     reason\n"
            "      3  2026-01-02 03:04:05  55 s  interrupted       1  start    interrupted by the user\n"
            "      8  2026-01-02 03:04:05  55 s  failed            1  step 40  killed by signal 6 (Aborted)\n"
            "\n"
            "attempt  host  device  threads  LibTorch  instructions  commit              data\n"
            "      3  here  cpu           2  1.13.1    AVX2          c0ffeec0 + changes  dddddddd\n"
            "      8  here  cpu           2  1.13.1    AVX2          c0ffeec0            dddddddd\n"
            "\n"
            "the end of attempt 8's log:\n"
            "    | terminate\\x1b[2J\n"
            "    | no memory\n");
}

TEST(ExplainText, KeepsToTheTerminalAndColorsTroubleOnRequest) {
  const std::string text = explain_text(facts_of(failed_trial()), {}, {.width = 60, .color = true});
  EXPECT_THAT(text, HasSubstr("\nstate      \x1b[31mfailed\x1b[0m\n"));
  EXPECT_THAT(text,
              HasSubstr("next run   left out, because it failed; `run --retry-failed`\n           trains it again"));
  EXPECT_THAT(explain_text(facts_of(failed_trial()), {}, {}), Not(HasSubstr("\x1b")));
}

TEST(ExplainText, ShowsNothingOfTheDatabaseToATerminalRaw) {
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
       {explain_text(facts_of(history), {}, {}), difference_text(history, failed_trial(), {})}) {
    EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\x07")), Not(HasSubstr("\xc2\x9b")),
                            Not(HasSubstr("\nstate  done")), HasSubstr("\\x1b")));
  }
}

TEST(ExplainText, AnAttemptOfADeadRunIsNotUnderWay) {
  TrialHistory history = failed_trial();
  history.state = "running";
  history.attempts.back().outcome = "";
  history.run = RunStatus{1, "here", 42, 1, 2, true};
  EXPECT_THAT(explain_text(facts_of(history), {}, {}), HasSubstr("under way"));
  history.run->alive = false;
  EXPECT_THAT(explain_text(facts_of(history), {}, {}), AllOf(Not(HasSubstr("under way")), HasSubstr("broken off")));
}

TEST(DifferenceText, ShowsWhatDiffersKeyByKey) {
  TrialHistory a = failed_trial(), b = failed_trial();
  a.id = "aaaa";
  b.id = "bbbb";
  b.config["seed"] = 3;
  b.config["model"]["activation"] = {{"name", "swish"}, {"beta", 1.5}};
  a.attempts.back().is_accepted = b.attempts.back().is_accepted = true;
  b.attempts.back().info.libtorch_version = "2.1.0";
  b.attempts.back().info.device = "cuda:0";
  EXPECT_EQ(difference_text(a, b, {}),
            "key                    aaaa           bbbb\n"
            "model.activation       mish           swish\n"
            "model.activation.beta  (no such key)  1.5\n"
            "seed                   2              3\n"
            "\n"
            "besides   aaaa    bbbb\n"
            "LibTorch  1.13.1  2.1.0\n"
            "device    cpu     cuda:0\n");
}

TEST(DifferenceText, SaysWhenNothingDiffers) {
  TrialHistory a = failed_trial(), b = failed_trial();
  EXPECT_EQ(difference_text(a, b, {}), "both are trial 0123456789abcdef\n");
  b.id = "bbbb";
  a.attempts.back().is_accepted = b.attempts.back().is_accepted = true;
  EXPECT_EQ(difference_text(a, b, {}), "the same configuration\n");
  b.training_version = 3;
  b.attempts.clear();
  EXPECT_EQ(difference_text(a, b, {}),
            "the same configuration\n"
            "\n"
            "besides    0123456789abcdef  bbbb\n"
            "training_version  4                 3\n"
            "bbbb has no result, so that there is nothing to compare of how it came about\n");
}

}  // namespace
}  // namespace actsweep
