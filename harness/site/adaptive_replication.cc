#include "harness/site/adaptive_replication.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/claims/verdict.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep::site {
namespace {

/// An experiment that gets more seeds while one of its claims is undecided.
struct Replicated {
  const ExperimentFile* file = nullptr;
  std::size_t seeds = 0;
  bool is_undecided = true;

  std::vector<std::string> with_seeds(std::vector<std::string> overrides) const {
    overrides.push_back(fmt::format("seed={{count: {}}}", seeds));
    return overrides;
  }
};

/// The number of its seeds, which must be 0, 1, 2, … to be continued.
std::size_t count_seeds(const ExperimentFile& file, const std::vector<std::string>& overrides) {
  const std::string path = file.path().string();
  const Prepared prepared = prepare(file.experiment(overrides));
  if (prepared.request.claims.empty()) {
    throw InputError(path + ": --until-decided needs claims; add some under report.claims");
  }
  const std::vector<AxisValues> axes = prepared.grid.axes();
  const AxisValues* const seeds = find_axis(axes, "seed");
  if (seeds == nullptr) throw InputError(path + ": --until-decided needs an axis of seeds, such as seed: {count: 5}");
  for (std::size_t i = 0; i < seeds->values.size(); ++i) {
    if (seeds->values[i] != i) throw InputError(path + ": --until-decided continues the seeds 0, 1, 2, … only");
  }
  return seeds->values.size();
}

/// Judges all claims as one table and sets which experiments have a claim that more seeds can decide.
void judge_all(const ReplicationOptions& options, const std::vector<std::string>& overrides,
               std::vector<Replicated>& all, const Note& print) {
  std::vector<claims::Verdict> table;
  std::vector<Replicated*> owners;
  {
    const Store store(options.database, Store::Access::kReadOnly);
    DatasetInfoCache data(DataLocations::standard(options.data));
    for (Replicated& one : all) {
      one.is_undecided = false;
      for (claims::Verdict& verdict : gather_verdicts(*one.file, one.with_seeds(overrides), store, data, print)) {
        table.push_back(std::move(verdict));
        owners.push_back(&one);
      }
    }
  }
  claims::judge(options.database, table);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const claims::Verdict& verdict = table[i];
    print(fmt::format("{}, {}: {} ({})", verdict.experiment, counted(owners[i]->seeds, "seed"), verdict.claim.text(),
                      claims::name_of(verdict.state)));
    const bool more_seeds_help = verdict.is_tested() || verdict.seeds == 1;
    if (verdict.state == claims::Verdict::State::kUndecided && more_seeds_help) owners[i]->is_undecided = true;
  }
}

}  // namespace

int replicate(const ReplicationOptions& options, const std::vector<ExperimentFile>& files,
              const std::vector<std::string>& overrides, const Train& train, const Note& print) {
  std::vector<Replicated> all;
  for (const ExperimentFile& file : files) all.push_back({&file, count_seeds(file, overrides)});
  while (true) {
    for (const Replicated& one : all) {
      if (!one.is_undecided) continue;
      if (const int status = train(*one.file, one.with_seeds(overrides)); status != 0) return status;
    }
    judge_all(options, overrides, all, print);
    for (Replicated& one : all) {
      one.is_undecided = one.is_undecided && one.seeds < options.max_seeds;
      if (!one.is_undecided) continue;
      one.seeds = std::min(options.max_seeds, one.seeds + std::max<std::size_t>(2, one.seeds / 2));
    }
    if (std::ranges::none_of(all, &Replicated::is_undecided)) return 0;
  }
}

}  // namespace actsweep::site
