#include "harness/cli/replicate.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "harness/cli/judge.h"
#include "harness/cli/report_input.h"
#include "harness/config/grid.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

/// An experiment that gets more seeds while one of its claims is open.
struct Replicated {
  std::filesystem::path file;
  std::size_t seeds = 0;
  bool is_open = true;
};

/// Its seeds as the file and the overrides have them: 0, 1, 2 and so on, which can be continued.
Replicated replicated(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  const Experiment experiment = load_experiment(file, overrides);
  if (experiment.claims.empty()) {
    throw InputError(file.string() + ": --until-decided needs claims; write some under report.claims");
  }
  for (const AxisValues& axis : Grid(built_in_schema(), experiment).axes()) {
    if (axis.key != "seed") continue;
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
      if (axis.values[i] != i)
        throw InputError(file.string() + ": --until-decided continues seeds 0, 1, 2, …, and no others");
    }
    return {file, axis.values.size()};
  }
  throw InputError(file.string() + ": --until-decided needs an axis of seeds, as seed: {count: 5}");
}

std::vector<std::string> with_seeds(std::vector<std::string> overrides, std::size_t seeds) {
  overrides.push_back(fmt::format("seed={{count: {}}}", seeds));
  return overrides;
}

/// Judges all of them together, and sets which have a claim that is open: one that more seeds can decide.
void judge_all(const ReplicationOptions& options, const std::vector<std::string>& overrides,
               std::vector<Replicated>& all) {
  std::vector<claims::Verdict> table;
  std::vector<std::size_t> owner;
  {
    const Store store(database_path(options.database), Store::Access::kReadOnly);
    DatasetInfoCache data(DataLocations::standard(options.data));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Experiment experiment = load_experiment(all[i].file, with_seeds(overrides, all[i].seeds));
      for (claims::Verdict& verdict :
           claims::gather_evidence(gather(all[i].file, experiment, store, data), experiment.claims)) {
        table.push_back(std::move(verdict));
        owner.push_back(i);
      }
    }
  }
  judge(database_path(options.database), table);
  for (Replicated& one : all) one.is_open = false;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const claims::Verdict& verdict = table[i];
    std::cout << fmt::format("{}, {}: {} ({})\n", verdict.experiment, counted(all[owner[i]].seeds, "seed"),
                             verdict.claim.text(), claims::name_of(verdict.state));
    const bool more_seeds_help = verdict.is_tested() || verdict.seeds == 1;
    if (verdict.state == claims::Verdict::State::kUndecided && more_seeds_help) all[owner[i]].is_open = true;
  }
}

}  // namespace

int replicate(const ReplicationOptions& options, const ExperimentArguments& arguments,
              const std::function<int(const ExperimentArguments&)>& train) {
  std::vector<Replicated> all;
  for (const auto& file : arguments.files) all.push_back(replicated(file, arguments.overrides));
  while (true) {
    for (const Replicated& one : all) {
      if (!one.is_open) continue;
      const int status = train({{one.file}, with_seeds(arguments.overrides, one.seeds)});
      if (status != 0) return status;
    }
    judge_all(options, arguments.overrides, all);
    bool goes_on = false;
    for (Replicated& one : all) {
      one.is_open = one.is_open && one.seeds < options.max_seeds;
      if (one.is_open) one.seeds = std::min(options.max_seeds, one.seeds + std::max<std::size_t>(2, one.seeds / 2));
      goes_on = goes_on || one.is_open;
    }
    if (!goes_on) return 0;
  }
}

}  // namespace actsweep
