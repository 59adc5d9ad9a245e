#include "harness/store/trial_history.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/store/experiments.h"
#include "harness/store/query.h"
#include "harness/store/sql.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/shallow_json.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

[[noreturn]] void fail_as_unknown(const Store& store, const std::string& beginning) {
  constexpr int kMax = 100'000;  // computing more edit distances would take seconds
  std::vector<std::string> known;
  each_row(store, fmt::format("SELECT DISTINCT substr(id, 1, {}) FROM trial LIMIT {}", beginning.size(), kMax),
           [&](const Store::Row& row) { known.push_back(text(row[0])); });
  throw InputError(
      fmt::format("no trial begins with {} in {}{}; `actsweep status` lists running and failed trials, `actsweep query "
                  "\"SELECT trial FROM result\"` finished ones",
                  beginning, store.path().string(), did_you_mean(beginning, known)));
}

[[noreturn]] void fail_as_ambiguous(const Store& store, const std::string& beginning,
                                    const std::vector<std::string>& matches, std::int64_t count) {
  const auto more = count - static_cast<std::int64_t>(matches.size());
  throw InputError(fmt::format("{} trials begin with {} in {}: {}{}; give more digits",
                               grouped(static_cast<std::uint64_t>(count)), beginning, store.path().string(),
                               fmt::join(matches, ", "), more > 0 ? ", ..." : ""));
}

std::optional<RunStatus> run_holding(const Store& store, const std::string& trial) {
  const std::vector<RunStatus> runs = runs_where(
      store, fmt::format("id = (SELECT run FROM trial WHERE state = 'running' AND id = {})", quote_text(trial)));
  return runs.empty() ? std::nullopt : std::optional(runs.front());
}

std::vector<PastAttempt> read_attempts(const Store& store, const std::string& trial) {
  std::vector<PastAttempt> attempts;
  each_row(store,
           fmt::format("SELECT a.id, a.run, a.outcome, a.error, a.started_at, a.ended_at, "
                       "(julianday(coalesce(a.ended_at, 'now')) - julianday(a.started_at)) * 86400, "
                       "(SELECT max(epoch) FROM epoch WHERE attempt = a.id), o.attempt IS NOT NULL, o.test_top1, "
                       "o.test_loss{} FROM trial AS t JOIN attempt AS a ON a.trial = t.number "
                       "LEFT JOIN outcome AS o ON o.attempt = a.id WHERE t.id = {} ORDER BY a.started_at, a.id",
                       further_attempt_columns("a."), quote_text(trial)),
           [&](const Store::Row& row) {
             auto value = row.begin();
             PastAttempt a;
             a.id = integer(*value++);
             a.run = integer(*value++);
             a.outcome = text(*value++);
             a.error = text(*value++);
             a.began = text(*value++);
             a.ended = text(*value++);
             a.seconds = number(*value++).value_or(0);
             a.epochs = integer(*value++);
             a.is_accepted = integer(*value++) != 0;
             a.test_top1 = number(*value++);
             a.test_loss = number(*value++);
             for_each_attempt_column(a.info, [&](const char*, auto& member) {
               if constexpr (std::is_same_v<decltype(member), std::string&>) {
                 member = text(*value++);
               } else {
                 member = static_cast<std::decay_t<decltype(member)>>(integer(*value++));
               }
             });
             attempts.push_back(std::move(a));
           });
  return attempts;
}

std::vector<std::string> overrides_of(const nlohmann::json& recorded) {
  const nlohmann::json list = parse_shallow_json(text(recorded));
  std::vector<std::string> overrides;
  if (!list.is_array()) return overrides;
  for (const nlohmann::json& item : list) overrides.push_back(plain_text(item));
  return overrides;
}

}  // namespace

std::string find_trial(const Store& store, const std::string& beginning) {
  constexpr int kMaxShown = 5;
  if (beginning.empty()) throw InputError("give the id of a trial, or its first digits");
  const std::string condition = fmt::format("substr(id, 1, {}) = {}", beginning.size(),
                                            quote_text(beginning));  // counts characters; ids are ASCII
  std::vector<std::string> matches;
  std::int64_t count = 0;
  each_row(store,
           fmt::format("SELECT id, count(*) OVER () FROM trial WHERE {} ORDER BY id LIMIT {}", condition, kMaxShown),
           [&](const Store::Row& row) {
             matches.push_back(text(row[0]));
             count = integer(row[1]);
           });
  if (matches.empty()) fail_as_unknown(store, beginning);
  if (count > 1 && matches.front() != beginning) fail_as_ambiguous(store, beginning, matches, count);
  return matches.front();
}

TrialHistory read_trial_history(const Store& store, const std::string& id) {
  TrialHistory history;
  history.id = id;
  store.at_one_moment([&] {
    std::int64_t trial = 0;
    each_row(store,
             fmt::format("SELECT t.number, t.training_version, t.state, c.config FROM trial AS t "
                         "LEFT JOIN trial_config AS c ON c.trial = t.number WHERE t.id = {}",
                         quote_text(id)),
             [&](const Store::Row& row) {
               trial = integer(row[0]);
               history.training_version = static_cast<int>(integer(row[1]));
               history.state = text(row[2]);
               history.config = parse_shallow_json(text(row[3]));
             });
    if (trial == 0) throw InputError(fmt::format("no trial {} in {}", id, store.path().string()));
    std::vector<std::int64_t> experiments;
    each_row(store,
             fmt::format("SELECT x.id, x.name, x.last_seen, x.yaml, x.overrides FROM experiment_trial AS et "
                         "JOIN experiment AS x ON x.id = et.experiment WHERE et.trial = {} ORDER BY x.name",
                         trial),
             [&](const Store::Row& row) {
               experiments.push_back(integer(row[0]));
               history.experiments.push_back({text(row[1]), text(row[2]), text(row[3]), overrides_of(row[4])});
             });
    history.settings = settings_apart(store, {trial}, fmt::format("({})", fmt::join(experiments, ", ")))[trial];
    history.attempts = read_attempts(store, id);
    history.run = run_holding(store, id);
  });
  return history;
}

std::optional<std::string> state_of(const Store& store, const std::string& id) {
  std::optional<std::string> state;
  each_row(store, fmt::format("SELECT state FROM trial WHERE id = {}", quote_text(id)),
           [&](const Store::Row& row) { state = text(row[0]); });
  return state;
}

}  // namespace actsweep
