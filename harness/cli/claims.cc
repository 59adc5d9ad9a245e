#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "harness/claims/verdict_section.h"
#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/judge.h"
#include "harness/cli/report_input.h"
#include "harness/cli/row_writer.h"
#include "harness/report/section.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> arguments;
  std::vector<std::filesystem::path> folders;
  std::string database, format = "table";
};

void run(const Options& options) {
  ExperimentArguments arguments = split_words(options.arguments);
  const bool all = arguments.files.empty();
  if (all) arguments.files = all_experiment_files();
  const Store store(database_path(options.database), Store::Access::kReadOnly);
  DatasetInfoCache data(DataLocations::standard(options.folders));
  std::vector<claims::Verdict> table;
  for (const auto& file : arguments.files) {
    const Experiment own = load_experiment(file);
    if (own.claims.empty() || (all && !store.last_overrides(own.name))) continue;
    const Experiment experiment = with_last_overrides(file, load_experiment(file, arguments.overrides), store);
    for (claims::Verdict& verdict : claims::gather_evidence(gather(file, experiment, store, data), experiment.claims)) {
      table.push_back(std::move(verdict));
    }
  }
  if (table.empty()) {
    throw InputError(all ? "the database has no trials of an experiment that claims anything; `actsweep run` makes some"
                         : "these experiments make no claims; write some under report.claims");
  }
  judge(store.path(), table);
  const auto writer = make_row_writer(options.format, std::cout, isatty(STDOUT_FILENO) != 0);
  writer->columns(
      {"experiment", "claim", "verdict", "difference", "p_adjusted", "seeds", "scale", "published", "notes"});
  for (const claims::Verdict& verdict : table) {
    writer->row({verdict.experiment, verdict.claim.text(), claims::name_of(verdict.state), claims::effect_text(verdict),
                 verdict.is_tested() ? nlohmann::json(verdict.p_adjusted) : nlohmann::json(), verdict.seeds,
                 verdict.scale, verdict.published, fmt::format("{}", fmt::join(verdict.notes, "; "))});
  }
  writer->finish();
  if (options.format != "table") return;
  std::cout << '\n';
  for (const std::string& note : claims::reading_notes(table.size())) std::cout << note << '\n';
}

constexpr const char* kFooter =
    R"(Each claim of an experiment file, put to the test on the trials that the database holds:
  reproduced      the trials show it
  not reproduced  they show that it does not hold
  opposite        they show its reverse
  undecided       they show neither
  uninformative   nothing of the sweep is better than guessing
  actsweep claims experiments/paper/mnist_noise.yaml
  actsweep claims scale=desk --format md
Looking again when there are more trials costs: each look is recorded, and p is raised so that the level holds however
often one looks (four fifths of it at the first look).
Without files: all experiments below experiments/ that claim something. The exit status is 0 whatever the verdicts.)";

}  // namespace

void add_claims_command(CLI::App& app, int&) {
  CLI::App* command = app.add_subcommand("claims", "Judge what experiments claim, by the trials that are recorded");
  const auto options = std::make_shared<Options>();
  command->add_option("experiments", options->arguments, "experiment files, and overrides as key=value")
      ->type_name("EXPERIMENT|KEY=VALUE");
  command->add_option("--db", options->database, "database (default: $ACTSWEEP_DB, else results/actsweep.db)");
  command->add_option("--data", options->folders, "folder to look for data sets in, before the usual ones");
  command->add_option("--format", options->format, "table, csv, json or md")
      ->check(CLI::IsMember(row_formats()))
      ->capture_default_str();
  command->footer(kFooter);
  command->callback([options] { run(*options); });
}

}  // namespace actsweep
