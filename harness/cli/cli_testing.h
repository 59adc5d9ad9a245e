#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/util/process.h"

namespace actsweep::testing {

/// The program under test, which is in the same folder as the test program.
inline std::filesystem::path program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "actsweep";
}

/// Runs the program and captures its output.
inline ProcessResult actsweep(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program().string());
  return run_process(arguments);
}

}  // namespace actsweep::testing
