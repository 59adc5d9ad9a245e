#include <cmath>
#include <stdexcept>

#include "harness/store/metrics.h"
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

std::string insert_epoch_sql() {
  std::string columns = "attempt, epoch";
  std::string places = "?, ?";
  for (const EpochMetric& metric : epoch_metrics()) {
    columns += fmt::format(", {}", metric.name);
    places += ", ?";
  }
  return fmt::format("INSERT INTO epoch ({}) VALUES ({})", columns, places);
}

std::string insert_layer_sql() {
  std::string columns = "attempt, epoch, kind, position, module, preactivations";
  std::string places = "?, ?, ?, ?, ?, nullif(?, '')";
  for (const LayerMetric& metric : layer_metrics()) {
    columns += fmt::format(", {}", metric.name);
    places += ", ?";
  }
  return fmt::format("INSERT INTO layer_epoch ({}) VALUES ({})", columns, places);
}

/// Binds numbers from parameter `index` + 1 on; what is none is NULL.
template <typename Metrics, typename Values>
void bind_metrics(SQLite::Statement& statement, int index, const Metrics& metrics, const Values& values) {
  for (const auto& metric : metrics) {
    const std::optional<double>& value = values.*metric.value;
    ++index;
    if (value && std::isfinite(*value)) statement.bind(index, *value);
  }
}

}  // namespace

std::int64_t Store::Impl::end_attempt(std::int64_t attempt, Outcome outcome, const std::string& error) {
  auto ended = prepare(
      "UPDATE attempt SET outcome = ?, error = ?, ended_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
      "WHERE id = ? AND outcome IS NULL RETURNING trial",
      name_of(outcome), repaired_utf8(error), attempt);
  if (!ended.executeStep()) throw std::logic_error(fmt::format("attempt {} is not under way", attempt));
  return ended.getColumn(0).getInt64();
}

void Store::Impl::accept(std::int64_t attempt) {
  exec(R"(
INSERT OR REPLACE INTO outcome
SELECT a.id, a.trial, a.data_sha256, a.outcome, coalesce(e.epoch, 0), e.lr, e.train_loss, e.train_top1, e.test_loss,
  e.test_top1, e.test_top3, e.test_top5, e.val_loss, e.val_top1, e.grad_norm, e.peak_memory,
  (SELECT sum(seconds) FROM epoch WHERE attempt = a.id),
  (SELECT coalesce(sum(images_per_second * seconds) / sum(iif(images_per_second IS NULL, NULL, seconds)),
                   avg(images_per_second)) FROM epoch WHERE attempt = a.id),
  a.ended_at, e.penalty, (SELECT avg(eval_seconds) FROM epoch WHERE attempt = a.id)
FROM attempt AS a LEFT JOIN epoch AS e
  ON e.attempt = a.id AND e.epoch = (SELECT max(epoch) FROM epoch WHERE attempt = a.id)
WHERE a.id = ?)",
       attempt);
}

void Store::Impl::insert_epoch(std::int64_t attempt, const Epoch& epoch) {
  static const std::string sql = insert_epoch_sql();
  auto insert = prepare(sql, attempt, epoch.epoch);
  bind_metrics(insert, 2, epoch_metrics(), epoch);
  insert.exec();
}

void Store::Impl::insert_layer(std::int64_t attempt, const LayerEpoch& layer) {
  static const std::string sql = insert_layer_sql();
  auto insert =
      prepare(sql, attempt, layer.epoch, name_of(layer.kind), layer.position, layer.module, layer.preactivations);
  bind_metrics(insert, 6, layer_metrics(), layer);
  insert.exec();
}

LeaseFacts Store::Impl::lease_facts(std::int64_t trial, const std::string& data_sha256) {
  using Holder = LeaseFacts::Holder;
  LeaseFacts facts;
  auto result = prepare(
      "SELECT r.id IS NOT NULL AND a.ended_at >= r.started_at FROM outcome AS o JOIN attempt AS a ON a.id = o.attempt "
      "LEFT JOIN run AS r ON r.id = ?3 WHERE o.trial = ?1 AND o.data_sha256 = ?2",
      trial, data_sha256, run);
  facts.is_finished = result.executeStep();
  facts.is_finished_since_run = facts.is_finished && result.getColumn(0).getInt() == 1;
  auto holder = prepare("SELECT run FROM trial WHERE number = ? AND state = 'running'", trial);
  if (holder.executeStep()) {
    facts.holding_run = holder.getColumn(0).getInt64();
    facts.holder = facts.holding_run == run                ? Holder::kThisRun
                   : run_is_alive(path, facts.holding_run) ? Holder::kLiveRun
                                                           : Holder::kDeadRun;
  }
  auto newest = prepare(
      "SELECT outcome = 'failed' FROM attempt WHERE trial = ? AND data_sha256 IN (?, '') "
      "ORDER BY started_at DESC, id DESC LIMIT 1",
      trial, data_sha256);
  facts.has_failed = newest.executeStep() && newest.getColumn(0).getInt() == 1;
  return facts;
}

LeaseResult Store::lease(const std::string& trial_id, const std::string& data_sha256, const RetryPolicy& retry) {
  return impl_->write([&] {
    const std::int64_t run = impl_->this_run();
    const std::int64_t trial = impl_->trial_number(trial_id);
    const LeaseFacts facts = impl_->lease_facts(trial, data_sha256);
    const LeaseResult result = decide_lease(facts, retry);
    if (facts.holder == LeaseFacts::Holder::kDeadRun) impl_->close_run(facts.holding_run, kRunDied);
    if (result == LeaseResult::kGranted) {
      impl_->exec("UPDATE trial SET state = 'running', run = ? WHERE number = ?", run, trial);
    }
    return result;
  });
}

LeaseResult Store::preview_lease(const std::string& trial_id, const std::string& data_sha256,
                                 const RetryPolicy& retry) const {
  return impl_->guarded(
      [&] { return decide_lease(impl_->lease_facts(impl_->trial_number(trial_id), data_sha256), retry); });
}

void Store::release(const std::string& trial_id) {
  impl_->write([&] {
    const std::int64_t trial = impl_->trial_number(trial_id);
    auto held = impl_->prepare("SELECT 1 FROM trial WHERE number = ? AND run = ?", trial, impl_->this_run());
    if (held.executeStep()) impl_->settle(trial);
  });
}

std::int64_t Store::begin_attempt(const std::string& trial_id, const AttemptInfo& info) {
  return impl_->write([&] {
    const std::int64_t trial = impl_->trial_number(trial_id);
    const std::int64_t run = impl_->this_run();
    if (!impl_->prepare("SELECT 1 FROM trial WHERE number = ? AND run = ?", trial, run).executeStep()) {
      throw std::logic_error("trial " + trial_id + " is not claimed by this run");
    }
    impl_->exec(
        "INSERT INTO attempt (trial, run, host, pid, device, threads, git_commit, git_dirty, libtorch_version, "
        "cpu_capability, processor, data_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        trial, run, info.host, info.pid, info.device, info.threads, info.git_commit, info.git_dirty ? 1 : 0,
        info.libtorch_version, info.cpu_capability, info.processor, info.data_sha256);
    return impl_->database.getLastInsertRowid();
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
    impl_->settle(trial);
  });
}

}  // namespace actsweep
