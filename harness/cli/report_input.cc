#include "harness/cli/report_input.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <set>

#include "harness/cli/comparable.h"
#include "harness/cli/report_details.h"
#include "harness/config/grid.h"
#include "harness/util/error.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

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
    if (!attempt.processor.empty()) facts["Processor"].insert(attempt.processor);
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

std::vector<report::AxisInfo> axes_of(const Grid& grid) {
  std::vector<report::AxisInfo> axes;
  for (const AxisValues& axis : grid.axes()) axes.push_back({axis.key, axis.values, axis.log_scale});
  return axes;
}

/// Of a trial its training time is recorded in all; of what it took an epoch, published times are the mean.
void add_epoch_seconds(report::Observation& trial) {
  const auto all = trial.metrics.find("train_seconds");
  if (all != trial.metrics.end() && trial.epochs > 0) trial.metrics["seconds"] = all->second / trial.epochs;
}

/// Of numbers that were published of several data sets, those of the trials' own.
void keep_own_data(const std::vector<report::Observation>& trials, std::vector<PublishedNumber>& published) {
  std::set<std::string> own;
  for (const report::Observation& trial : trials) own.insert(plain_text(trial.config.at("dataset")));
  const auto is_own = [&](const PublishedNumber& number) { return own.contains(number.dataset); };
  if (std::any_of(published.begin(), published.end(), is_own)) std::erase_if(published, std::not_fn(is_own));
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

}  // namespace

Experiment with_last_overrides(const std::filesystem::path& file, const Experiment& experiment, const Store& store) {
  if (!experiment.overrides.empty()) return experiment;
  return load_experiment(file, store.last_overrides(experiment.name).value_or(std::vector<std::string>{}));
}

report::Input gather_sections(const Experiment& experiment) {
  report::Input input;
  input.name = experiment.name;
  input.title = experiment.title.empty() ? experiment.name : experiment.title;
  input.sections = experiment.sections;
  input.scale = experiment.scale;
  if (!experiment.paper.empty()) input.published = published_numbers(experiment.paper);
  return input;
}

report::Input gather(const std::filesystem::path& file, const Experiment& experiment, const Store& store,
                     DatasetInfoCache& data) {
  constexpr std::uint64_t kMaxTrials = 100'000;  // a trial takes some 20 kB here
  const Grid grid(built_in_schema(), experiment);
  if (grid.size() > kMaxTrials) {
    throw InputError(fmt::format("{}: {} are more than the {} that one report can hold; choose some with key=value",
                                 file.string(), counted(grid.size(), "trial"), grouped(kMaxTrials)));
  }
  report::Input input = gather_sections(experiment);
  input.selection = fmt::format("{}", fmt::join(experiment.overrides, " "));
  input.axes = axes_of(grid);
  input.file_axes = axes_of(Grid(built_in_schema(), load_experiment(file)));
  input.figures = experiment.figures;

  std::vector<Trial> trials;
  grid.for_each([&](const Point& point) { trials.push_back(grid.trial(point)); });
  const Comparable comparable = comparable_trials(experiment.name, trials, store, data);
  std::unordered_map<std::string, TrialOutcome> outcomes;
  for (const auto& [sha256, ids] : comparable.trials) outcomes.merge(store.outcomes(ids, sha256));
  std::vector<FlatConfig> configs;
  std::vector<TrialOutcome> known;
  for (Trial& trial : trials) {
    const auto found = outcomes.find(trial.id);
    const TrialOutcome outcome = found == outcomes.end() ? TrialOutcome{} : found->second;
    input.trials.push_back(
        {trial.id, grid.named(trial.flat), outcome.state, outcome.metrics, outcome.epochs, outcome.error});
    add_epoch_seconds(input.trials.back());
    configs.push_back(std::move(trial.flat));
    known.push_back(outcome);
  }
  keep_own_data(input.trials, input.published);
  add_details(store, comparable.trials, input);
  const DatasetInfo& facts = data.info(trials.front().config);
  input.classes = facts.classes;
  input.best_guess = facts.largest_class;
  input.remarks = facts.remarks;
  for (const std::string& remark : comparable.remarks) {
    std::cerr << fmt::format("actsweep: note: {}: {}\n", experiment.name, printable(remark));
    input.remarks.push_back(remark);
  }
  add_setup(configs, input);
  add_provenance(known, store, input);
  return input;
}

}  // namespace actsweep
