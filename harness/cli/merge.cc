#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/runner/trial_record.h"
#include "harness/schema/trial_params.h"
#include "harness/store/store.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<fs::path> sources;
  std::string database;
};

/// "source.db: 12 trials (10 of them new), 14 attempts added, 11 new results".
std::string summary_line(const fs::path& source, const MergeSummary& summary) {
  std::string line = fmt::format("{}: {} ({} of them new), {} added", source.string(), counted(summary.trials, "trial"),
                                 grouped(summary.new_trials), counted(summary.attempts, "attempt"));
  if (summary.known_attempts > 0) line += fmt::format(", {} already present", grouped(summary.known_attempts));
  line += ", " + counted(summary.results, "new result");
  if (summary.under_way > 0) {
    line += fmt::format("; skipped: {} still running", counted(summary.under_way, "attempt"));
  }
  if (summary.other_training_version > 0) {
    line += fmt::format("; skipped: {} of other training versions; this program has version {}",
                        counted(summary.other_training_version, "trial"), kTrainingVersion);
  }
  return line;
}

void merge_into(const fs::path& database, const std::vector<fs::path>& sources) {
  Store store(database, Store::Access::kReadWrite);
  for (const fs::path& source : sources) {
    std::cout << summary_line(source, store.merge(source, remade_record))
              << std::endl;  // flush, because a printed line means that the source has been added
  }
}

/// Removes a database without experiments and runs. Opens it for writing, so that closing it removes SQLite's other
/// files.
void remove_if_empty(const fs::path& database) {
  bool is_empty = false;
  Store(database, Store::Access::kReadWrite)
      .query(
          "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM experiment) AND NOT EXISTS (SELECT 1 FROM run)", [](const auto&) {},
          [&](const auto&) { is_empty = true; });
  if (is_empty) fs::remove(database);
}

void merge(const Options& options) {
  const fs::path database = database_path(options.database);
  const bool is_new = !fs::exists(database);
  try {
    merge_into(database, options.sources);
  } catch (const InputError&) {
    if (is_new && fs::exists(database)) remove_if_empty(database);
    throw;
  }
}

constexpr const char* kFooter =
    R"(Merges databases from other machines into one. Adds each source completely or
not at all. Never removes anything, so merging twice changes nothing; of two
results of a trial on the same data, the newer one counts. Only reads the
sources and does not trust them: checks every value, and the id of every trial
against its configuration.
Examples:
  actsweep merge node1.db node2.db --db results/all.db
  actsweep merge nodes/*.db && actsweep report experiments/quickstart.yaml)";

}  // namespace

void add_merge_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("merge", "Merge databases from other machines");
  command->add_option("databases", options->sources, "Databases to add")->type_name("DATABASE")->required();
  add_database_option(*command, options->database);
  command->footer(kFooter);
  command->callback([options] { merge(*options); });
}

}  // namespace actsweep
