#include "harness/store/metrics.h"
#include "harness/store/store_impl.h"

namespace actsweep {
namespace {

/// Rows of a table that has some for each attempt: `columns` of the newest accepted attempt at a trial.
std::string series_sql(const std::string& table, const std::string& columns, const std::string& order) {
  return fmt::format(
      "SELECT {} FROM {} WHERE attempt = (SELECT o.attempt FROM outcome AS o JOIN trial AS t ON t.number = o.trial "
      "WHERE t.id = ?1 AND ?2 IN ('', o.data_sha256) ORDER BY o.finished_at DESC, o.attempt DESC LIMIT 1) ORDER BY {}",
      columns, table, order);
}

/// The numbers of a row from a column on; NULL leaves one empty.
template <typename Metrics, typename Values>
void read_metrics(const SQLite::Statement& row, int column, const Metrics& metrics, Values& values) {
  for (const auto& metric : metrics) {
    const SQLite::Column value = row.getColumn(column++);
    if (!value.isNull()) values.*metric.value = value.getDouble();
  }
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
  layer.preactivations = row.getColumn(4).getString();  // NULL as ""
  read_metrics(row, kMetrics, layer_metrics(), layer);
  return layer;
}

/// What `read` makes of the rows of each trial that has any.
template <typename Read>
auto series(SQLite::Database& database, const std::string& sql, const std::vector<std::string>& trial_ids,
            const std::string& data_sha256, const Read& read) {
  using Value = decltype(read(std::declval<const SQLite::Statement&>()));
  SQLite::Statement rows(database, sql);
  std::unordered_map<std::string, std::vector<Value>> found;
  for (const std::string& id : trial_ids) {
    rows.reset();
    rows.bind(1, id);
    rows.bind(2, data_sha256);
    std::vector<Value> values;
    while (rows.executeStep()) values.push_back(read(rows));
    if (!values.empty()) found[id] = std::move(values);
  }
  return found;
}

}  // namespace

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

}  // namespace actsweep
