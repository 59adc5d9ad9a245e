#include <sqlite3.h>

#include "harness/store/query.h"
#include "harness/store/sql.h"
#include "harness/store/store_impl.h"

namespace actsweep {
namespace {

std::string outcome_sql() {
  std::string sql =
      "SELECT coalesce(o.outcome, iif(t.state = 'running', 'running', NULL), iif(a.outcome = 'failed', 'failed', "
      "'pending')), coalesce(o.epochs_run, (SELECT max(epoch) FROM epoch WHERE attempt = a.id), 0), a.error, "
      "coalesce(a.ended_at, '')" +
      further_attempt_columns("a.");
  for (const EpochMetric& metric : epoch_metrics()) sql += fmt::format(", o.{}", metric.trial_name);
  return sql +
         " FROM trial AS t LEFT JOIN attempt AS a ON a.id = coalesce("
         "(SELECT attempt FROM outcome WHERE trial = t.number AND ?2 IN ('', data_sha256) "
         "ORDER BY finished_at DESC, attempt DESC LIMIT 1), "
         "(SELECT id FROM attempt WHERE trial = t.number AND (?2 IN ('', data_sha256) OR data_sha256 = '') "
         "ORDER BY started_at DESC, id DESC LIMIT 1)) "
         "LEFT JOIN outcome AS o ON o.attempt = a.id WHERE t.id = ?1";
}

TrialOutcome outcome_of(const SQLite::Statement& row) {
  int column = 0;
  TrialOutcome outcome;
  outcome.state = row.getColumn(column++).getString();
  outcome.epochs = row.getColumn(column++).getInt();
  outcome.error = row.getColumn(column++).getString();
  outcome.finished_at = row.getColumn(column++).getString();
  for_each_attempt_column(outcome.attempt, [&](const char*, auto& value) {
    const SQLite::Column found = row.getColumn(column++);
    if constexpr (std::is_same_v<decltype(value), std::string&>) {
      value = found.getString();
    } else {
      value = static_cast<std::decay_t<decltype(value)>>(found.getInt64());
    }
  });
  for (const EpochMetric& metric : epoch_metrics()) {
    const SQLite::Column value = row.getColumn(column++);
    if (!value.isNull()) outcome.metrics[metric.trial_name] = value.getDouble();
  }
  return outcome;
}

/// Selects columns of a table, in the rows of the newest accepted attempt at a trial.
std::string series_sql(const std::string& table, const std::string& columns, const std::string& order) {
  return fmt::format(
      "SELECT {} FROM {} WHERE attempt = (SELECT o.attempt FROM outcome AS o JOIN trial AS t ON t.number = o.trial "
      "WHERE t.id = ?1 AND ?2 IN ('', o.data_sha256) ORDER BY o.finished_at DESC, o.attempt DESC LIMIT 1) ORDER BY {}",
      columns, table, order);
}

Epoch epoch_of(const SQLite::Statement& row) {
  Epoch epoch{.epoch = row.getColumn(0).getInt()};
  read_metrics(row, 1, epoch_metrics(), epoch);
  return epoch;
}

LayerEpoch layer_of(const SQLite::Statement& row) {
  constexpr int kMetrics = 5;
  LayerEpoch layer{.epoch = row.getColumn(0).getInt(),
                   .kind = layer_kind(row.getColumn(1).getString()),
                   .position = row.getColumn(2).getInt(),
                   .module = row.getColumn(3).getString()};
  layer.preactivations = row.getColumn(4).getString();  // NULL reads as ""
  read_metrics(row, kMetrics, layer_metrics(), layer);
  return layer;
}

/// Reads the rows of each trial that has any.
template <typename Value>
auto series(SQLite::Database& database, const std::string& sql, const std::vector<std::string>& trial_ids,
            const std::string& data_sha256, Value (*read)(const SQLite::Statement& row)) {
  SQLite::Statement rows(database, sql);
  std::unordered_map<std::string, std::vector<Value>> found;
  for (const std::string& id : trial_ids) {
    rebind(rows, id, data_sha256);
    std::vector<Value> values;
    while (rows.executeStep()) values.push_back(read(rows));
    if (!values.empty()) found[id] = std::move(values);
  }
  return found;
}

}  // namespace

std::unordered_set<std::string> Store::finished(const std::string& data_sha256) const {
  return impl_->guarded([&] {
    std::unordered_set<std::string> ids;
    auto rows = impl_->prepare(
        "SELECT t.id FROM outcome AS o JOIN trial AS t ON t.number = o.trial WHERE o.data_sha256 = ?", data_sha256);
    while (rows.executeStep()) ids.insert(rows.getColumn(0).getString());
    return ids;
  });
}

std::unordered_set<std::string> Store::failed(const std::string& data_sha256) const {
  return impl_->guarded([&] {
    std::unordered_set<std::string> ids;
    auto rows = impl_->prepare(
        "SELECT t.id FROM trial AS t WHERE t.number IN "
        "(SELECT trial FROM attempt WHERE outcome = 'failed' AND data_sha256 IN (?1, '')) AND " +
            newest_attempt_failed("t.number", "?1"),
        data_sha256);
    while (rows.executeStep()) ids.insert(rows.getColumn(0).getString());
    return ids;
  });
}

bool Store::is_finished(const std::string& trial_id, const std::string& data_sha256) const {
  return impl_->guarded([&] {
    return impl_
        ->prepare(
            "SELECT 1 FROM outcome AS o JOIN trial AS t ON t.number = o.trial WHERE t.id = ? AND o.data_sha256 = ?",
            trial_id, data_sha256)
        .executeStep();
  });
}

bool Store::is_held(const std::string& trial_id) const {
  return impl_->guarded([&] {
    auto holder = impl_->prepare("SELECT run FROM trial WHERE id = ? AND state = 'running'", trial_id);
    return holder.executeStep() && run_is_alive(impl_->path, holder.getColumn(0).getInt64());
  });
}

std::map<std::string, std::size_t> Store::finished_on(const std::vector<std::string>& trial_ids) const {
  std::map<std::string, std::size_t> counts;
  at_one_moment([&] {
    SQLite::Statement rows(
        impl_->database, "SELECT o.data_sha256 FROM outcome AS o JOIN trial AS t ON t.number = o.trial WHERE t.id = ?");
    for (const std::string& id : trial_ids) {
      rebind(rows, id);
      while (rows.executeStep()) ++counts[rows.getColumn(0).getString()];
    }
  });
  return counts;
}

std::map<int, std::size_t> Store::finished_by_training_version(const std::string& experiment_name) const {
  return impl_->guarded([&] {
    std::map<int, std::size_t> counts;
    auto rows = impl_->prepare(
        "SELECT t.training_version, count(DISTINCT t.number) FROM experiment AS x JOIN experiment_trial AS et ON "
        "et.experiment = x.id JOIN trial AS t ON t.number = et.trial JOIN outcome AS o ON o.trial = t.number "
        "WHERE x.name = ? GROUP BY t.training_version",
        experiment_name);
    while (rows.executeStep())
      counts[rows.getColumn(0).getInt()] = static_cast<std::size_t>(rows.getColumn(1).getInt64());
    return counts;
  });
}

std::unordered_map<std::string, TrialOutcome> Store::outcomes(const std::vector<std::string>& trial_ids,
                                                              const std::string& data_sha256) const {
  std::unordered_map<std::string, TrialOutcome> outcomes;
  at_one_moment([&] {
    SQLite::Statement lookup(impl_->database, outcome_sql());
    for (const std::string& id : trial_ids) {
      rebind(lookup, id, data_sha256);
      if (lookup.executeStep()) outcomes.emplace(id, outcome_of(lookup));
    }
  });
  return outcomes;
}

std::unordered_map<std::string, std::vector<Epoch>> Store::epochs(const std::vector<std::string>& trial_ids,
                                                                  const std::string& data_sha256) const {
  static const std::string sql = series_sql("epoch", "epoch" + further_columns(epoch_metrics()), "epoch");
  std::unordered_map<std::string, std::vector<Epoch>> found;
  at_one_moment([&] { found = series(impl_->database, sql, trial_ids, data_sha256, epoch_of); });
  return found;
}

std::unordered_map<std::string, std::vector<LayerEpoch>> Store::layers(const std::vector<std::string>& trial_ids,
                                                                       const std::string& data_sha256) const {
  static const std::string sql =
      series_sql("layer_epoch", "epoch, kind, position, module, preactivations" + further_columns(layer_metrics()),
                 "epoch, kind, position");
  std::unordered_map<std::string, std::vector<LayerEpoch>> found;
  at_one_moment([&] { found = series(impl_->database, sql, trial_ids, data_sha256, layer_of); });
  return found;
}

void Store::at_one_moment(const std::function<void()>& read) const {
  impl_->guarded([&] {
    if (sqlite3_get_autocommit(impl_->database.getHandle()) == 0) return read();  // nested
    SQLite::Transaction moment(impl_->database);
    read();
  });
}

void Store::query(const std::string& sql, const OnColumns& on_columns, const OnRow& on_row,
                  const std::vector<ExtraTable>& tables) const {
  impl_->guarded([&] { run_read_only(impl_->database, sql, on_columns, on_row, tables); });
}

}  // namespace actsweep
