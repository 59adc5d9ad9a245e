#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/util/process.h"

namespace actsweep::testing {

/// The program of the build that is tested.
inline std::filesystem::path program() {
  const char* binaries = std::getenv("ACTSWEEP_BINARY_DIR");
  return std::filesystem::path(binaries != nullptr ? binaries : "build/release") / "actsweep";
}

/// Runs it with its output captured.
inline ProcessResult actsweep(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program().string());
  return run_process(arguments);
}

}  // namespace actsweep::testing
