#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <iostream>
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/runner/devices.h"
#include "harness/runner/run_sweep.h"
#include "harness/site/adaptive_replication.h"
#include "harness/util/host.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> words;
  std::string database;
  std::string device = "auto";
  std::string keep_checkpoints;
  bool quiet = false;
  bool until_decided = false;
  int max_seeds = 20;
  RunOptions run;
};

/// The options of a run, with those that follow from words and from this machine.
RunOptions complete(const Options& options) {
  RunOptions run = options.run;
  LocalExecutor::Options& executor = run.executor;
  run.command_line = command_line();
  executor.trainer = find_trainer();
  executor.devices = parse_devices(options.device, executor.trainer);
  if (executor.jobs == 0) executor.jobs = default_jobs(executor.devices, executor.threads);
  if (options.keep_checkpoints == "best") run.keep = KeptCheckpoint::kBest;
  if (options.keep_checkpoints == "last") run.keep = KeptCheckpoint::kLast;
  return run;
}

void print_trials(const char* title, const std::vector<UnsuccessfulTrial>& trials) {
  constexpr std::size_t kMax = 20;
  if (trials.empty()) return;
  std::cout << title << ":\n";
  for (std::size_t i = 0; i < std::min(kMax, trials.size()); ++i) {
    const UnsuccessfulTrial& trial = trials[i];
    const std::string reason = trial.reason.substr(0, trial.reason.find('\n'));
    std::cout << fmt::format("  {}  {}{}{}\n", short_hash(trial.id), printable(trial.settings),
                             trial.settings.empty() ? "" : "  ", printable(reason));
  }
  if (trials.size() > kMax) std::cout << fmt::format("  and {} more\n", trials.size() - kMax);
}

/// "12 trials trained, 6 reused, 1 diverged, 2 failed in 3 min 05 s (1,234 images/s)".
std::string summary_line(const RunSummary& summary, double seconds) {
  std::string line = counted(summary.trained, "trial") + " trained";
  if (summary.reused > 0) line += fmt::format(", {} reused", grouped(summary.reused));
  if (!summary.diverged.empty()) line += fmt::format(", {} diverged", grouped(summary.diverged.size()));
  const std::size_t failed = summary.failed.size() + summary.failed_earlier.size();
  if (failed > 0) line += fmt::format(", {} failed", grouped(failed));
  line += " in " + duration_text(seconds);
  if (summary.seconds > 0 && summary.images > 0) {
    line += fmt::format(" ({} images/s)", grouped(static_cast<std::uint64_t>(summary.images / summary.seconds)));
  }
  return line;
}

/// Prints the outcome of the run and what to do next. Returns the exit status.
int conclude(const RunSummary& summary, const std::vector<ExperimentFile>& files, bool force, double seconds) {
  constexpr int kSomeFailed = 1, kInterrupted = 130;
  if (summary.trained + summary.failed.size() == 0 && !summary.interrupted) {
    const std::size_t earlier = summary.failed_earlier.size();
    std::cout << (earlier == 0 ? fmt::format("all {} are already finished\n", counted(summary.total, "trial"))
                               : fmt::format("nothing to train: of {}, {} are finished and {} failed before\n",
                                             counted(summary.total, "trial"), grouped(summary.total - earlier),
                                             grouped(earlier)));
  } else {
    std::cout << summary_line(summary, seconds) << '\n';
  }
  print_trials("diverged (this is a result: the loss became infinite or NaN)", summary.diverged);
  print_trials("failed", summary.failed);
  print_trials("failed before", summary.failed_earlier);
  if (summary.interrupted) {
    std::cout << fmt::format("interrupted; finished trials are recorded. Rerun the same command to {}\n",
                             force ? "train all of them again" : "resume");
    return kInterrupted;
  }
  const bool some_failed = !summary.failed.empty() || !summary.failed_earlier.empty();
  if (some_failed) std::cout << "rerun with --retry-failed to train the failed trials again\n";
  std::vector<std::string> paths;
  for (const ExperimentFile& file : files) paths.push_back(file.path().string());
  std::cout << fmt::format("next: actsweep report {}\n", fmt::join(paths, " "));
  return some_failed ? kSomeFailed : 0;
}

/// Reads all experiments, with their figures and claims, before anything trains.
std::vector<Grid> checked_grids(const std::vector<ExperimentFile>& files, const std::vector<std::string>& overrides) {
  std::vector<Grid> grids;
  for (const ExperimentFile& file : files) {
    grids.push_back(site::prepare(file.experiment(overrides)).grid);
  }
  return grids;
}

int train(const Options& options, const std::vector<ExperimentFile>& files, const std::vector<std::string>& overrides) {
  const auto begin = std::chrono::steady_clock::now();
  const RunOptions run = complete(options);
  const Interrupt interrupt;
  ProgressDisplay display(ProgressDisplay::style(options.quiet));
  Sweep sweep(checked_grids(files, overrides), DataLocations::standard(run.executor.data),
              [&](const std::string& text) { display.note(text); });
  Store store(database_path(options.database), Store::Access::kReadWrite);
  const RunSummary summary = run_sweep(sweep, store, run, display, interrupt);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return conclude(summary, files, run.force, took.count());
}

/// Reports and drops the experiments that train nothing.
void drop_without_trials(ExperimentArguments& arguments) {
  std::erase_if(arguments.files, [&](const ExperimentFile& file) {
    const Experiment experiment = file.experiment(arguments.overrides);
    if (experiment.trains) return false;
    site::parse_report_request(experiment);
    std::cout << nothing_to_train(file) << '\n';
    return true;
  });
}

int run(const Options& options) {
  ExperimentArguments arguments = read_required_arguments(options.words);
  drop_without_trials(arguments);
  if (arguments.files.empty()) return 0;
  if (!options.until_decided) return train(options, arguments.files, arguments.overrides);
  return site::replicate(
      {database_path(options.database), options.run.executor.data, static_cast<std::size_t>(options.max_seeds)},
      arguments.files, arguments.overrides,
      [&](const ExperimentFile& file, const std::vector<std::string>& overrides) {
        return train(options, {file}, overrides);
      },
      [](const std::string& line) { std::cout << line << '\n'; });
}

constexpr const char* kFooter =
    R"(Trains all trials without a result. Rerun the same command to resume. Ctrl-C
stops cleanly and keeps checkpoints; a second Ctrl-C stops at once. Several runs
on one machine can share a database and divide the work.
Examples:
  actsweep run experiments/quickstart.yaml
  actsweep run experiments/paper/mnist_depth.yaml model.depth=15,20 seed=0,1
  actsweep run experiments/paper/*.yaml --device cuda:0,1 --db results/gpu.db
  actsweep run experiments/paper/mnist_width.yaml scale=desk --until-decided
  actsweep run experiments/quickstart.yaml -j 1 --threads 2 --retry-failed
Exit status: 0 all trials are finished; 1 some failed; 2 invalid input; 130
interrupted)";

}  // namespace

void add_run_command(CLI::App& app, int& exit_status) {
  const auto options = std::make_shared<Options>();
  options->run.executor.jobs = 0;  // default_jobs()
  options->run.executor.heartbeat_timeout = 600;
  CLI::App* command = app.add_subcommand("run", "Train the unfinished trials of experiments");
  add_experiment_arguments(*command, options->words)->required();
  add_database_option(*command, options->database);
  add_data_option(*command, options->run.executor.data);
  LocalExecutor::Options& executor = options->run.executor;
  command
      ->add_option("--device", options->device,
                   "Device: cpu, cuda (all GPUs), cuda:0,1, or auto (GPUs if there are any)")
      ->type_name("DEVICE")
      ->capture_default_str();
  add_jobs_option(*command, executor.jobs, "Number of trials at once (default: cores / threads, or one per GPU)");
  expect_whole_number(command->add_option("--threads", executor.threads,
                                          "Threads per trial; affects results: the order of summation depends on it"),
                      1, 1024)
      ->capture_default_str();
  expect_whole_number(command->add_option("--retries", options->run.retries,
                                          "Number of times to restart a trial whose process crashed"),
                      0, 100)
      ->capture_default_str();
  command->add_flag("--retry-failed", options->run.retry_failed, "Train trials that failed in earlier runs again");
  command->add_flag("--force", options->run.force,
                    "Train all trials again; keeps the old attempts, but the new results replace the old ones");
  expect_seconds(
      command->add_option("--timeout", executor.timeout, "Seconds after which a trial fails (default: never)"), 0.001);
  expect_seconds(command->add_option("--heartbeat-timeout", executor.heartbeat_timeout,
                                     "Seconds without a heartbeat after which a trial counts as crashed; 0: never"),
                 0)
      ->capture_default_str();
  expect_seconds(command->add_option("--checkpoint-every", options->run.seconds_between_checkpoints,
                                     "Seconds between checkpoints, from which interrupted trials resume"),
                 0)
      ->capture_default_str();
  command
      ->add_option("--keep-checkpoints", options->keep_checkpoints,
                   "Checkpoint of each trial to keep: best (the epoch with the best val_top1) or last (the last "
                   "epoch) (default: none)")
      ->check(CLI::IsMember({"best", "last"}))
      ->type_name("WHICH");
  command
      ->add_flag(
          "--until-decided", options->until_decided,
          "Add seeds to each experiment until its claims are decided or --max-seeds is reached; not with --force")
      ->excludes("--force");
  expect_whole_number(
      command->add_option("--max-seeds", options->max_seeds, "Maximum number of seeds for --until-decided"), 2, 10'000)
      ->capture_default_str();
  command->add_flag("--quiet", options->quiet, "Hide progress and notes");
  command->footer(kFooter);
  command->callback([options, &exit_status] { exit_status = run(*options); });
}

}  // namespace actsweep
