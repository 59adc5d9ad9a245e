#include "harness/cli/explain_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "harness/cli/config_difference.h"
#include "harness/cli/log_text.h"
#include "harness/cli/row_writer.h"
#include "harness/store/failure.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Row = std::vector<nlohmann::json>;

std::string table(const std::vector<std::string>& names, const std::vector<Row>& rows, const TextStyle& style) {
  std::ostringstream out;
  const auto writer = make_row_writer("table", out, true, style.width);
  writer->columns(names);
  for (const Row& row : rows) writer->row(row);
  writer->finish();
  return out.str();
}

/// Appends texts, the first behind the label.
void add(std::vector<Row>& rows, const std::string& label, const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) rows.push_back({i == 0 ? label : "", texts[i]});
}

/// With the file's name as a pattern that a shell takes: in full it is wider than most terminals.
std::string kept_checkpoint(const CheckpointFacts& checkpoint) {
  const std::string what = checkpoint.kind.empty()     ? "to go on from"
                           : checkpoint.kind == "best" ? "kept: the best epoch"
                           : checkpoint.kind == "last" ? "kept: the last epoch"
                                                       : checkpoint.kind;
  std::string name = checkpoint.file.filename().string();
  const std::string& data = checkpoint.data_sha256;
  if (const std::size_t at = name.find(data); at != std::string::npos && brief_hash(data) != data) {
    name.replace(at, data.size(), brief_hash(data) + "*");
  }
  return fmt::format("{} ({}, {:.1f} MB, {} old)", name, what, static_cast<double>(checkpoint.bytes) / 1e6,
                     duration_text(checkpoint.age));
}

std::string head(const TrialFacts& facts, const TrialVerdict& verdict, const TextStyle& style) {
  const TrialHistory& history = facts.history;
  std::vector<Row> rows;
  add(rows, "settings",
      {history.settings.empty() ? "those that its experiments' other trials have" : history.settings});
  add(rows, "training_version", {std::to_string(history.training_version)});
  add(rows, "state", {verdict.state});
  add(rows, "why", verdict.why);
  add(rows, "next run", verdict.next);
  std::vector<std::string> checkpoints;
  for (const CheckpointFacts& checkpoint : facts.checkpoints) checkpoints.push_back(kept_checkpoint(checkpoint));
  add(rows, "checkpoints", checkpoints);
  std::string text = table({"trial", history.id}, rows, style);
  if (!verdict.is_trouble || !style.color) return text;
  // Every text of the table is in one line, so that this is the beginning of that line.
  const std::size_t at = text.find(verdict.state, text.find("\nstate "));
  text.insert(at + verdict.state.size(), "\x1b[0m");
  text.insert(at, "\x1b[31m");
  return text;
}

std::string experiments_text(const TrialHistory& history, const std::vector<Holds>& holds, const TextStyle& style) {
  if (history.experiments.empty()) return "\nno experiment holds it\n";
  std::vector<Row> rows;
  for (std::size_t i = 0; i < history.experiments.size(); ++i) {
    const HoldingExperiment& experiment = history.experiments[i];
    const Holds held = i < holds.size() ? holds[i] : Holds::kUnknown;
    rows.push_back({experiment.name, shown_time(experiment.last_seen),
                    held == Holds::kYes  ? "yes"
                    : held == Holds::kNo ? "no"
                                         : "unknown",
                    experiment.overrides.empty() ? "the file as it stands"
                                                 : fmt::format("{}", fmt::join(experiment.overrides, " "))});
  }
  return "\n" + table({"experiment", "last asked for (UTC)", "with this trial", "overrides"}, rows, style);
}

/// The attempts, and below the failed ones the ends of their logs.
std::string attempts_text(const TrialHistory& history, const TextStyle& style) {
  std::vector<Row> rows;
  std::vector<Row> made_with;
  std::string logs;
  for (const PastAttempt& a : history.attempts) {
    const Failure failure = take_apart(a.error);
    const bool is_under_way = a.outcome.empty() && history.run && history.run->alive && history.run->id == a.run;
    const bool is_broken_off = a.outcome.empty() && !is_under_way;  // nobody knows when
    const std::string outcome = is_under_way ? "under way" : is_broken_off ? "broken off" : a.outcome;
    rows.push_back({a.id, shown_time(a.began), is_broken_off ? "unknown" : duration_text(a.seconds),
                    a.is_accepted ? outcome + " *" : outcome, a.epochs,
                    a.info.resumed_steps > 0 ? fmt::format("step {}", a.info.resumed_steps) : "start", failure.reason});
    made_with.push_back({a.id, a.info.host, a.info.device, a.info.threads, a.info.libtorch_version,
                         a.info.cpu_capability, brief_hash(a.info.git_commit) + (a.info.git_dirty ? " + changes" : ""),
                         brief_hash(a.info.data_sha256)});
    if (!failure.log.empty()) logs += fmt::format("\nthe end of attempt {}'s log:\n", a.id) + log_text(failure.log);
  }
  if (rows.empty()) return "";
  const bool has_accepted =
      std::any_of(history.attempts.begin(), history.attempts.end(), [](const auto& a) { return a.is_accepted; });
  return "\n" + table({"attempt", "began (UTC)", "took", "outcome", "epochs", "from", "reason"}, rows, style) +
         (has_accepted ? "* the result that counts on its data\n" : "") + "\n" +
         table({"attempt", "host", "device", "threads", "LibTorch", "instructions", "commit", "data"}, made_with,
               style) +
         logs;
}

std::string value_text(bool is_there, const nlohmann::json& value) {
  return is_there ? plain_text(value) : "(no such key)";
}

const PastAttempt* newest_accepted(const TrialHistory& history) {
  const auto found = std::find_if(history.attempts.rbegin(), history.attempts.rend(),
                                  [](const PastAttempt& attempt) { return attempt.is_accepted; });
  return found == history.attempts.rend() ? nullptr : &*found;
}

/// What differs besides the configuration.
std::vector<Row> differing_circumstances(const TrialHistory& a, const TrialHistory& b) {
  std::vector<Row> rows;
  const auto compare = [&](const char* what, const std::string& in_a, const std::string& in_b) {
    if (in_a != in_b) rows.push_back({what, in_a, in_b});
  };
  compare("training_version", std::to_string(a.training_version), std::to_string(b.training_version));
  const PastAttempt* of_a = newest_accepted(a);
  const PastAttempt* of_b = newest_accepted(b);
  compare("state", a.state, b.state);
  if (of_a == nullptr || of_b == nullptr) return rows;
  compare("data", brief_hash(of_a->info.data_sha256), brief_hash(of_b->info.data_sha256));
  compare("LibTorch", of_a->info.libtorch_version, of_b->info.libtorch_version);
  compare("instructions", of_a->info.cpu_capability, of_b->info.cpu_capability);
  compare("processor", of_a->info.processor, of_b->info.processor);
  compare("device", of_a->info.device, of_b->info.device);
  compare("threads", std::to_string(of_a->info.threads), std::to_string(of_b->info.threads));
  return rows;
}

}  // namespace

std::string explain_text(const TrialFacts& facts, const std::vector<Holds>& holds, const TextStyle& style) {
  return head(facts, verdict_of(facts), style) + experiments_text(facts.history, holds, style) +
         attempts_text(facts.history, style);
}

std::string difference_text(const TrialHistory& a, const TrialHistory& b, const TextStyle& style) {
  if (a.id == b.id) return fmt::format("both are trial {}\n", printable(a.id));
  std::vector<Row> keys;
  for (const KeyDifference& difference : config_difference(a.config, b.config)) {
    keys.push_back(
        {difference.key, value_text(difference.has_a, difference.a), value_text(difference.has_b, difference.b)});
  }
  std::string text = keys.empty() ? "the same configuration\n" : table({"key", a.id, b.id}, keys, style);
  const std::vector<Row> circumstances = differing_circumstances(a, b);
  if (!circumstances.empty()) text += "\n" + table({"besides", a.id, b.id}, circumstances, style);
  for (const TrialHistory* trial : {&a, &b}) {
    if (newest_accepted(*trial) != nullptr) continue;
    text += fmt::format("{} has no result, so that there is nothing to compare of how it came about\n",
                        printable(trial->id));
  }
  return text;
}

}  // namespace actsweep
