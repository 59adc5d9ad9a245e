#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/config/experiment.h"

namespace actsweep {

/// The arguments of a command on experiments: files, and overrides that hold for all of them.
struct ExperimentArguments {
  std::vector<ExperimentFile> files;
  std::vector<std::string> overrides;
};

/// Reads arguments: one with '=' before any '/' is an override, any other an experiment file. Throws InputError, with
/// the nearest file in its folder, where there is no such file.
ExperimentArguments read_arguments(const std::vector<std::string>& words);

/// The same for a command that needs a file: throws InputError without one.
ExperimentArguments read_required_arguments(const std::vector<std::string>& words);

/// The experiments below the folder experiments, sorted by path. Files without a name, which others extend, are not
/// among them. Throws InputError where there is no such folder.
std::vector<ExperimentFile> all_experiments();

/// What `plan`, `run` and `status` say of an experiment without trials.
std::string nothing_to_train(const ExperimentFile& file);

/// Prints a note on results to standard error: verdicts and CSV files have no place for it.
void print_note(const std::string& text);

// Options that several subcommands share, so that they are called and explained alike.

CLI::Option* add_experiment_arguments(CLI::App& command, std::vector<std::string>& words);
void add_database_option(CLI::App& command, std::string& database);
void add_data_option(CLI::App& command, std::vector<std::filesystem::path>& folders);
void add_jobs_option(CLI::App& command, int& jobs, const std::string& help);
/// One of row_formats() (row_writer.h).
void add_row_format_option(CLI::App& command, std::string& format);

}  // namespace actsweep
