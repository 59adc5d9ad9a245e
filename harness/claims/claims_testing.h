#pragma once

#include <gmock/gmock.h>

#include <random>
#include <string>
#include <vector>

#include "harness/claims/verdict.h"

namespace actsweep::claims::testing_support {

using State = Verdict::State;

inline Claim claim(const std::string& yaml) { return parse_claim(parse_yaml(yaml, "c.yaml"), "noise.sigma"); }

inline const char* const kBetter = "{better: mish, than: relu, metric: test_top1, at_least: 3 of 4}";

inline Observation trial(const std::string& activation, int point, int seed, double top1) {
  return {.trial_id = activation + std::to_string(point) + std::to_string(seed),
          .config = {{"model.activation", activation}, {"noise.sigma", point}, {"seed", seed}},
          .state = "done",
          .metrics = {{"test_top1", top1}, {"test_loss", 3 - top1 / 50}},
          .epochs = 1};
}

/// Four points, and what mish is above relu at each: plus noise that both share within a seed, and some of their own.
inline Results input_of(const std::vector<double>& gains, int seeds, unsigned random_seed = 1,
                        double own_noise = 0.05) {
  std::mt19937 generator(random_seed);
  std::normal_distribution<double> noise(0, 1);
  Results input;
  input.name = "e";
  input.classes = 10;
  input.axes = {{"model.activation", {"relu", "mish"}, false}, {"noise.sigma", {0, 1, 2, 3}, false}};
  input.file_axes = input.axes;
  for (int point = 0; point < static_cast<int>(gains.size()); ++point) {
    for (int seed = 0; seed < seeds; ++seed) {
      const double shared = 90 - 5 * point + noise(generator);
      input.trials.push_back(trial("relu", point, seed, shared + own_noise * noise(generator)));
      input.trials.push_back(
          trial("mish", point, seed, shared + gains[static_cast<std::size_t>(point)] + own_noise * noise(generator)));
    }
  }
  return input;
}

inline Verdict judged(const Results& input, const std::string& yaml) {
  std::vector<Verdict> table = gather_evidence(input, {claim(yaml)});
  decide(table);
  return table.front();
}

}  // namespace actsweep::claims::testing_support
