#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/util/process.h"

namespace actsweep::testing {

/// The program of the build that is tested, which lies beside the test program.
inline std::filesystem::path program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "actsweep";
}

/// Runs it with its output captured.
inline ProcessResult actsweep(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program().string());
  return run_process(arguments);
}

}  // namespace actsweep::testing
