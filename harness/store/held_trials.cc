#include "harness/store/held_trials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "harness/store/quote.h"

namespace actsweep {
namespace {

std::vector<HeldTrial> read_held_trials(const Store& store, const std::vector<RunStatus>& runs,
                                        const std::string& ids) {
  const std::vector<std::string> columns = store.config_columns();
  const bool knows_epochs = std::find(columns.begin(), columns.end(), "epochs") != columns.end();
  std::vector<HeldTrial> held;
  each_row(store,
           fmt::format("SELECT t.number, t.id, t.run, coalesce(e.epoch, 0), {}, e.images_per_second, et.experiment "
                       "FROM trial AS t JOIN experiment_trial AS et ON et.trial = t.number "
                       "LEFT JOIN attempt AS a ON a.trial = t.number AND a.outcome IS NULL "
                       "LEFT JOIN epoch AS e ON e.attempt = a.id "
                       "  AND e.epoch = (SELECT max(epoch) FROM epoch WHERE attempt = a.id) "
                       "WHERE t.state = 'running' AND et.experiment IN {} ORDER BY t.number",
                       knows_epochs ? "t.epochs" : "NULL", ids),
           [&](const Store::Row& row) {
             if (held.empty() || held.back().number != row[0]) {
               const auto run = row[2].get<std::int64_t>();
               const bool alive =
                   std::any_of(runs.begin(), runs.end(), [&](const RunStatus& r) { return r.id == run && r.alive; });
               const auto epochs = static_cast<std::int64_t>(number(row[4]).value_or(0));
               held.push_back(
                   {{row[1].get<std::string>(), run, alive, "", row[3].get<std::int64_t>(), epochs, number(row[5])},
                    row[0].get<std::int64_t>(),
                    {}});
             }
             held.back().experiments.insert(row[6].get<std::int64_t>());
           });
  return held;
}

/// Writes into each trial its values of those keys that are not the same throughout. Looking at the first and the last
/// trials besides the held ones is enough: a grid is stored in its order, so that every axis varies among them or
/// between them.
void describe(const Store& store, std::vector<HeldTrial>& held, const std::string& ids) {
  constexpr int kSample = 64;
  const std::vector<std::string> columns = store.config_columns();
  if (held.empty() || columns.empty()) return;
  std::string names = "t.number";
  for (const std::string& column : columns) names += ", t." + quote_identifier(column);
  std::vector<std::int64_t> numbers;
  for (const HeldTrial& trial : held) numbers.push_back(trial.number);
  const auto end_of = [&](const char* order) {
    return fmt::format(
        "SELECT trial FROM (SELECT DISTINCT trial FROM experiment_trial WHERE experiment IN {} "
        "ORDER BY trial {} LIMIT {})",
        ids, order, kSample);
  };
  std::map<std::int64_t, Store::Row> rows;
  each_row(store,
           fmt::format("SELECT {} FROM trial AS t WHERE t.number IN ({}) OR t.number IN ({}) OR t.number IN ({})",
                       names, fmt::join(numbers, ", "), end_of("ASC"), end_of("DESC")),
           [&](const Store::Row& row) { rows.emplace(row[0].get<std::int64_t>(), row); });
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::set<nlohmann::json> values;
    for (const auto& [trial, row] : rows) values.insert(row[i + 1]);
    if (values.size() < 2) continue;
    for (HeldTrial& trial : held) {
      const nlohmann::json& value = rows.at(trial.number)[i + 1];
      if (value.is_null()) continue;
      std::string& settings = trial.trial.settings;
      settings += fmt::format("{}{}={}", settings.empty() ? "" : " ", columns[i],
                              value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
}

}  // namespace

std::vector<HeldTrial> held_trials(const Store& store, const std::vector<RunStatus>& runs,
                                   const std::string& experiment_ids) {
  std::vector<HeldTrial> held = read_held_trials(store, runs, experiment_ids);
  describe(store, held, experiment_ids);
  return held;
}

void each_row(const Store& store, const std::string& sql, const std::function<void(const Store::Row&)>& on_row) {
  store.query(
      sql, [](const auto&) {}, on_row);
}

std::optional<double> number(const nlohmann::json& value) {
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

}  // namespace actsweep
