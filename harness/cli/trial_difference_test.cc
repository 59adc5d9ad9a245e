#include "harness/cli/trial_difference.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

TrialHistory trial(const std::string& id) {
  TrialHistory history;
  history.id = id;
  history.training_version = 4;
  history.state = "failed";
  history.config = {{"seed", 2}, {"model", {{"name", "mlp"}, {"activation", {{"name", "mish"}}}}}};
  PastAttempt attempt{.id = 3, .outcome = "done"};
  attempt.is_accepted = true;
  attempt.info = {.host = "here", .device = "cpu", .git_commit = "c0ffee", .libtorch_version = "1.13.1"};
  history.attempts = {attempt};
  return history;
}

TEST(DifferenceText, ShowsWhatDiffersKeyByKey) {
  const TrialHistory a = trial("aaaa");
  TrialHistory b = trial("bbbb");
  b.config["seed"] = 3;
  b.config["model"]["activation"] = {{"name", "swish"}, {"beta", 1.5}};
  b.attempts.back().info.libtorch_version = "2.1.0";
  b.attempts.back().info.device = "cuda:0";
  EXPECT_EQ(difference_text(a, b, {}),
            "key                    aaaa           bbbb\n"
            "model.activation       mish           swish\n"
            "model.activation.beta  (no such key)  1.5\n"
            "seed                   2              3\n"
            "\n"
            "provenance  aaaa    bbbb\n"
            "LibTorch    1.13.1  2.1.0\n"
            "device      cpu     cuda:0\n");
}

TEST(DifferenceText, DistinguishesNullFromAMissingKey) {
  TrialHistory a = trial("aaaa"), b = trial("bbbb");
  a.config = {{"limit", nullptr}, {"gone", nullptr}, {"lr", 1}};
  b.config = {{"limit", nullptr}, {"lr", 1.0}};
  EXPECT_EQ(difference_text(a, b, {}),
            "key   aaaa  bbbb\n"
            "gone  null  (no such key)\n");
  b.config = nullptr;  // a damaged database
  a.config = {{"lr", 1}};
  EXPECT_EQ(difference_text(a, b, {}),
            "key  aaaa  bbbb\n"
            "lr   1     (no such key)\n");
}

TEST(DifferenceText, SaysWhenNothingDiffers) {
  const TrialHistory a = trial("0123456789abcdef");
  TrialHistory b = a;
  EXPECT_EQ(difference_text(a, b, {}), "both are trial 0123456789abcdef\n");
  b.id = "bbbb";
  EXPECT_EQ(difference_text(a, b, {}), "the same configuration\n");
  b.training_version = 3;
  b.attempts.clear();
  EXPECT_EQ(difference_text(a, b, {}),
            "the same configuration\n"
            "\n"
            "provenance        0123456789abcdef  bbbb\n"
            "training version  4                 3\n"
            "bbbb has no result, so only the configurations can be compared\n");
}

}  // namespace
}  // namespace actsweep
