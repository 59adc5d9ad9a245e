#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "harness/config/grid.h"
#include "harness/util/error.h"

namespace actsweep {

/// For tests: works in a temporary folder, with an experiment file that messages call e.yaml.
class ExperimentTest : public testing::Test {
 protected:
  ExperimentTest()
      : folder_(std::filesystem::temp_directory_path() / ("actsweep-config-" + std::to_string(getpid()))),
        before_(std::filesystem::current_path()) {
    std::filesystem::create_directories(folder_);
    std::filesystem::current_path(folder_);
  }
  ~ExperimentTest() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }

  static Experiment load(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
    std::ofstream("e.yaml") << yaml;
    return ExperimentFile("e.yaml").experiment(overrides);
  }
  static Grid grid(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
    return {built_in_schema(), load(yaml, overrides)};
  }
  static std::vector<Trial> trials(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
    const Grid expanded = grid(yaml, overrides);
    std::vector<Trial> all;
    expanded.for_each([&](const Point& point) { all.push_back(expanded.trial(point)); });
    EXPECT_EQ(all.size(), expanded.size());
    return all;
  }
  /// The error message for an experiment; empty if it is valid.
  static std::string error_of(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
    try {
      grid(yaml, overrides);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

 private:
  std::filesystem::path folder_, before_;
};

}  // namespace actsweep
