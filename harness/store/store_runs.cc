#include <unistd.h>

#include <stdexcept>

#include "harness/store/store_impl.h"
#include "harness/util/host.h"
#include "harness/util/printable.h"

namespace actsweep {

std::int64_t Store::Impl::trial_number(const std::string& trial_id) {
  auto found = prepare("SELECT number FROM trial WHERE id = ?", trial_id);
  if (!found.executeStep()) throw InputError(fmt::format("no trial {} in {}", trial_id, path.string()));
  return found.getColumn(0).getInt64();
}

std::int64_t Store::Impl::this_run() const {
  if (run == 0) throw std::logic_error("no run has begun");
  return run;
}

int Store::Impl::settle(const std::string& condition) {
  // A result on any data outweighs later failures; without one, the latest attempt counts. Order by time, because
  // merged attempts have later numbers than younger ones.
  return exec(
      "UPDATE trial SET run = NULL, state = coalesce("
      "(SELECT outcome FROM attempt WHERE trial = trial.number AND outcome IN ('done', 'diverged') "
      "ORDER BY started_at DESC, id DESC LIMIT 1), "
      "(SELECT iif(outcome = 'failed', 'failed', NULL) FROM attempt WHERE trial = trial.number "
      "ORDER BY started_at DESC, id DESC LIMIT 1), "
      "'pending') WHERE " +
      condition);
}

int Store::Impl::close_run(std::int64_t run_id, const std::string& reason) {
  exec(
      "UPDATE attempt SET outcome = 'interrupted', error = ?, ended_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
      "WHERE run = ? AND outcome IS NULL",
      reason, run_id);
  const int held = settle(fmt::format("state = 'running' AND run = {}", run_id));
  exec("UPDATE run SET ended_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = ?", run_id);
  return held;
}

void Store::begin_run(const RunInfo& info) {
  if (impl_->run != 0) throw std::logic_error("a run has begun already");
  impl_->run = impl_->write([&] {
    impl_->exec("INSERT INTO run (host, pid, jobs, command_line) VALUES (?, ?, ?, ?)", host_name(),
                static_cast<std::int64_t>(getpid()), info.jobs, repaired_utf8(info.command_line));
    const std::int64_t id = impl_->database.getLastInsertRowid();
    impl_->lock.emplace(impl_->path, id);  // before other processes see the run, and take it for dead
    return id;
  });
}

void Store::heartbeat() {
  impl_->write([&] {
    impl_->exec("UPDATE run SET heartbeat_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = ?", impl_->this_run());
  });
}

void Store::end_run() {
  impl_->write([&] { impl_->close_run(impl_->this_run(), "the run ended"); });
  impl_->lock.reset();
  impl_->run = 0;
}

int Store::release_dead_runs() {
  return impl_->write([&] {
    std::vector<std::int64_t> dead;
    auto open = impl_->prepare("SELECT id FROM run WHERE ended_at IS NULL");
    while (open.executeStep()) {
      const std::int64_t id = open.getColumn(0).getInt64();
      if (!run_is_alive(impl_->path, id)) dead.push_back(id);
    }
    int freed = 0;
    for (const std::int64_t id : dead) freed += impl_->close_run(id, kRunDied);
    return freed;
  });
}

}  // namespace actsweep
