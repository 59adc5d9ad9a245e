#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/cli/row_writer.h"
#include "harness/config/experiment.h"
#include "harness/util/error.h"

namespace actsweep {

/// The arguments of a subcommand on experiments: files, and overrides for all of them.
struct ExperimentArguments {
  std::vector<ExperimentFile> files;
  std::vector<std::string> overrides;
};

/// Collects the errors of single experiments, so that a command on several continues with the others.
class Failures {
 public:
  /// Prints each error to standard error. An empty function, which means that errors are thrown, for a single file.
  std::function<void(const InputError&)> handler(bool is_one_file);
  /// 2 if there were any, else 0.
  int exit_status() const { return count_ == 0 ? 0 : 2; }

 private:
  std::size_t count_ = 0;
};

/// Reads arguments. An argument with '=' before any '/' is an override, any other an experiment file. Throws
/// InputError, with the nearest file in its folder, for a missing file. With `failures`, leaves out files with errors
/// unless there is only one.
ExperimentArguments read_arguments(const std::vector<std::string>& words, Failures* failures = nullptr);

/// Like read_arguments(), but throws InputError without a file.
ExperimentArguments read_required_arguments(const std::vector<std::string>& words, Failures* failures = nullptr);

/// The experiments below the folder `experiments`, sorted by path, without the unnamed files that others extend. Throws
/// InputError if the folder is missing, and for a file with an error unless `failures` takes it.
std::vector<ExperimentFile> all_experiments(Failures* failures = nullptr);

/// What `plan`, `run` and `status` print for an experiment without trials.
std::string nothing_to_train(const ExperimentFile& file);

/// Prints a note on results to standard error, so that standard output contains only the results.
void print_note(const std::string& text);

// Options that several subcommands share, so that they have the same names and help everywhere.

/// Experiment files and overrides, for read_arguments().
CLI::Option* add_experiment_arguments(CLI::App& command, std::vector<std::string>& words);
/// Experiments in the database, by name or file.
void add_experiment_names(CLI::App& command, std::vector<std::string>& names);
void add_database_option(CLI::App& command, std::string& database);
void add_data_option(CLI::App& command, std::vector<std::filesystem::path>& folders);
/// --jobs, placeholder N.
void add_jobs_option(CLI::App& command, int& jobs, const std::string& help);
/// A format of make_row_writer() (row_writer.h).
void add_format_option(CLI::App& command, std::string& format, const std::vector<std::string>& formats = row_formats());

/// Accepts whole numbers. Also sets the placeholder N.
CLI::Option* expect_whole_number(CLI::Option* option, std::int64_t min, std::int64_t max);
/// Accepts numbers of seconds from `min`. Also sets the placeholder SECONDS.
CLI::Option* expect_seconds(CLI::Option* option, double min);

}  // namespace actsweep
