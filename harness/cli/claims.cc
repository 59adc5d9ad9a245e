#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "harness/claims/verdict.h"
#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/row_writer.h"
#include "harness/site/pages.h"
#include "harness/site/verdict_section.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> words;
  std::vector<std::filesystem::path> data;
  std::string database, format = "table";
};

std::vector<claims::Verdict> gather_table(const Options& options, const Store& store, Failures& failures) {
  ExperimentArguments arguments = read_arguments(options.words, &failures);
  const bool all = arguments.files.empty() && failures.exit_status() == 0;
  if (all) arguments.files = all_experiments(&failures);
  const auto on_failure = failures.handler(!all && arguments.files.size() == 1 && failures.exit_status() == 0);
  DatasetInfoCache data(DataLocations::standard(options.data));
  std::vector<claims::Verdict> table;
  for (const ExperimentFile& file : arguments.files) {
    site::attempt(file, on_failure, [&] {
      if (site::parse_report_request(file.experiment()).claims.empty()) return;
      if (all && !store.last_overrides(file.name())) return;
      for (auto& verdict : site::gather_verdicts(file, arguments.overrides, store, data, print_note)) {
        table.push_back(std::move(verdict));
      }
    });
  }
  if (table.empty() && failures.exit_status() == 0) {
    throw InputError(all ? "no experiment with claims has trials in the database; `actsweep run` trains some"
                         : "these experiments have no claims; add some under report.claims");
  }
  return table;
}

int run(const Options& options) {
  const Store store(database_path(options.database), Store::Access::kReadOnly);
  Failures failures;
  std::vector<claims::Verdict> table = gather_table(options, store, failures);
  if (table.empty()) return failures.exit_status();
  claims::judge(store.path(), table);
  const auto writer = make_row_writer(options.format, std::cout, isatty(STDOUT_FILENO) != 0);
  writer->columns(
      {"experiment", "claim", "verdict", "difference", "p_adjusted", "seeds", "scale", "published", "notes"});
  for (const claims::Verdict& verdict : table) {
    writer->row({verdict.experiment, verdict.claim.text(), claims::name_of(verdict.state), site::effect_text(verdict),
                 verdict.is_tested() ? nlohmann::json(verdict.p_adjusted) : nlohmann::json(), verdict.seeds,
                 verdict.scale, verdict.published, fmt::format("{}", fmt::join(verdict.notes, "; "))});
  }
  writer->finish();
  if (options.format != "table") return failures.exit_status();
  std::cout << '\n';
  for (const std::string& note : site::reading_notes(table.size())) std::cout << note << '\n';
  return failures.exit_status();
}

constexpr const char* kFooter =
    R"(Prints the verdict on each claim of the experiments, judged by the trials in the
database:
  reproduced      the trials show it
  not reproduced  the trials show that it does not hold
  opposite        the trials show the reverse
  undecided       the trials show neither
  uninformative   no point of the sweep is better than guessing
Records each interim analysis and adjusts p for it, so that the significance
level holds however often claims are analyzed while trials are added. The first
analysis spends four fifths of the level. Without files: judges all experiments
with claims below experiments/. The verdicts do not affect the exit status.
Examples:
  actsweep claims experiments/paper/mnist_noise.yaml
  actsweep claims scale=desk --format md)";

}  // namespace

void add_claims_command(CLI::App& app, int& exit_status) {
  CLI::App* command = app.add_subcommand("claims", "Judge the claims of experiments by the recorded trials");
  const auto options = std::make_shared<Options>();
  add_experiment_arguments(*command, options->words);
  add_database_option(*command, options->database);
  add_data_option(*command, options->data);
  add_format_option(*command, options->format);
  command->footer(kFooter);
  command->callback([options, &exit_status] { exit_status = run(*options); });
}

}  // namespace actsweep
