#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "datasets/dataset_info.h"
#include "harness/cli/commands.h"
#include "harness/cli/explain_text.h"
#include "harness/config/recorded_trial.h"
#include "harness/schema/trial_params.h"
#include "harness/util/error.h"
#include "harness/util/terminal.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> trials;
  std::string db;
  std::vector<std::filesystem::path> folders;
};

TextStyle style_of_output() {
  const char* no_color = std::getenv("NO_COLOR");
  return {terminal_columns(STDOUT_FILENO), isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0')};
}

/// Adds what the data set is now, which may take a moment: it is read for its checksum.
void look_at_data(const Trial& trial, const Options& options, TrialFacts& facts) {
  try {
    DatasetInfoCache data(DataLocations::standard(options.folders));
    facts.data_sha256 = data.info(trial.config).sha256;
  } catch (const InputError& error) {
    facts.why_no_data = error.what();
  }
}

TrialFacts gather(const Store& store, const std::string& id, const Options& options) {
  TrialFacts facts{.history = read_trial_history(store, id), .training_version = kTrainingVersion};
  facts.checkpoints = checkpoints_of(store.path(), id);
  try {
    if (!facts.history.config.is_object()) throw InputError("the database has no configuration of it");
    const Trial now = recorded_trial(built_in_schema(), facts.history.config);
    facts.id_now = now.id;
    if (now.id != id) facts.state_now = state_of(store, now.id);
    if (facts.history.training_version == kTrainingVersion) look_at_data(now, options, facts);
  } catch (const InputError& error) {
    facts.why_not = error.what();
    facts.why_no_data = "this program cannot read its configuration";
  }
  return facts;
}

void explain(const Options& options) {
  const Store store(database_path(options.db), Store::Access::kReadOnly);
  std::vector<std::string> ids;
  for (const std::string& trial : options.trials) ids.push_back(find_trial(store, trial));
  if (ids.size() == 2) {
    const TrialHistory a = read_trial_history(store, ids[0]), b = read_trial_history(store, ids[1]);
    std::cout << difference_text(a, b, style_of_output());
    return;
  }
  const TrialFacts facts = gather(store, ids[0], options);
  std::vector<Holds> holds;
  for (const HoldingExperiment& experiment : facts.history.experiments)
    holds.push_back(still_holds(experiment, ids[0]));
  std::cout << explain_text(facts, holds, style_of_output());
}

constexpr const char* kFooter =
    R"(With one trial: its state and why, what the next `run` of its experiments does with it, and all attempts at it. With
two: the keys of their configurations that differ, and what differs in how their results came about. A trial is named
by its id, as tables and messages show it, or by the beginning of it.
  actsweep explain 3f2a91c0
  actsweep explain 3f2a91c0 --data ~/data     the data set is looked for there first, as by `run`
  actsweep explain 3f2a91c0 77b1
  actsweep query "SELECT trial FROM result WHERE \"model.activation\" = 'mish'"     the ids of finished trials
Only what is recorded is read; nothing is trained or changed.)";

}  // namespace

void add_explain_command(CLI::App& app, int&) {
  CLI::App* command =
      app.add_subcommand("explain", "Say why a trial is done, missing or to be run again, or how two trials differ");
  const auto options = std::make_shared<Options>();
  command->add_option("trials", options->trials, "Id of a trial or its beginning; two of them are compared")
      ->type_name("TRIAL")
      ->expected(1, 2)
      ->required();
  command->add_option("--db", options->db, "Database (default: $ACTSWEEP_DB, else results/actsweep.db)");
  command->add_option("--data", options->folders, "Folder to look for data sets in first; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command->footer(kFooter);
  command->callback([options] { explain(*options); });
}

}  // namespace actsweep
