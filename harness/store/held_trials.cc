#include "harness/store/held_trials.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/store/settings.h"

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

}  // namespace

std::vector<HeldTrial> held_trials(const Store& store, const std::vector<RunStatus>& runs,
                                   const std::string& experiment_ids) {
  std::vector<HeldTrial> held = read_held_trials(store, runs, experiment_ids);
  std::vector<std::int64_t> numbers;
  for (const HeldTrial& trial : held) numbers.push_back(trial.number);
  const auto settings = settings_apart(store, numbers, experiment_ids);
  for (HeldTrial& trial : held) {
    if (const auto found = settings.find(trial.number); found != settings.end()) trial.trial.settings = found->second;
  }
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
