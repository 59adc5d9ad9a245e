#include <iostream>

#include "datasets/dataset_info.h"
#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/explain_text.h"
#include "harness/cli/trial_difference.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> trials;
  std::string database;
  std::vector<std::filesystem::path> data;
};

void explain(const Options& options) {
  const Store store(database_path(options.database), Store::Access::kReadOnly);
  std::vector<std::string> ids;
  for (const std::string& trial : options.trials) ids.push_back(find_trial(store, trial));
  const TrialHistory history = read_trial_history(store, ids[0]);
  if (ids.size() == 2) {
    std::cout << difference_text(history, read_trial_history(store, ids[1]), output_style());
    return;
  }
  DatasetInfoCache data(DataLocations::standard(options.data));
  const TrialDecision decision =
      decide_trial(store, history, [&](const nlohmann::json& config) { return data.info(config).sha256; });
  std::cout << explain_text(history, decision, output_style());
}

constexpr const char* kFooter =
    R"(One trial: shows its state and the reasons, what the next `run` of its
experiments does, and all its attempts. Two trials: shows which keys of their
configurations differ, and the differences in the provenance of their results.
Only reads the database and trains nothing.
Examples:
  actsweep explain 3f2a91c0          for example, why it failed
  actsweep explain 3f2a91c0 77b1     compares two trials
  actsweep explain 3f2a91c0 --data ~/data
The ids of finished trials:
  actsweep query "SELECT trial FROM result WHERE \"model.activation\" = 'mish'")";

}  // namespace

void add_explain_command(CLI::App& app, int&) {
  CLI::App* command = app.add_subcommand("explain", "Explain the state of a trial, or compare two trials");
  const auto options = std::make_shared<Options>();
  command->add_option("trials", options->trials, "Id of a trial or the beginning of an id; two trials are compared")
      ->type_name("TRIAL")
      ->expected(1, 2)
      ->required();
  add_database_option(*command, options->database);
  add_data_option(*command, options->data);
  command->footer(kFooter);
  command->callback([options] { explain(*options); });
}

}  // namespace actsweep
