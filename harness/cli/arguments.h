#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace actsweep {

/// The arguments of a command on experiments: files, and overrides for all of them.
struct ExperimentArguments {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> overrides;
};

/// An argument with '=' is an override, any other an experiment file. Throws InputError, with the nearest file beside
/// it, where there is no such file.
ExperimentArguments split_arguments(const std::vector<std::string>& arguments);

/// "1,234 trials", "1 trial".
std::string counted(std::uint64_t count, const std::string& noun);

}  // namespace actsweep
