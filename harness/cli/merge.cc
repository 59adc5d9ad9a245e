#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "harness/cli/commands.h"
#include "harness/runner/trial_record.h"
#include "harness/schema/trial_params.h"
#include "harness/store/store.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<fs::path> shards;
  std::string db;
};

/// "source.db: 12 trials (10 of them new), 14 attempts added, 11 new results".
std::string summary_line(const fs::path& source, const MergeSummary& summary) {
  std::string line = fmt::format("{}: {} ({} of them new), {} added", source.string(), counted(summary.trials, "trial"),
                                 grouped(summary.new_trials), counted(summary.attempts, "attempt"));
  if (summary.known_attempts > 0) line += fmt::format(", {} here already", grouped(summary.known_attempts));
  line += ", " + counted(summary.results, "new result");
  if (summary.under_way > 0) {
    line += fmt::format("; left out: {} still under way", counted(summary.under_way, "attempt"));
  }
  if (summary.other_training_version > 0) {
    line += fmt::format("; left out: {} of another training version than {}, this program's",
                        counted(summary.other_training_version, "trial"), kTrainingVersion);
  }
  return line;
}

int merge(const Options& options) {
  Store store(database_path(options.db), Store::Access::kReadWrite);
  for (const fs::path& source : options.shards) {
    std::cout << summary_line(source, store.merge(source, remade_record))
              << std::endl;  // what is told has been written
  }
  return 0;
}

constexpr const char* kFooter =
    R"(Joins databases that were written on other machines into one. Each is taken over whole or not at all; what is there
already stays, so that merging again does nothing, and of two results of one trial on the same data the newer counts.
The other databases are only read, and nothing in them is taken on trust: every value is checked, and every trial's id
against its configuration.
  actsweep merge node1.db node2.db --db results/all.db
  actsweep merge shards/*.db && actsweep report experiments/quickstart.yaml)";

}  // namespace

void add_merge_command(CLI::App& app, int& exit_status) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("merge", "Join databases that were written on other machines");
  command->add_option("databases", options->shards, "Databases to read")->type_name("DATABASE")->required();
  command->add_option("--db", options->db,
                      "Database to add them to; made if need be (default: $ACTSWEEP_DB, else results/actsweep.db)");
  command->footer(kFooter);
  command->callback([options, &exit_status] { exit_status = merge(*options); });
}

}  // namespace actsweep
