#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/config/experiment.h"

namespace actsweep {

/// The arguments of a command on experiments: files, and overrides for all of them.
struct ExperimentArguments {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> overrides;
};

/// An argument with '=' before any '/' is an override, any other an experiment file. Throws InputError, with the
/// nearest file beside it, where there is no such file.
ExperimentArguments split_words(const std::vector<std::string>& arguments);

/// The same for a command that needs a file: throws InputError where there is none.
ExperimentArguments split_arguments(const std::vector<std::string>& arguments);

/// The experiments below the folder experiments: its files that have a name, in order; what they extend has none.
/// Throws InputError where there is no such folder.
std::vector<std::filesystem::path> all_experiment_files();

/// What `plan`, `run` and `status` say of an experiment that has nothing to train.
std::string nothing_to_train(const Experiment& experiment, const std::filesystem::path& file);

}  // namespace actsweep
