#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "harness/claims/replicate.h"
#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/runner/devices.h"
#include "harness/runner/precisions.h"
#include "harness/runner/sweep.h"
#include "harness/util/error.h"
#include "harness/util/host.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> words;
  std::string db;
  std::vector<fs::path> data;
  std::string device = "auto";
  int jobs = 0;  ///< 0: as many as fit
  int threads = 1;
  int retries = 1;
  double checkpoint_every = 60;
  std::string keep_checkpoints;
  double heartbeat_timeout = 600;
  double timeout = 0;
  bool retry_failed = false;
  bool force = false;
  bool quiet = false;
  bool until_decided = false;
  int max_seeds = 20;
};

/// The run's lease on its trials, given up on every way out.
class OpenRun {
 public:
  OpenRun(Store& store, const RunInfo& info) : store_(store) { store_.begin_run(info); }
  ~OpenRun() {
    try {
      store_.end_run();
    } catch (const std::exception&) {
      // The next run finds that this one is gone and takes its trials up.
    }
  }
  OpenRun(const OpenRun&) = delete;
  OpenRun& operator=(const OpenRun&) = delete;

 private:
  Store& store_;
};

std::string command_line() {
  std::ifstream file("/proc/self/cmdline");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (!text.empty() && text.back() == '\0') text.pop_back();
  for (char& c : text) c = c == '\0' ? ' ' : c;
  return text;
}

int default_slots(const std::vector<std::string>& devices, int threads) {
  if (devices.front() != "cpu") return static_cast<int>(devices.size());
  return std::max(1, available_cores() / threads);
}

LocalExecutor::Options pool_options(const Options& options) {
  const fs::path trainer = find_trainer();
  const int gpus = options.device == "cpu" ? 0 : count_gpus(std::getenv("CUDA_VISIBLE_DEVICES"));
  const auto devices = parse_devices(options.device, gpus, gpus > 0 && is_linked_with_cuda(trainer));
  const int jobs = options.jobs > 0 ? options.jobs : default_slots(devices, options.threads);
  return {trainer, devices, jobs, options.threads, options.data, options.heartbeat_timeout, options.timeout};
}

KeptCheckpoint kept_checkpoint(const std::string& word) {
  if (word == "best") return KeptCheckpoint::kBest;
  return word == "last" ? KeptCheckpoint::kLast : KeptCheckpoint::kNone;
}

/// Throws InputError for a trial that has nothing to choose its best epoch by: the test part is for reporting.
void check_that_best_is_known(const Sweep& sweep, const std::vector<Job>& jobs) {
  for (const Job& job : jobs) {
    const JobDetails details = sweep.details(job);
    if (details.config.at("validation").get<double>() > 0) continue;
    throw InputError(
        fmt::format("--keep-checkpoints best: trial {} {} has no validation part to choose by; give it one, such as "
                    "validation=0.1, or keep the last",
                    job.id, details.settings));
  }
}

void print_troubled(const char* title, const std::vector<TroubledJob>& jobs) {
  constexpr std::size_t kMax = 20;
  if (jobs.empty()) return;
  std::cout << title << ":\n";
  for (std::size_t i = 0; i < std::min(kMax, jobs.size()); ++i) {
    const TroubledJob& job = jobs[i];
    const std::string reason = job.reason.substr(0, job.reason.find('\n'));
    std::cout << fmt::format("  {}  {}{}{}\n", job.id.substr(0, 8), printable(job.settings),
                             job.settings.empty() ? "" : "  ", printable(reason));
  }
  if (jobs.size() > kMax) std::cout << fmt::format("  and {} more\n", jobs.size() - kMax);
}

/// "12 trials trained, 6 reused, 1 diverged, 2 failed in 3 min 05 s (1,234 images/s)".
std::string summary_line(const RunSummary& summary, std::size_t reused, double seconds) {
  std::string line = counted(summary.trained, "trial") + " trained";
  if (reused > 0) line += fmt::format(", {} reused", grouped(reused));
  if (!summary.diverged.empty()) line += fmt::format(", {} diverged", grouped(summary.diverged.size()));
  const std::size_t failed = summary.failed.size() + summary.failed_earlier.size();
  if (failed > 0) line += fmt::format(", {} failed", grouped(failed));
  line += " in " + duration_text(seconds);
  if (summary.seconds > 0 && summary.images > 0) {
    line += fmt::format(" ({} images/s)", grouped(static_cast<std::uint64_t>(summary.images / summary.seconds)));
  }
  return line;
}

int conclude(const RunSummary& summary, const ExperimentArguments& arguments, bool force, std::size_t total,
             std::size_t reused, double seconds) {
  constexpr int kSomeFailed = 1, kInterrupted = 130;
  if (summary.trained + summary.failed.size() == 0 && !summary.interrupted) {
    const std::size_t earlier = summary.failed_earlier.size();
    std::cout << (earlier == 0 ? fmt::format("all {} are finished already\n", counted(total, "trial"))
                               : fmt::format("nothing to train: of {}, {} are finished and {} failed before\n",
                                             counted(total, "trial"), grouped(total - earlier), grouped(earlier)));
  } else {
    std::cout << summary_line(summary, reused + summary.elsewhere, seconds) << '\n';
  }
  print_troubled("diverged (a result: the loss became infinite or no number)", summary.diverged);
  print_troubled("failed", summary.failed);
  print_troubled("failed before", summary.failed_earlier);
  if (summary.interrupted) {
    std::cout << "interrupted; what is finished is recorded, and the same command "
              << (force ? "trains all of it again\n" : "continues\n");
    return kInterrupted;
  }
  const bool some_failed = !summary.failed.empty() || !summary.failed_earlier.empty();
  if (some_failed) std::cout << "to train the failed ones again: the same command with --retry-failed\n";
  std::vector<std::string> files;
  for (const fs::path& file : arguments.files) files.push_back(file.string());
  std::cout << fmt::format("next: actsweep report {}\n", fmt::join(files, " "));
  return some_failed ? kSomeFailed : 0;
}

/// Says of each experiment without trials that it has none, and leaves the others.
ExperimentArguments with_trials(ExperimentArguments arguments) {
  std::erase_if(arguments.files, [&](const fs::path& file) {
    const Experiment experiment = load_experiment(file, arguments.overrides);
    if (!experiment.trains) std::cout << nothing_to_train(experiment, file) << '\n';
    return !experiment.trains;
  });
  return arguments;
}

int run_once(const Options& options, const ExperimentArguments& arguments) {
  const auto begin = std::chrono::steady_clock::now();
  const LocalExecutor::Options trainers = pool_options(options);
  const Interrupt interrupt;
  ProgressDisplay display(ProgressDisplay::style(options.quiet));
  const auto note = [&](const std::string& text) { display.note(text); };

  const Sweep sweep(arguments.files, arguments.overrides, DataLocations::standard(options.data), note);
  Store store(database_path(options.db), Store::Access::kReadWrite);
  sweep.enqueue(store);
  const OpenRun open(store, {command_line(), trainers.jobs});
  if (const int freed = store.release_dead_runs(); freed > 0) {
    note(fmt::format("{} of a run that ended unexpectedly: taken up from the last checkpoint, where there is one",
                     counted(static_cast<std::size_t>(freed), "trial")));
  }
  const CheckpointFolder checkpoints(store.path(), options.checkpoint_every, kept_checkpoint(options.keep_checkpoints));
  checkpoints.tidy(store);
  const std::vector<Job> jobs = options.force ? sweep.all() : sweep.unfinished(store);
  if (options.keep_checkpoints == "best") check_that_best_is_known(sweep, jobs);
  check_precisions(sweep.precisions(jobs), trainers.trainer, trainers.devices);
  RunLoopOptions loop{{.failed = options.retry_failed || options.force, .finished = options.force},
                      options.retries,
                      {},
                      sweep.size() - jobs.size()};
  if (!jobs.empty()) {
    loop.attempt.host = host_name();
    loop.attempt.threads = options.threads;
    note(fmt::format("{}: {} finished already, {} to train, {} at once on {}", counted(sweep.size(), "trial"),
                     grouped(loop.finished), grouped(jobs.size()), trainers.jobs, fmt::join(trainers.devices, ", ")));
  }
  LocalExecutor executor(trainers, note);
  RunSummary summary = run_jobs(
      store, executor, checkpoints, jobs, [&](const Job& job) { return sweep.details(job); }, loop, display, interrupt);
  display.close();
  checkpoints.tidy(store);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return conclude(summary, arguments, options.force, sweep.size(), loop.finished, took.count());
}

int run(const Options& options) {
  const ExperimentArguments arguments = with_trials(split_arguments(options.words));
  if (arguments.files.empty()) return 0;
  if (!options.until_decided) return run_once(options, arguments);
  return replicate({options.db, options.data, static_cast<std::size_t>(options.max_seeds)}, arguments,
                   [&](const ExperimentArguments& some) { return run_once(options, some); });
}

constexpr const char* kFooter =
    R"(Trains what the database has no result of; the same command continues what was interrupted. Ctrl-C ends cleanly,
a second one at once. Several runs may share a database on one machine: they share the work.
  actsweep run experiments/quickstart.yaml
  actsweep run experiments/paper/mnist_depth.yaml --data ~/data model.depth=15,20,25 seed=0,1 epochs=3
  actsweep run experiments/paper/*.yaml --device cuda:0,1 --db results/gpu.db
  actsweep run experiments/paper/mnist_width.yaml scale=desk --until-decided --max-seeds 15
  actsweep run experiments/quickstart.yaml --jobs 1 --threads 2 --retry-failed
Exit status: 0 all trials are finished, or there is nothing to train; 1 some failed, and are listed; 2 bad input;
130 interrupted.)";

}  // namespace

void add_run_command(CLI::App& app, int& exit_status) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("run", "Train the trials of experiments that are not finished yet");
  command
      ->add_option("experiments", options->words,
                   "Experiment files, and overrides as key=value or key=value,value that hold for all of them")
      ->type_name("EXPERIMENT|KEY=VALUE")
      ->required();
  command->add_option("--db", options->db, "Database (default: $ACTSWEEP_DB, else results/actsweep.db)");
  command->add_option("--data", options->data, "Folder to look for data sets in first; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command->add_option("--device", options->device, "cpu, cuda (all GPUs), cuda:0,1, or auto: GPUs when there are any")
      ->type_name("DEVICE")
      ->capture_default_str();
  command->add_option("--jobs", options->jobs, "Trials at once (default: cores / threads; one a GPU)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--threads", options->threads, "Threads of each trial; they are a part of what results depend on")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--retries", options->retries, "Times that a trial whose process crashed is trained again")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command->add_flag("--retry-failed", options->retry_failed, "Train again what failed in earlier runs");
  command->add_flag("--force", options->force,
                    "Train everything again; older attempts are kept, and the new results count in place of theirs");
  command->add_option("--timeout", options->timeout, "Seconds after which a trial fails (default: none)")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--heartbeat-timeout", options->heartbeat_timeout,
                   "Seconds without any sign of life after which a trial counts as crashed; 0: never")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command
      ->add_option("--checkpoint-every", options->checkpoint_every,
                   "Seconds between two checkpoints of a trial, from which it goes on after an interruption")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command
      ->add_option("--keep-checkpoints", options->keep_checkpoints,
                   "Keep the state after the last epoch, or after that with the best val_top1, when a trial has ended")
      ->check(CLI::IsMember({"best", "last"}));
  command
      ->add_flag("--until-decided", options->until_decided,
                 "Add seeds to each experiment until its claims are decided or it has --max-seeds")
      ->excludes("--force");
  command->add_option("--max-seeds", options->max_seeds, "Seeds at which --until-decided ends")
      ->check(CLI::Range(2, 10000))
      ->capture_default_str();
  command->add_flag("--quiet", options->quiet, "Show no progress and no remarks");
  command->footer(kFooter);
  command->callback([options, &exit_status] { exit_status = run(*options); });
}

}  // namespace actsweep
