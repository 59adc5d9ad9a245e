#include "harness/store/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "harness/store/held_trials.h"
#include "harness/store/quote.h"
#include "harness/util/text.h"

namespace actsweep {

// Looking at the first and the last trials besides the given ones is enough: a grid is stored in its order, so that
// every axis varies among them or between them.
std::map<std::int64_t, std::string> settings_apart(const Store& store, const std::vector<std::int64_t>& trials,
                                                   const std::string& experiment_ids) {
  constexpr int kSample = 64;
  std::map<std::int64_t, std::string> settings;
  const std::vector<std::string> columns = store.config_columns();
  if (trials.empty() || columns.empty()) return settings;
  std::string names = "t.number";
  for (const std::string& column : columns) names += ", t." + quote_identifier(column);
  const auto end_of = [&](const char* order) {
    return fmt::format(
        "SELECT trial FROM (SELECT DISTINCT trial FROM experiment_trial WHERE experiment IN {} "
        "ORDER BY trial {} LIMIT {})",
        experiment_ids, order, kSample);
  };
  std::map<std::int64_t, Store::Row> rows;
  each_row(store,
           fmt::format("SELECT {} FROM trial AS t WHERE t.number IN ({}) OR t.number IN ({}) OR t.number IN ({})",
                       names, fmt::join(trials, ", "), end_of("ASC"), end_of("DESC")),
           [&](const Store::Row& row) { rows.emplace(row[0].get<std::int64_t>(), row); });
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::set<nlohmann::json> values;
    for (const auto& [trial, row] : rows) values.insert(row[i + 1]);
    if (values.size() < 2) continue;
    for (const std::int64_t trial : trials) {
      const auto row = rows.find(trial);
      if (row == rows.end() || row->second[i + 1].is_null()) continue;
      std::string& text = settings[trial];
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", columns[i], plain_text(row->second[i + 1]));
    }
  }
  return settings;
}

}  // namespace actsweep
