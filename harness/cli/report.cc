#include "harness/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <memory>
#include <optional>
#include <set>

#include "datasets/facts.h"
#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/config/grid.h"
#include "harness/report/section.h"
#include "harness/store/store.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> arguments;
  std::vector<std::filesystem::path> folders;
  std::string database;
  std::string out = "results/report";
  std::vector<std::string> formats = {"html", "svg", "png", "csv"};
};

/// The experiment as the report shows it: with the overrides given, else with those of its last run, so that a report
/// after a smaller run shows that run.
Experiment with_last_overrides(const std::filesystem::path& file, const Experiment& experiment, const Store& store) {
  if (!experiment.overrides.empty()) return experiment;
  return load_experiment(file, store.last_overrides(experiment.name).value_or(std::vector<std::string>{}));
}

/// What differs between attempts is listed; what does not is one line.
void add_provenance(const std::vector<TrialOutcome>& outcomes, const Store& store, report::Input& input) {
  std::map<std::string, std::set<std::string>> facts;
  std::string first, last;
  for (const TrialOutcome& outcome : outcomes) {
    if (outcome.finished_at.empty()) continue;
    const AttemptInfo& attempt = outcome.attempt;
    facts["Commit"].insert(
        attempt.git_commit.empty() ? "unknown" : attempt.git_commit + (attempt.git_dirty ? " (with changes)" : ""));
    facts["LibTorch"].insert(attempt.libtorch_version);
    facts["Device"].insert(attempt.device);
    facts["Instruction set"].insert(attempt.cpu_capability);
    facts["Host"].insert(attempt.host);
    facts["Threads a trial"].insert(std::to_string(attempt.threads));
    facts["Data SHA-256"].insert(attempt.data_sha256);
    if (first.empty() || outcome.finished_at < first) first = outcome.finished_at;
    last = std::max(last, outcome.finished_at);
  }
  for (const auto& [fact, values] : facts)
    input.provenance.emplace_back(fact, fmt::format("{}", fmt::join(values, ", ")));
  if (!last.empty()) input.provenance.emplace_back("Trained", first == last ? last : first + " to " + last);
  input.provenance.emplace_back("Database", store.path().filename().string());
  input.provenance.emplace_back("actsweep", ACTSWEEP_VERSION);
}

void add_setup(const std::vector<FlatConfig>& configs, report::Input& input) {
  if (configs.empty()) return;
  for (const auto& [key, value] : configs.front()) {
    const bool same = std::all_of(configs.begin(), configs.end(), [&, k = key, v = value](const FlatConfig& config) {
      const auto found = config.find(k);
      return found != config.end() && found->second == v;
    });
    if (same && !value.is_null()) input.setup.emplace_back(key, plain_text(value));
  }
}

void add_claims(const Experiment& experiment, report::Input& input) {
  for (const PublishedClaim& claim : experiment.claims) {
    input.remarks.push_back(fmt::format("The publication says: {} is better than {} in {}{}{}.", claim.better,
                                        claim.than, claim.metric,
                                        claim.at_least.empty() ? "" : ", at least " + claim.at_least + " points",
                                        claim.source.empty() ? "" : " (" + claim.source + ")"));
  }
}

/// What the file alone says.
report::Input gather_sections(const Experiment& experiment) {
  report::Input input;
  input.name = experiment.name;
  input.title = experiment.title.empty() ? experiment.name : experiment.title;
  input.sections = experiment.sections;
  return input;
}

report::Input gather(const Experiment& experiment, const Store& store, DataChecker& data) {
  const Grid grid(built_in_schema(), experiment);
  report::Input input = gather_sections(experiment);
  input.selection = fmt::format("{}", fmt::join(experiment.overrides, " "));
  for (const AxisValues& axis : grid.axes()) input.axes.push_back({axis.key, axis.values, axis.log_scale});
  for (const FigureRequest& figure : experiment.figures)
    input.figures.push_back({figure.x, figure.y, figure.by, figure.title});

  std::vector<Trial> trials;
  std::vector<std::string> ids;
  grid.for_each([&](const Point& point) {
    trials.push_back(grid.trial(point));
    ids.push_back(trials.back().id);
  });
  const auto outcomes = store.outcomes(ids);
  std::vector<FlatConfig> configs;
  std::vector<TrialOutcome> known;
  for (Trial& trial : trials) {
    const auto found = outcomes.find(trial.id);
    const TrialOutcome outcome = found == outcomes.end() ? TrialOutcome{} : found->second;
    input.trials.push_back({trial.id, trial.flat, outcome.state, outcome.metrics, outcome.epochs, outcome.error});
    configs.push_back(std::move(trial.flat));
    known.push_back(outcome);
  }
  const DataFacts& facts = data.facts(trials.front().config);
  input.classes = facts.classes;
  input.remarks = facts.remarks;
  add_claims(experiment, input);
  add_setup(configs, input);
  add_provenance(known, store, input);
  return input;
}

void make_reports(const Options& options) {
  const ExperimentArguments arguments = split_arguments(options.arguments);
  DataChecker data(DataLocations::standard(options.folders));
  std::optional<Store> store;
  for (const auto& file : arguments.files) {
    const Experiment experiment = load_experiment(file, arguments.overrides);
    if (experiment.figures.empty() && experiment.sections.empty()) {
      throw InputError(fmt::format("{}: the file asks for no figure; name some under report.figures", file.string()));
    }
    report::Input input;
    if (experiment.figures.empty()) {
      input = gather_sections(experiment);
      input.provenance.emplace_back("actsweep", ACTSWEEP_VERSION);
    } else {
      if (!store) store.emplace(database_path(options.database), Store::Access::kReadOnly);
      input = gather(with_last_overrides(file, experiment, *store), *store, data);
    }
    for (const auto& path : report::write(input, options.out, options.formats)) std::cout << path.string() << '\n';
  }
}

/// A line for each key below `report` that needs no trials.
std::string section_help() {
  std::vector<std::string> lines;
  for (const auto& kind : Registry<report::SectionKind>::instance().entries()) {
    lines.push_back(fmt::format("  {:11} {}", kind.component.name, kind.component.summary));
  }
  std::sort(lines.begin(), lines.end());
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

void add_report_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("report", "Draw the figures of experiments, with their tables, as one page each");
  command
      ->add_option("EXPERIMENT", options->arguments,
                   "experiment files, and overrides as key=value (default: those of the experiment's last run)")
      ->required();
  command->add_option("--out", options->out, "folder for the reports")->capture_default_str();
  command->add_option("--format", options->formats, "what to write: html, svg, png, csv; separated by commas")
      ->delimiter(',')
      ->check(CLI::IsMember({"html", "svg", "png", "csv"}));
  command->add_option("--data", options->folders, "folder to look for data sets in, before the usual ones");
  command->add_option("--db", options->database, "database (default: $ACTSWEEP_DB, else results/actsweep.db)");
  command->footer(
      "Examples:\n"
      "  actsweep report experiments/quickstart.yaml\n"
      "  actsweep report experiments/paper/mnist_depth.yaml --format png,csv --out figures\n"
      "  actsweep report experiments/paper/mnist_noise.yaml seed=0,1 epochs=2\n"
      "  actsweep report experiments/paper/activation_graphs.yaml\n"
      "The last needs no training and no database. What a file can ask for below `report`: figures of its trials, "
      "and\n" +
      section_help());
  command->callback([options] { make_reports(*options); });
}

}  // namespace actsweep
