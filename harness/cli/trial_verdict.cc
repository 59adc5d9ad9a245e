#include "harness/cli/trial_verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/store/failure.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

std::string named(const PastAttempt& attempt) {
  return fmt::format("attempt {} of {}", attempt.id, shown_time(attempt.began));
}

std::string data_of(const PastAttempt& attempt) {
  return attempt.info.data_sha256.empty() ? "data that it did not come to see"
                                          : "data " + brief_hash(attempt.info.data_sha256);
}

std::string percent(const std::optional<double>& value) { return value ? fmt::format("{:.2f} %", *value) : "unknown"; }

/// "after step 120, in epoch 3; 1.2 MB, written 5 min 03 s ago"
std::string described(const CheckpointFacts& checkpoint) {
  std::string text = checkpoint.steps ? fmt::format("after step {} with {} behind it", *checkpoint.steps,
                                                    counted(static_cast<std::uint64_t>(checkpoint.epochs), "epoch"))
                                      : "cannot be read";
  return text + fmt::format("; {:.1f} MB, written {} ago", static_cast<double>(checkpoint.bytes) / 1e6,
                            duration_text(checkpoint.age));
}

class Judge {
 public:
  explicit Judge(const TrialFacts& facts) : facts_(facts), history_(facts.history) {}

  TrialVerdict judge() {
    if (history_.training_version != facts_.training_version) {
      of_other_training_version();
    } else if (history_.state == "running" && history_.run && history_.run->alive) {
      running();
    } else if (const PastAttempt* accepted = accepted_attempt()) {
      finished(*accepted);
    } else {
      unfinished();
    }
    if (history_.training_version == facts_.training_version) add_doubts();
    return std::move(verdict_);
  }

 private:
  /// On the data that is found now, if there is one; else the newest.
  const PastAttempt* accepted_attempt() const {
    const PastAttempt* newest = nullptr;
    for (const PastAttempt& attempt : history_.attempts) {
      if (!attempt.is_accepted) continue;
      if (attempt.info.data_sha256 == facts_.data_sha256) return &attempt;
      newest = &attempt;
    }
    return newest;
  }

  void why(std::string sentence) { verdict_.why.push_back(std::move(sentence)); }
  void next(std::string sentence) { verdict_.next.push_back(std::move(sentence)); }

  void of_other_training_version() {
    verdict_.state = "of another training_version";
    why(fmt::format(
        "Its id was made when training had the training_version number {}; this program has {}. That number is "
        "raised when training itself changes its meaning, so that results of the two are never mixed.",
        history_.training_version, facts_.training_version));
    if (const PastAttempt* accepted = accepted_attempt()) {
      why(fmt::format("It is {} in {}, on {}.", accepted->outcome, named(*accepted), data_of(*accepted)));
    } else {
      why(fmt::format("Its state is {}.", history_.state));
    }
    next_of_another_id();
  }

  /// A run makes another trial of the same configuration, or none.
  void next_of_another_id() {
    if (facts_.id_now.empty()) {
      next(fmt::format("this program cannot train its configuration: {}", facts_.why_not));
    } else if (facts_.state_now) {
      next(
          fmt::format("the same configuration has the id {} now, which is {} in this database: `actsweep explain {}` "
                      "says more",
                      facts_.id_now, *facts_.state_now, facts_.id_now));
    } else {
      next(fmt::format("the same configuration has the id {} now, which is not in this database: `run` trains it anew",
                       facts_.id_now));
    }
  }

  void running() {
    verdict_.state = "running";
    const RunStatus& run = *history_.run;
    const auto open = std::find_if(history_.attempts.begin(), history_.attempts.end(),
                                   [](const PastAttempt& attempt) { return attempt.outcome.empty(); });
    why(fmt::format("Run {} (process {} on {}) holds it and is alive; its last heartbeat was {} ago.", run.id, run.pid,
                    run.host, duration_text(run.heartbeat_age)));
    if (open != history_.attempts.end()) {
      const PastAttempt& attempt = *open;
      const nlohmann::json epochs = history_.config.is_object() && history_.config.contains("epochs")
                                        ? history_.config["epochs"]
                                        : nlohmann::json("?");
      why(fmt::format("Attempt {} began {} ago, in process {}; it has recorded {} of {} epochs.", attempt.id,
                      duration_text(attempt.seconds), attempt.info.pid, attempt.epochs, plain_text(epochs)));
    } else {
      why("It has not begun to train: its trainer is still coming up, or other trials come first.");
    }
    next("another `run` leaves it to that one");
  }

  void finished(const PastAttempt& accepted) {
    verdict_.state = accepted.outcome;
    const std::string epochs = counted(static_cast<std::uint64_t>(accepted.epochs), "epoch");
    if (accepted.outcome == "diverged") {
      why(fmt::format("{} diverged in epoch {}: {}. That is a result: it counts as chance-level accuracy.",
                      capital(named(accepted)), accepted.epochs,
                      accepted.error.empty() ? "the loss became infinite or no number" : accepted.error));
    } else {
      why(fmt::format("{} trained {} on {}: test accuracy {}.", capital(named(accepted)), epochs, data_of(accepted),
                      percent(accepted.test_top1)));
    }
    if (!history_.attempts.back().is_accepted) {
      const PastAttempt& last = history_.attempts.back();
      why(fmt::format("Attempt {} came after it and {}; the result stands.", last.id,
                      last.outcome.empty()       ? "has not ended"
                      : last.outcome == "failed" ? "failed"
                                                 : "was interrupted"));
    }
    if (facts_.data_sha256.empty()) {
      next(
          fmt::format("that depends on the data, which is not found here ({}): where its SHA-256 begins with {}, it is "
                      "not trained again",
                      facts_.why_no_data, brief_hash(accepted.info.data_sha256)));
    } else if (facts_.data_sha256 == accepted.info.data_sha256) {
      next(
          fmt::format("not trained again: the data set that is found now is the one it was trained on ({}). `run "
                      "--force` would",
                      brief_hash(facts_.data_sha256)));
    } else {
      why(
          fmt::format("The data set that is found now has the SHA-256 {} and not {}; a result on other data does not "
                      "stand for it.",
                      brief_hash(facts_.data_sha256), brief_hash(accepted.info.data_sha256)));
      next_of_unfinished();
    }
  }

  void unfinished() {
    const PastAttempt* last = history_.attempts.empty() ? nullptr : &history_.attempts.back();
    if (history_.state == "running") {
      verdict_.state = "pending";
      verdict_.is_trouble = true;
      why(history_.run ? fmt::format("Run {} (process {} on {}) held it and ended unexpectedly: it holds its lock no "
                                     "longer. Its last heartbeat was {} ago.",
                                     history_.run->id, history_.run->pid, history_.run->host,
                                     duration_text(history_.run->heartbeat_age))
                       : "The run that held it is gone.");
      if (last != nullptr && last->outcome.empty()) {
        why(fmt::format("Attempt {} had recorded {} by then.", last->id,
                        counted(static_cast<std::uint64_t>(last->epochs), "epoch")));
      }
    } else if (last == nullptr) {
      verdict_.state = "pending";
      why("It was asked for, and no run has begun it.");
    } else if (last->outcome == "failed") {
      verdict_.state = "failed";
      verdict_.is_trouble = true;
      why(fmt::format("{} failed after {}: {}.", capital(named(*last)), duration_text(last->seconds),
                      take_apart(last->error).reason));
    } else {
      verdict_.state = "pending";
      why(fmt::format("{} was interrupted at {}, with {} recorded: {}.", capital(named(*last)), shown_time(last->ended),
                      counted(static_cast<std::uint64_t>(last->epochs), "epoch"), take_apart(last->error).reason));
    }
    next_of_unfinished();
  }

  /// The newest attempt on the data that is found now, or that failed before it knew its data: by that, a run decides.
  const PastAttempt* deciding_attempt() const {
    for (auto attempt = history_.attempts.rbegin(); attempt != history_.attempts.rend(); ++attempt) {
      const std::string& data = attempt->info.data_sha256;
      if (facts_.data_sha256.empty() || data.empty() || data == facts_.data_sha256) return &*attempt;
    }
    return nullptr;
  }

  void next_of_unfinished() {
    const PastAttempt* last = deciding_attempt();
    const bool is_left_out = last != nullptr && last->outcome == "failed";
    if (is_left_out) {
      next(fmt::format("left out, because it failed{}; `run --retry-failed` trains it again, {}",
                       last == &history_.attempts.back() ? "" : fmt::format(" on this data in attempt {}", last->id),
                       where_from()));
    } else if (verdict_.state == "failed") {
      next(fmt::format("trained: it failed on data {}, and the data set that is found now has the SHA-256 {}; {}",
                       brief_hash(history_.attempts.back().info.data_sha256), brief_hash(facts_.data_sha256),
                       where_from()));
    } else {
      next(fmt::format("trained{}, {}", history_.attempts.empty() ? "" : " again", where_from()));
    }
    if (facts_.data_sha256.empty()) next(fmt::format("its data set is not found here: {}", facts_.why_no_data));
  }

  std::string where_from() const {
    for (const CheckpointFacts& checkpoint : facts_.checkpoints) {
      if (!checkpoint.kind.empty() || !checkpoint.steps) continue;  // without its head it is damaged
      if (!facts_.data_sha256.empty() && checkpoint.data_sha256 != facts_.data_sha256) continue;
      std::string text = fmt::format("from its checkpoint ({})", described(checkpoint));
      std::vector<std::string> same;
      for (const auto& [name, value] : checkpoint.identity) {
        if (name != "trial" && name != "data") same.push_back(fmt::format("{} {}", name, value));
      }
      if (!same.empty()) text += fmt::format("; where not all is as then ({}), from the start", fmt::join(same, ", "));
      return text;
    }
    return "from the start: there is no checkpoint of it";
  }

  /// Where this program makes something else of the same configuration, although the training version is the same.
  void add_doubts() {
    if (facts_.id_now == history_.id) return;
    verdict_.next.clear();
    next_of_another_id();
    if (facts_.id_now.empty()) {
      why(fmt::format("This program cannot train its configuration: {}.", facts_.why_not));
    } else {
      why(fmt::format("This program gives its configuration another id, {}: a default has changed since.",
                      facts_.id_now));
    }
  }

  static std::string capital(std::string text) {
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
  }

  const TrialFacts& facts_;
  const TrialHistory& history_;
  TrialVerdict verdict_;
};

}  // namespace

TrialVerdict verdict_of(const TrialFacts& facts) { return Judge(facts).judge(); }

std::string shown_time(const std::string& iso) {
  constexpr std::size_t kDate = 10, kToTheSecond = 19;
  if (iso.size() < kToTheSecond) return iso.empty() ? "no known time" : iso;
  return iso.substr(0, kDate) + " " + iso.substr(kDate + 1, kToTheSecond - kDate - 1);
}

std::string brief_hash(const std::string& hash) {
  constexpr std::size_t kDigits = 8;
  return hash.substr(0, kDigits);
}

}  // namespace actsweep
