#include "harness/cli/explain_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/schema/trial_params.h"
#include "harness/store/failure.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Row = std::vector<nlohmann::json>;
using Kind = TrialDecision::Kind;

std::string epochs_text(const PastAttempt& attempt) {
  return counted(static_cast<std::uint64_t>(attempt.epochs), "epoch");
}

std::string named(const PastAttempt& attempt) {
  return fmt::format("Attempt {} of {}", attempt.id, shown_time(attempt.began));
}

std::string data_text(const PastAttempt& attempt) {
  return attempt.info.data_sha256.empty() ? "unknown data" : "data " + short_hash(attempt.info.data_sha256);
}

/// "1.5 MB, written 1 min 05 s ago"
std::string size_and_age(const CheckpointInfo& checkpoint) {
  return fmt::format("{:.1f} MB, written {} ago", static_cast<double>(checkpoint.bytes) / 1e6,
                     duration_text(checkpoint.age));
}

/// Whether a live run trains the trial.
bool is_running(const TrialHistory& history) { return history.state == "running" && history.run && history.run->alive; }

// --- Why a trial is in its state

void explain_version(const TrialHistory& history, Explanation& text) {
  text.state = "of another training version";
  text.why.push_back(fmt::format(
      "Its id belongs to training version {}; this program has version {}. The version changes when training "
      "itself changes, so that results of the two are never mixed.",
      history.training_version, kTrainingVersion));
  const PastAttempt* accepted = accepted_attempt(history);
  text.why.push_back(accepted == nullptr
                         ? fmt::format("Its state is {}.", history.state)
                         : fmt::format("It is {} in attempt {} of {}, on {}.", accepted->outcome, accepted->id,
                                       shown_time(accepted->began), data_text(*accepted)));
}

void explain_running(const TrialHistory& history, Explanation& text) {
  text.state = "running";
  const RunStatus& run = *history.run;
  text.why.push_back(fmt::format("Run {} (process {} on {}) holds it and is alive; its last heartbeat was {} ago.",
                                 run.id, run.pid, run.host, duration_text(run.heartbeat_age)));
  const auto open = std::find_if(history.attempts.begin(), history.attempts.end(),
                                 [](const PastAttempt& attempt) { return attempt.outcome.empty(); });
  if (open == history.attempts.end()) {
    text.why.emplace_back("Training has not begun: its trainer is starting, or other trials come first.");
    return;
  }
  const nlohmann::json epochs =
      history.config.is_object() && history.config.contains("epochs") ? history.config["epochs"] : nlohmann::json("?");
  text.why.push_back(fmt::format("Attempt {} began {} ago in process {} and has recorded {} of {} epochs.", open->id,
                                 duration_text(open->seconds), open->info.pid, open->epochs, plain_text(epochs)));
}

void explain_result(const TrialHistory& history, const PastAttempt& accepted, const std::string& data_sha256,
                    Explanation& text) {
  text.state = accepted.outcome;
  if (accepted.outcome == "diverged") {
    text.why.push_back(fmt::format(
        "{} diverged in epoch {}: {}. Divergence is a result: it counts as chance-level accuracy.", named(accepted),
        accepted.epochs, accepted.error.empty() ? "the loss became infinite or NaN" : accepted.error));
  } else {
    text.why.push_back(fmt::format("{} trained {} on {}: test accuracy {}.", named(accepted), epochs_text(accepted),
                                   data_text(accepted),
                                   accepted.test_top1 ? fmt::format("{:.2f} %", *accepted.test_top1) : "unknown"));
  }
  if (const PastAttempt& last = history.attempts.back(); !last.is_accepted) {
    text.why.push_back(fmt::format("The later attempt {} {}; the result stands.", last.id,
                                   last.outcome.empty()       ? "has not ended"
                                   : last.outcome == "failed" ? "failed"
                                                              : "was interrupted"));
  }
  if (!data_sha256.empty() && data_sha256 != accepted.info.data_sha256) {
    text.why.push_back(
        fmt::format("The data set found now has SHA-256 {}, not {}; a result on other data does not count.",
                    short_hash(data_sha256), short_hash(accepted.info.data_sha256)));
  }
}

void explain_missing_result(const TrialHistory& history, Explanation& text) {
  const PastAttempt* last = history.attempts.empty() ? nullptr : &history.attempts.back();
  text.state = "pending";
  if (history.state == "running") {
    text.is_trouble = true;
    text.why.push_back(history.run
                           ? fmt::format("Run {} (process {} on {}) held it and ended unexpectedly: it no longer "
                                         "holds its lock. Its last heartbeat was {} ago.",
                                         history.run->id, history.run->pid, history.run->host,
                                         duration_text(history.run->heartbeat_age))
                           : "The run that held it is gone.");
    if (last != nullptr && last->outcome.empty()) {
      text.why.push_back(fmt::format("Attempt {} had recorded {}.", last->id, epochs_text(*last)));
    }
  } else if (last == nullptr) {
    text.why.emplace_back("An experiment requested it, but no run has trained it yet.");
  } else if (last->outcome == "failed") {
    text.state = "failed";
    text.is_trouble = true;
    text.why.push_back(fmt::format("{} failed after {}: {}.", named(*last), duration_text(last->seconds),
                                   split_failure(last->error).reason));
  } else {
    text.why.push_back(fmt::format("{} was interrupted at {}, with {} recorded: {}.", named(*last),
                                   shown_time(last->ended), epochs_text(*last), split_failure(last->error).reason));
  }
}

// --- What the next run does

std::string where_from(const TrialDecision& decision) {
  if (!decision.why_start_over.empty()) return "from the start: " + decision.why_start_over;
  if (!decision.checkpoint) return "from the start: it has no checkpoint";
  const CheckpointInfo& checkpoint = *decision.checkpoint;
  std::string text =
      fmt::format("from its checkpoint (after step {} and {}; {})", checkpoint.steps.value_or(0),
                  counted(static_cast<std::uint64_t>(checkpoint.epochs), "epoch"), size_and_age(checkpoint));
  std::vector<std::string> conditions;
  for (const auto& [name, value] : checkpoint.identity) {
    if (name != "trial" && name != "data") conditions.push_back(fmt::format("{} {}", name, value));
  }
  if (conditions.empty()) return text;
  return text + fmt::format(" if these are unchanged: {}; otherwise from the start", fmt::join(conditions, ", "));
}

std::string next_of_other_id(const TrialDecision& decision) {
  if (decision.current_id.empty()) return "this program cannot train its configuration: " + decision.config_error;
  const std::string now = "the same configuration now has the id " + decision.current_id;
  if (!decision.current_state) {
    return now + ", which is not in this database: " +
           (decision.is_requested ? "`run` trains it" : "its experiments, as last run, do not contain it");
  }
  return now + fmt::format(", which is {} in this database: see `actsweep explain {}`", *decision.current_state,
                           decision.current_id);
}

std::string next_of_unrequested(const TrialHistory& history) {
  return history.experiments.empty() ? "none: no experiment contains it"
                                     : "none: its experiments, as last run, no longer contain it";
}

std::string next_of_failed(const TrialHistory& history, const TrialDecision& decision) {
  // The newest attempt on the data set.
  const std::string& current = decision.data_sha256.empty() ? decision.recorded_data : decision.data_sha256;
  const auto failed = std::find_if(history.attempts.rbegin(), history.attempts.rend(), [&](const PastAttempt& attempt) {
    const std::string& data = attempt.info.data_sha256;
    return current.empty() || data.empty() || data == current;
  });
  const bool is_last = failed == history.attempts.rbegin() || failed == history.attempts.rend();
  return fmt::format("skipped, because it failed{}; `run --retry-failed` trains it again, {}",
                     is_last ? "" : fmt::format(" on this data in attempt {}", failed->id), where_from(decision));
}

std::string next_of_training(const TrialHistory& history, const TrialDecision& decision, const std::string& state) {
  if (state != "failed" || decision.data_sha256.empty()) {
    return fmt::format("trained{}, {}", history.attempts.empty() ? "" : " again", where_from(decision));
  }
  return fmt::format("trained: it failed on data {}, but the data set found now has SHA-256 {}; {}",
                     short_hash(history.attempts.back().info.data_sha256), short_hash(decision.data_sha256),
                     where_from(decision));
}

/// What a run that finds a data set does.
std::string next_with_data(const TrialHistory& history, const TrialDecision& decision, Kind on_data,
                           const std::string& state) {
  switch (on_data) {
    case Kind::kFinished:
      return fmt::format("skipped: it was trained on {}. `run --force` trains it again",
                         decision.data_sha256.empty()
                             ? "it"
                             : fmt::format("the data set found now ({})", short_hash(decision.data_sha256)));
    case Kind::kFailed: return next_of_failed(history, decision);
    case Kind::kHeld: return "another `run` waits until that run ends or releases it";
    default: return next_of_training(history, decision, state);
  }
}

std::vector<std::string> next_without_data(const TrialHistory& history, const TrialDecision& decision,
                                           const std::string& state) {
  std::vector<std::string> next = {"`run` stops: " + decision.data_error};
  if (!decision.recorded_data.empty()) {
    next.push_back(fmt::format("if `run` finds the data set with SHA-256 {}: {}", short_hash(decision.recorded_data),
                               next_with_data(history, decision, decision.on_recorded_data, state)));
  }
  return next;
}

// --- The tables

/// Appends a row per text; only the first row has the label.
void add(std::vector<Row>& rows, const std::string& label, const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) rows.push_back({i == 0 ? label : "", texts[i]});
}

/// Shortens the file name to a shell pattern, because it is wider than most terminals.
std::string checkpoint_text(const CheckpointInfo& checkpoint) {
  const std::string purpose = checkpoint.kind.empty()     ? "to resume from"
                              : checkpoint.kind == "best" ? "kept: the best epoch"
                              : checkpoint.kind == "last" ? "kept: the last epoch"
                                                          : checkpoint.kind;
  std::string name = checkpoint.file.filename().string();
  const std::string& data = checkpoint.data_sha256;
  if (const std::size_t at = name.find(data); at != std::string::npos && short_hash(data) != data) {
    name.replace(at, data.size(), short_hash(data) + "*");
  }
  return fmt::format("{} ({}; {})", name, purpose, size_and_age(checkpoint));
}

std::string head(const TrialHistory& history, const TrialDecision& decision, const TextStyle& style) {
  const Explanation explanation = explain(history, decision);
  std::vector<Row> rows;
  add(rows, "settings",
      {history.settings.empty() ? "the same as the other trials of its experiments" : history.settings});
  add(rows, "training version", {std::to_string(history.training_version)});
  add(rows, "state", {explanation.state});
  add(rows, "why", explanation.why);
  add(rows, "next run", explanation.next);
  std::vector<std::string> checkpoints;
  for (const CheckpointInfo& checkpoint : decision.checkpoints) checkpoints.push_back(checkpoint_text(checkpoint));
  add(rows, "checkpoints", checkpoints);
  std::string text = table_text({"trial", history.id}, rows, style.width);
  if (!explanation.is_trouble || !style.color) return text;
  // Line breaks in texts are escaped, so this finds the row of the state.
  const std::size_t at = text.find(explanation.state, text.find("\nstate "));
  return text.replace(at, explanation.state.size(), red(explanation.state, true));
}

std::string text_of(Containment containment) {
  return containment == Containment::kYes ? "yes" : containment == Containment::kNo ? "no" : "unknown";
}

std::string experiments_text(const TrialHistory& history, const std::vector<Containment>& containment,
                             const TextStyle& style) {
  if (history.experiments.empty()) return "\nno experiment contains it\n";
  std::vector<Row> rows;
  for (std::size_t i = 0; i < history.experiments.size(); ++i) {
    const HoldingExperiment& experiment = history.experiments[i];
    rows.push_back({experiment.name, shown_time(experiment.last_seen),
                    text_of(i < containment.size() ? containment[i] : Containment::kUnknown),
                    experiment.overrides.empty() ? "none" : fmt::format("{}", fmt::join(experiment.overrides, " "))});
  }
  return "\n" + table_text({"experiment", "last run (UTC)", "contains it", "overrides"}, rows, style.width);
}

/// The attempts, then the last lines of the logs of failed ones.
std::string attempts_text(const TrialHistory& history, const TextStyle& style) {
  std::vector<Row> rows;
  std::vector<Row> environments;
  std::string logs;
  for (const PastAttempt& a : history.attempts) {
    const Failure failure = split_failure(a.error);
    const bool is_under_way = a.outcome.empty() && is_running(history) && history.run->id == a.run;
    const bool is_lost = a.outcome.empty() && !is_under_way;  // its end is unknown
    const std::string outcome = is_under_way ? "running" : is_lost ? "lost" : a.outcome;
    rows.push_back({a.id, shown_time(a.began), is_lost ? "unknown" : duration_text(a.seconds),
                    a.is_accepted ? outcome + " *" : outcome, a.epochs,
                    a.info.resumed_steps > 0 ? fmt::format("step {}", a.info.resumed_steps) : "start", failure.reason});
    environments.push_back(
        {a.id, a.info.host, a.info.device, a.info.threads, a.info.libtorch_version, a.info.cpu_capability,
         short_hash(a.info.git_commit) + (a.info.git_dirty ? " + changes" : ""), short_hash(a.info.data_sha256)});
    if (!failure.log.empty())
      logs += fmt::format("\nlast lines of the log of attempt {}:\n", a.id) + log_text(failure.log);
  }
  if (rows.empty()) return "";
  const bool has_result = accepted_attempt(history) != nullptr;
  return "\n" +
         table_text({"attempt", "began (UTC)", "took", "outcome", "epochs", "from", "reason"}, rows, style.width) +
         (has_result ? "* the result that counts on its data\n" : "") + "\n" +
         table_text({"attempt", "host", "device", "threads", "LibTorch", "instruction set", "commit", "data"},
                    environments, style.width) +
         logs;
}

}  // namespace

Explanation explain(const TrialHistory& history, const TrialDecision& decision) {
  Explanation text;
  if (decision.kind == Kind::kOtherTrainingVersion) {
    explain_version(history, text);
  } else if (is_running(history)) {
    explain_running(history, text);
  } else if (const PastAttempt* accepted = accepted_attempt(history, decision.data_sha256)) {
    explain_result(history, *accepted, decision.data_sha256, text);
  } else {
    explain_missing_result(history, text);
  }
  if (decision.kind == Kind::kInvalidConfig) {
    text.why.push_back(fmt::format("This program cannot train its configuration: {}.", decision.config_error));
  } else if (decision.kind == Kind::kOtherId) {
    text.why.push_back(fmt::format("This program gives its configuration another id, {}: a default has changed since.",
                                   decision.current_id));
  }
  switch (decision.kind) {
    case Kind::kTrain:
    case Kind::kFinished:
    case Kind::kFailed:
    case Kind::kHeld: text.next = {next_with_data(history, decision, decision.kind, text.state)}; break;
    case Kind::kNoData: text.next = next_without_data(history, decision, text.state); break;
    case Kind::kNotInExperiment: text.next = {next_of_unrequested(history)}; break;
    case Kind::kOtherTrainingVersion:
    case Kind::kOtherId:
    case Kind::kInvalidConfig: text.next = {next_of_other_id(decision)}; break;
  }
  return text;
}

std::string explain_text(const TrialHistory& history, const TrialDecision& decision, const TextStyle& style) {
  return head(history, decision, style) + experiments_text(history, decision.containment, style) +
         attempts_text(history, style);
}

std::string shown_time(const std::string& iso) {
  constexpr std::size_t kDate = 10, kToTheSecond = 19;
  if (iso.size() < kToTheSecond) return iso.empty() ? "an unknown time" : iso;
  return iso.substr(0, kDate) + " " + iso.substr(kDate + 1, kToTheSecond - kDate - 1);
}

}  // namespace actsweep
