#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <limits>
#include <thread>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/status_text.h"
#include "harness/cli/terminal_text.h"
#include "harness/config/experiment.h"
#include "harness/config/mapping.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> experiments;
  std::string database;
  std::string watch;  ///< seconds between updates; empty: show the status once
  bool failed = false;
};

std::string current_status(const Options& options) {
  constexpr int kFewFailures = 5;
  std::vector<std::string> names;
  std::string text;
  for (const std::string& given : options.experiments) {
    if (!std::filesystem::is_regular_file(given)) {
      names.push_back(given);
      continue;
    }
    const ExperimentFile file(given);
    if (file.experiment().trains) {
      names.push_back(file.name());
    } else {
      text += nothing_to_train(file) + "\n";
    }
  }
  if (names.empty() && !options.experiments.empty()) return text;
  const Store store(database_path(options.database), Store::Access::kReadOnly);
  const int max_failures = options.failed ? std::numeric_limits<int>::max() : kFewFailures;
  return text + status_text(read_status(store, names, max_failures), options.failed, output_style().color);
}

/// Shows the status until the process ends. Shows errors, too: a missing database, for example, may appear later.
void watch(const Options& options) {
  const std::chrono::duration<double> pause(std::stod(options.watch));
  const bool is_terminal = isatty(STDOUT_FILENO) != 0;
  for (;;) {
    std::string text;
    try {
      text = current_status(options);
    } catch (const InputError& error) {
      text = std::string(error.what()) + "\n";
    }
    // Overwrite the last text and erase its rest: clearing the screen first would flicker.
    if (is_terminal) {
      std::string lines;
      for (const char c : text) lines += c == '\n' ? "\x1b[K\n" : std::string(1, c);
      std::cout << "\x1b[H" << lines << "\x1b[J" << std::flush;
    } else {
      std::cout << text << '\n' << std::flush;
    }
    if (!std::cout) return;
    std::this_thread::sleep_for(pause);
  }
}

constexpr const char* kFooter = R"(Examples:
  actsweep status
  actsweep status mnist_noise --failed
  actsweep status --watch          updates every second until Ctrl-C
  actsweep status --watch=10
`actsweep explain TRIAL` explains why a trial failed.)";

}  // namespace

void add_status_command(CLI::App& app, int&) {
  CLI::App* command = app.add_subcommand("status", "Show the progress of experiments, and what failed");
  const auto options = std::make_shared<Options>();
  add_experiment_names(*command, options->experiments);
  add_database_option(*command, options->database);
  // A flag rather than an option, so that `--watch mnist_noise` names an experiment.
  command
      ->add_flag("--watch{1}", options->watch,
                 "Show the status until Ctrl-C, with these seconds between updates (default: 1)")
      ->check([](const std::string& text) {
        const auto seconds = parse_number(text);
        constexpr double kMin = 0.1, kMax = 86400;
        const bool is_good = seconds && *seconds >= kMin && *seconds <= kMax;
        return is_good ? "" : fmt::format("{} is not a number of seconds from {:g} to {:g}", text, kMin, kMax);
      })
      ->option_text("[=SECONDS]");
  command->add_flag("--failed", options->failed,
                    "Show all failures, not only the newest ones, with the last lines of their logs");
  command->footer(kFooter);
  command->callback([options] {
    if (!options->watch.empty()) return watch(*options);
    std::cout << current_status(*options);
  });
}

}  // namespace actsweep
