#include <stdexcept>

#include "harness/store/sql.h"
#include "harness/store/store_impl.h"
#include "harness/util/printable.h"

namespace actsweep {
namespace {

const char* name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDone: return "done";
    case Outcome::kDiverged: return "diverged";
    case Outcome::kFailed: return "failed";
    case Outcome::kInterrupted: return "interrupted";
  }
  throw std::logic_error("unknown outcome");
}

/// An INSERT of these columns and of all metrics.
template <typename Metrics>
std::string insert_sql(const char* table, const char* columns, std::size_t count, const Metrics& metrics) {
  return fmt::format("INSERT INTO {} ({}{}) VALUES ({})", table, columns, further_columns(metrics),
                     parameters(count + metrics.size()));
}

/// The value of a trial from the epochs of attempt `a`; `e` is its last epoch.
std::string trial_value(const EpochMetric& metric) {
  switch (metric.trial_value) {
    case TrialValue::kLast: return fmt::format("e.{}", metric.name);
    case TrialValue::kSum: return fmt::format("(SELECT sum({}) FROM epoch WHERE attempt = a.id)", metric.name);
    case TrialValue::kMean: return fmt::format("(SELECT avg({}) FROM epoch WHERE attempt = a.id)", metric.name);
    case TrialValue::kThroughput:
      return fmt::format(
          "(SELECT coalesce(sum({0} * seconds) / sum(iif({0} IS NULL, NULL, seconds)), avg({0})) FROM epoch "
          "WHERE attempt = a.id)",
          metric.name);
  }
  throw std::logic_error("unknown value of a trial");
}

std::string accept_sql() {
  std::string columns, values;
  for (const EpochMetric& metric : epoch_metrics()) {
    columns += fmt::format(", {}", metric.trial_name);
    values += ", " + trial_value(metric);
  }
  return fmt::format(
      "INSERT OR REPLACE INTO outcome (attempt, trial, data_sha256, outcome, epochs_run, finished_at{}) "
      "SELECT a.id, a.trial, a.data_sha256, a.outcome, coalesce(e.epoch, 0), a.ended_at{} "
      "FROM attempt AS a LEFT JOIN epoch AS e "
      "ON e.attempt = a.id AND e.epoch = (SELECT max(epoch) FROM epoch WHERE attempt = a.id) WHERE a.id = ?",
      columns, values);
}

}  // namespace

LeaseResult decide_lease(const LeaseState& state, const RetryPolicy& retry) {
  // A result younger than the run comes from another run with the same policy.
  if (state.is_finished && (!retry.finished || state.is_finished_since_run)) return LeaseResult::kFinished;
  if (state.holder == LeaseState::Holder::kThisRun) return LeaseResult::kGranted;
  if (state.holder == LeaseState::Holder::kLiveRun) return LeaseResult::kHeld;
  return state.has_failed && !retry.failed ? LeaseResult::kFailed : LeaseResult::kGranted;
}

std::int64_t Store::Impl::end_attempt(std::int64_t attempt, Outcome outcome, const std::string& error) {
  auto ended = prepare(
      "UPDATE attempt SET outcome = ?, error = ?, ended_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
      "WHERE id = ? AND outcome IS NULL RETURNING trial",
      name_of(outcome), repaired_utf8(error), attempt);
  if (!ended.executeStep()) throw std::logic_error(fmt::format("attempt {} has ended", attempt));
  return ended.getColumn(0).getInt64();
}

void Store::Impl::accept(std::int64_t attempt) {
  static const std::string sql = accept_sql();
  exec(sql, attempt);
}

void Store::Impl::insert_epoch(std::int64_t attempt, const Epoch& epoch) {
  static const std::string sql = insert_sql("epoch", "attempt, epoch", 2, epoch_metrics());
  auto insert = prepare(sql, attempt, epoch.epoch);
  bind_metrics(insert, 2, epoch_metrics(), epoch);
  insert.exec();
}

void Store::Impl::insert_layer(std::int64_t attempt, const LayerEpoch& layer) {
  static const std::string sql =
      insert_sql("layer_epoch", "attempt, epoch, kind, position, module, preactivations", 6, layer_metrics());
  auto insert = prepare(sql, attempt, layer.epoch, name_of(layer.kind), layer.position, layer.module);
  if (!layer.preactivations.empty()) insert.bind(6, layer.preactivations);
  bind_metrics(insert, 6, layer_metrics(), layer);
  insert.exec();
}

LeaseState Store::Impl::lease_state(std::int64_t trial, const std::string& data_sha256) {
  using Holder = LeaseState::Holder;
  LeaseState state;
  auto result = prepare(
      "SELECT r.id IS NOT NULL AND a.ended_at >= r.started_at FROM outcome AS o JOIN attempt AS a ON a.id = o.attempt "
      "LEFT JOIN run AS r ON r.id = ?3 WHERE o.trial = ?1 AND o.data_sha256 = ?2",
      trial, data_sha256, run);
  state.is_finished = result.executeStep();
  state.is_finished_since_run = state.is_finished && result.getColumn(0).getInt() == 1;
  auto holder = prepare("SELECT run FROM trial WHERE number = ? AND state = 'running'", trial);
  if (holder.executeStep()) {
    state.holding_run = holder.getColumn(0).getInt64();
    state.holder = state.holding_run == run                ? Holder::kThisRun
                   : run_is_alive(path, state.holding_run) ? Holder::kLiveRun
                                                           : Holder::kDeadRun;
  }
  auto newest = prepare("SELECT " + newest_attempt_failed("?1", "?2"), trial, data_sha256);
  state.has_failed = newest.executeStep() && newest.getColumn(0).getInt() == 1;
  return state;
}

LeaseResult Store::lease(const std::string& trial_id, const std::string& data_sha256, const RetryPolicy& retry) {
  return impl_->write([&] {
    const std::int64_t run = impl_->this_run();
    const std::int64_t trial = impl_->trial_number(trial_id);
    const LeaseState state = impl_->lease_state(trial, data_sha256);
    const LeaseResult result = decide_lease(state, retry);
    if (state.holder == LeaseState::Holder::kDeadRun) impl_->close_run(state.holding_run, kRunDied);
    if (result == LeaseResult::kGranted) {
      impl_->exec("UPDATE trial SET state = 'running', run = ? WHERE number = ?", run, trial);
    }
    return result;
  });
}

LeaseResult Store::preview_lease(const std::string& trial_id, const std::string& data_sha256,
                                 const RetryPolicy& retry) const {
  return impl_->guarded(
      [&] { return decide_lease(impl_->lease_state(impl_->trial_number(trial_id), data_sha256), retry); });
}

void Store::release(const std::string& trial_id) {
  impl_->write([&] {
    impl_->settle(fmt::format("number = {} AND run = {}", impl_->trial_number(trial_id), impl_->this_run()));
  });
}

std::int64_t Store::begin_attempt(const std::string& trial_id, const AttemptInfo& info) {
  return impl_->write([&] {
    const std::int64_t trial = impl_->trial_number(trial_id);
    const std::int64_t run = impl_->this_run();
    if (!impl_->prepare("SELECT 1 FROM trial WHERE number = ? AND run = ?", trial, run).executeStep()) {
      throw std::logic_error("trial " + trial_id + " is not leased by this run");
    }
    return impl_->insert_attempt(info, "trial, run", trial, run);
  });
}

void Store::record_resumption(std::int64_t attempt, std::int64_t steps) {
  impl_->write([&] { impl_->exec("UPDATE attempt SET resumed_steps = ? WHERE id = ?", steps, attempt); });
}

void Store::record_epoch(std::int64_t attempt, const Epoch& epoch) {
  impl_->write([&] {
    impl_->insert_epoch(attempt, epoch);
    impl_->exec(
        "UPDATE trial SET newest_epoch_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
        "WHERE number = (SELECT trial FROM attempt WHERE id = ?)",
        attempt);
  });
}

void Store::record_layer(std::int64_t attempt, const LayerEpoch& layer) {
  impl_->write([&] { impl_->insert_layer(attempt, layer); });
}

void Store::abandon_attempt(std::int64_t attempt, const std::string& error) {
  impl_->write([&] { impl_->end_attempt(attempt, Outcome::kInterrupted, error); });
}

void Store::finish_attempt(std::int64_t attempt, Outcome outcome, const std::string& error) {
  const Impl::Durable durable(*impl_);
  impl_->write([&] {
    const std::int64_t trial = impl_->end_attempt(attempt, outcome, error);
    if (outcome == Outcome::kDone || outcome == Outcome::kDiverged) impl_->accept(attempt);
    impl_->settle(fmt::format("number = {}", trial));
  });
}

}  // namespace actsweep
