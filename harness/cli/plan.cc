#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <memory>

#include "datasets/dataset_info.h"
#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/config/grid.h"
#include "harness/runner/cost_estimate.h"
#include "harness/runner/devices.h"
#include "harness/site/report_request.h"
#include "harness/store/store.h"
#include "harness/util/error.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> words;
  std::vector<std::filesystem::path> data;
  std::string database;
  int jobs = 0;
};

void print_axes(const Grid& grid) {
  constexpr std::size_t kMaxShown = 12;
  constexpr std::size_t kMaxLength = 200;  // of a formula
  for (const AxisValues& axis : grid.axes()) {
    std::vector<std::string> values;
    for (const auto& value : axis.values) {
      if (values.size() == kMaxShown) {
        values.emplace_back("...");
        break;
      }
      values.push_back(printable(shortened(plain_text(value), kMaxLength)));
    }
    std::cout << fmt::format("  {} ({}): {}\n", axis.key, axis.values.size(), fmt::join(values, ", "));
  }
}

void print_work(const Grid& grid, const Store* store, DatasetInfoCache& data, TrialWork& work, int jobs) {
  const PlannedTrials trials = plan_trials(grid, store, data);
  std::cout << fmt::format(
      "  finished: {}, {}to train: {}\n", grouped(trials.finished),
      trials.failed == 0 ? "" : fmt::format("failed: {} (skipped without --retry-failed), ", grouped(trials.failed)),
      grouped(trials.to_train));
  if (trials.to_train == 0) return;
  const Cost cost = CostEstimate(store, built_in_schema(), data, work).of(grid);
  const double left = static_cast<double>(trials.to_train) / static_cast<double>(grid.size());
  std::string basis = "assuming 30 billion multiply-adds per second, because no trial has been trained yet";
  if (cost.basis == Cost::Basis::kThisModel) basis = "based on the trials in " + store->path().string();
  if (cost.basis == Cost::Basis::kOtherModels) {
    basis = "based on trials of other models in " + store->path().string();
  }
  std::cout << fmt::format("  cost: {}, about {} with {} at once, {}\n",
                           counted(static_cast<std::uint64_t>(cost.images * left), "training image"),
                           duration_text(cost.seconds * left / jobs), jobs, basis);
  std::cout << fmt::format("  memory: about {} for the largest trial, plus its data set\n", bytes_text(cost.memory));
}

void plan(const Options& options) {
  const ExperimentArguments arguments = read_required_arguments(options.words);
  DatasetInfoCache data(DataLocations::standard(options.data));
  const std::filesystem::path path = database_path(options.database);
  std::unique_ptr<Store> store;
  if (std::filesystem::exists(path)) store = std::make_unique<Store>(path, Store::Access::kReadOnly);
  const int jobs = options.jobs > 0 ? options.jobs : available_cores();
  for (const ExperimentFile& file : arguments.files) {
    const Experiment experiment = file.experiment(arguments.overrides);
    if (!experiment.trains) {
      site::parse_report_request(experiment);
      std::cout << nothing_to_train(file) << '\n';
      continue;
    }
    const Grid grid = site::prepare(experiment).grid;
    TrialWork work;
    std::string missing;
    try {
      grid.for_each_distinct({"dataset"}, [&](const Point& point) { data.info(grid.trial(point).config); });
    } catch (const InputError& missing_data) {
      missing = printable(missing_data.what());
    }
    if (missing.empty()) check_networks(grid, data, work);
    std::cout << fmt::format("{}: {}\n", experiment.name, counted(grid.size(), "trial"));
    print_axes(grid);
    if (!missing.empty()) {
      // The grid is useful to know before its data is fetched.
      std::cout << fmt::format("  finished and cost: unknown; {}\n", missing);
      continue;
    }
    print_work(grid, store.get(), data, work, jobs);
  }
}

}  // namespace

void add_plan_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("plan", "Check experiments, count their trials and estimate their cost");
  add_experiment_arguments(*command, options->words)->required();
  add_database_option(*command, options->database);
  add_data_option(*command, options->data);
  add_jobs_option(*command, options->jobs, "Number of trials at once, for the estimate (default: cores)");
  command->footer(
      "Trains nothing.\n"
      "Examples:\n"
      "  actsweep plan experiments/quickstart.yaml\n"
      "  actsweep plan experiments/paper/*.yaml\n"
      "  actsweep plan experiments/paper/mnist_depth.yaml model.depth=15,20 seed=0,1");
  command->callback([options] { plan(*options); });
}

}  // namespace actsweep
