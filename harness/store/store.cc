#include "harness/store/store.h"

#include <cstdlib>
#include <set>

#include "harness/store/config_columns.h"
#include "harness/store/connection.h"
#include "harness/store/enqueuer.h"
#include "harness/store/store_impl.h"

namespace actsweep {

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
    try {
      return nlohmann::json::parse(found.getColumn(0).getString()).get<std::vector<std::string>>();
    } catch (const nlohmann::json::exception&) {
      throw InputError(
          fmt::format("database {}: the overrides of the experiment {} are not a JSON list of texts; the next "
                      "`actsweep run` of it replaces them",
                      impl_->path.string(), experiment_name));
    }
  });
}

void Store::enqueue(std::int64_t experiment, const std::vector<TrialRecord>& trials) {
  std::set<std::string> columns;
  for (const TrialRecord& trial : trials) {
    for (const auto& [key, value] : trial.columns) columns.insert(config_column(key));
  }
  impl_->write([&] {
    add_config_columns(impl_->database, columns);
    Enqueuer enqueuer(impl_->database);
    for (const TrialRecord& trial : trials) enqueuer.join(enqueuer.add(trial), experiment);
  });
}

std::vector<std::string> Store::config_columns() const {
  return impl_->guarded([&] { return actsweep::config_columns(impl_->database); });
}

int Store::interim_analysis_number(const InterimAnalysis& analysis) const {
  return impl_->guarded([&] {
    // The position of the evidence among the claim's analyses; new evidence comes last.
    auto number = impl_->prepare(
        "SELECT count(*) + (SELECT count(*) = 0 FROM interim_analysis WHERE experiment = ?1 AND claim = ?2 AND "
        "evidence = ?3) FROM interim_analysis WHERE experiment = ?1 AND claim = ?2 AND id <= ifnull((SELECT id "
        "FROM interim_analysis WHERE experiment = ?1 AND claim = ?2 AND evidence = ?3), 1 << 62)",
        analysis.experiment, analysis.claim, analysis.evidence);
    number.executeStep();
    return number.getColumn(0).getInt();
  });
}

int Store::record_interim_analysis(const InterimAnalysis& analysis) {
  return impl_->write([&] {
    const int number = interim_analysis_number(analysis);
    impl_->exec("INSERT OR IGNORE INTO interim_analysis (experiment, claim, evidence, seeds) VALUES (?, ?, ?, ?)",
                analysis.experiment, analysis.claim, analysis.evidence, static_cast<std::int64_t>(analysis.seeds));
    return number;
  });
}

std::filesystem::path database_path(const std::string& option) {
  if (!option.empty()) return option;
  const char* environment = std::getenv("ACTSWEEP_DB");
  if (environment != nullptr && *environment != '\0') return environment;
  return "results/actsweep.db";
}

}  // namespace actsweep
