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
ExperimentArguments split_arguments(const std::vector<std::string>& arguments);

/// What `plan`, `run` and `status` say of an experiment that has nothing to train.
std::string nothing_to_train(const Experiment& experiment, const std::filesystem::path& file);

}  // namespace actsweep
