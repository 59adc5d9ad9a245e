#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "harness/results/results.h"

namespace actsweep {

/// A finished trial on Fashion-MNIST's ten classes.
inline Observation finished(const std::string& id, std::map<std::string, nlohmann::json> config, double top1,
                            double loss = 0.5) {
  return {id, std::move(config), "done", {{"test_top1", top1}, {"test_loss", loss}, {"seconds", 2}}, 3, ""};
}

inline Observation unfinished(const std::string& id, std::map<std::string, nlohmann::json> config,
                              const std::string& state, const std::string& error = "") {
  return {id, std::move(config), state, {}, 2, error};
}

/// Two activations, two noise levels, two seeds: complete but for one diverged and one failed trial of relu at sigma 1.
inline Results small_results() {
  Results results;
  results.name = "small";
  results.title = "A small experiment";
  results.classes = 10;
  results.axes = {
      {"model.activation", {"relu", "mish"}, false}, {"noise.sigma", {0, 1}, false}, {"seed", {0, 1}, false}};
  const auto at = [](const char* activation, nlohmann::json sigma, int seed) {
    return std::map<std::string, nlohmann::json>{
        {"model.activation", activation}, {"noise.sigma", std::move(sigma)}, {"seed", seed}};
  };
  results.trials = {finished("a", at("relu", 0, 0), 90),
                    finished("b", at("relu", 0, 1), 92),
                    unfinished("c", at("relu", 1, 0), "diverged"),
                    unfinished("d", at("relu", 1, 1), "failed", "killed by signal 9 (SIGKILL)"),
                    finished("e", at("mish", 0.0, 0), 91),
                    finished("f", at("mish", 0, 1), 93),
                    finished("g", at("mish", 1, 0), 80),
                    finished("h", at("mish", 1.0, 1), 84)};
  return results;
}

inline constexpr double kLowRate = 0.01, kHighRate = 0.1;

/// Two activations, two learning rates, two seeds. On the validation images relu is best with the low rate and mish
/// with the high one; on the test images it is the other way round.
inline Results tuned_results() {
  Results results;
  results.name = "tuned";
  results.classes = 10;
  results.axes = {{"model.activation", {"relu", "mish"}, false},
                  {"optimizer.lr", {kLowRate, kHighRate}, true},
                  {"seed", {0, 1}, false}};
  for (const char* const activation : {"relu", "mish"}) {
    for (const double lr : {kLowRate, kHighRate}) {
      for (const int seed : {0, 1}) {
        const bool is_best = (lr == kHighRate) == (std::string(activation) == "mish");
        Observation trial = finished(std::string(activation) + std::to_string(lr) + std::to_string(seed),
                                     {{"model.activation", activation}, {"optimizer.lr", lr}, {"seed", seed}},
                                     (is_best ? 80 : 85) + seed);
        trial.metrics["val_top1"] = is_best ? 82 : 81;
        trial.metrics["val_loss"] = is_best ? 0.9 : 0.8;
        results.trials.push_back(trial);
      }
    }
  }
  return results;
}

/// A folder of the running test's own, empty at its start.
inline std::filesystem::path fresh_folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / (std::string(test->test_suite_name()) + "." + test->name());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

}  // namespace actsweep
