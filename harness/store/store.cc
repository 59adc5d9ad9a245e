#include "harness/store/store.h"

#include <cstdlib>
#include <set>

#include "harness/store/config_columns.h"
#include "harness/store/connection.h"
#include "harness/store/quote.h"
#include "harness/store/store_impl.h"

namespace actsweep {
namespace {

void bind_json(SQLite::Statement& statement, int index, const nlohmann::json& value) {
  if (value.is_null()) {
    statement.bind(index);
  } else if (value.is_boolean()) {
    statement.bind(index, value.get<bool>() ? 1 : 0);
  } else if (value.is_number_integer()) {
    statement.bind(index, value.get<std::int64_t>());
  } else if (value.is_number()) {
    statement.bind(index, value.get<double>());
  } else {
    statement.bind(index, value.is_string() ? value.get<std::string>() : value.dump());
  }
}

/// Adds a trial, or, where the same trial is known with other columns (a key was added to the configuration since,
/// whose default it has), brings its columns up to date. Returns the trial's number only if it wrote something.
std::string upsert_sql(const TrialRecord& trial) {
  std::string names = "id, semantics, point";
  std::string places = "?, ?, ?";
  std::string updates = "point = excluded.point";
  for (const auto& [key, value] : trial.columns) {
    const std::string column = quote_identifier(config_column(key));
    names += ", " + column;
    places += ", ?";
    updates += fmt::format(", {0} = excluded.{0}", column);
  }
  return fmt::format(
      "INSERT INTO trial ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {} WHERE point <> excluded.point "
      "RETURNING number",
      names, places, updates);
}

/// The statements of one enqueue, prepared once for all its trials.
class Enqueuer {
 public:
  Enqueuer(SQLite::Database& database, std::int64_t experiment)
      : database_(database),
        number_(database, "SELECT number FROM trial WHERE id = ?"),
        config_(database, "INSERT OR REPLACE INTO trial_config (trial, config) VALUES (?, ?)"),
        member_(database, "INSERT OR IGNORE INTO experiment_trial (trial, experiment) VALUES (?, ?)") {
    member_.bind(2, experiment);
  }

  void add(const TrialRecord& trial) {
    std::optional<std::int64_t> number = upsert(trial);
    if (number) {
      config_.reset();
      config_.bind(1, *number);
      config_.bind(2, trial.config.dump());
      config_.exec();
    } else {
      number = lookup(trial.id);
    }
    member_.reset();
    member_.bind(1, *number);
    member_.exec();
  }

 private:
  std::optional<std::int64_t> upsert(const TrialRecord& trial) {
    std::string sql = upsert_sql(trial);
    auto known = upserts_.find(sql);
    if (known == upserts_.end()) {
      SQLite::Statement statement(database_, sql);
      known = upserts_.emplace(std::move(sql), std::move(statement)).first;
    }
    SQLite::Statement& statement = known->second;
    statement.reset();
    statement.bind(1, trial.id);
    statement.bind(2, trial.semantics);
    statement.bind(3, grid_point(trial.columns));
    int index = 3;
    for (const auto& [key, value] : trial.columns) bind_json(statement, ++index, value);
    if (!statement.executeStep()) return std::nullopt;
    const std::int64_t number = statement.getColumn(0).getInt64();
    statement.executeStep();  // to its end, which is where SQLite finishes the insertion
    return number;
  }

  std::int64_t lookup(const std::string& id) {
    number_.reset();
    number_.bind(1, id);
    number_.executeStep();
    return number_.getColumn(0).getInt64();
  }

  SQLite::Database& database_;
  std::map<std::string, SQLite::Statement> upserts_;  ///< by their text; trials of one model share theirs
  SQLite::Statement number_, config_, member_;
};

}  // namespace

Store::Impl::Impl(std::filesystem::path file, Access access)
    : path(std::move(file)), database(open_database(path, access)) {}

Store::Store(const std::filesystem::path& path, Access access)
    : path_(path),
      impl_(std::make_unique<Impl>(std::filesystem::weakly_canonical(std::filesystem::absolute(path)), access)) {}

Store::~Store() = default;

std::int64_t Store::record_experiment(const std::string& name, const std::string& yaml,
                                      const std::vector<std::string>& overrides) {
  return impl_->write([&] {
    auto recorded = impl_->prepare(
        "INSERT INTO experiment (name, yaml, overrides) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
        "yaml = excluded.yaml, overrides = excluded.overrides, last_seen = excluded.last_seen RETURNING id",
        name, yaml, nlohmann::json(overrides).dump());
    recorded.executeStep();
    const std::int64_t id = recorded.getColumn(0).getInt64();
    recorded.executeStep();
    return id;
  });
}

std::optional<std::vector<std::string>> Store::last_overrides(const std::string& experiment_name) const {
  return impl_->guarded([&]() -> std::optional<std::vector<std::string>> {
    auto found = impl_->prepare("SELECT overrides FROM experiment WHERE name = ?", experiment_name);
    if (!found.executeStep()) return std::nullopt;
    return nlohmann::json::parse(found.getColumn(0).getString()).get<std::vector<std::string>>();
  });
}

void Store::enqueue(std::int64_t experiment, const std::vector<TrialRecord>& trials) {
  std::set<std::string> columns;
  for (const TrialRecord& trial : trials) {
    for (const auto& [key, value] : trial.columns) columns.insert(config_column(key));
  }
  impl_->write([&] {
    add_config_columns(impl_->database, columns);
    Enqueuer enqueuer(impl_->database, experiment);
    for (const TrialRecord& trial : trials) enqueuer.add(trial);
  });
}

std::vector<std::string> Store::config_columns() const {
  return impl_->guarded([&] { return actsweep::config_columns(impl_->database); });
}

std::filesystem::path database_path(const std::string& option) {
  if (!option.empty()) return option;
  const char* environment = std::getenv("ACTSWEEP_DB");
  if (environment != nullptr && *environment != '\0') return environment;
  return "results/actsweep.db";
}

}  // namespace actsweep
