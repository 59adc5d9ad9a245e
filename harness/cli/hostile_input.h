#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "datasets/test_files.h"
#include "harness/cli/cli_testing.h"
#include "harness/util/printable.h"

namespace actsweep::testing {

#ifdef __SANITIZE_ADDRESS__
inline constexpr const char* kLimits = "";  // AddressSanitizer reserves terabytes of addresses
#else
inline constexpr const char* kLimits = "ulimit -v 1000000 && ";  // in KiB
#endif

/// Runs the program under attack in a temporary folder.
class HostileInput : public ::testing::Test {
 protected:
  /// Runs the program in the test's folder with limited memory and, generously, time.
  ProcessResult limited(std::vector<std::string> arguments) const {
    const std::string script = std::string(kLimits) + "cd \"$0\" && exec timeout 60 \"$@\"";
    arguments.insert(arguments.begin(), {"sh", "-c", script, folder_.path(), program()});
    return run_process(arguments);
  }

  ProcessResult plan(const std::string& yaml, const std::vector<std::string>& overrides = {}) const {
    write_bytes(folder_ / "e.yaml", yaml);
    std::vector<std::string> arguments = {"plan", "e.yaml"};
    arguments.insert(arguments.end(), overrides.begin(), overrides.end());
    return limited(arguments);
  }

  static bool is_fit_for_a_terminal(const std::string& output) {
    return std::all_of(output.begin(), output.end(),
                       [&](char c) {
                         return c == '\n' || printable({&c, 1}).size() == 1 || static_cast<unsigned char>(c) >= 0x80;
                       }) &&
           output.find("\u009b") == std::string::npos;
  }

  static void expect_error(const ProcessResult& result, const std::string& place, const std::string& message) {
    EXPECT_EQ(result.exit_status, 2);
    EXPECT_THAT(result.output, ::testing::StartsWith("actsweep: " + place));
    EXPECT_THAT(result.output, ::testing::HasSubstr(message));
    EXPECT_EQ(result.output.find('\n'), result.output.size() - 1) << "more than one line, or none";
    EXPECT_LT(result.output.size(), 5000U);
    EXPECT_TRUE(is_fit_for_a_terminal(result.output)) << printable(result.output);
  }

  TemporaryFolder folder_;
};

}  // namespace actsweep::testing
