#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/bench/interleave.h"

namespace actsweep::bench {

/// An activation to be measured, resolved, with the name that the results give it.
struct Subject {
  std::string label;
  nlohmann::json activation;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Subject, label, activation)

/// What takes results while they are made: `record` one row of the table, `progress` a part of the work between 0
/// and 1.
struct Reporter {
  std::function<void(const nlohmann::json&)> record;
  std::function<void(double)> progress;
};

/// Adds to a record how long LibTorch's own takes, and its time by ours; nulls where it has none.
void add_libtorch(nlohmann::json& record, const Timings& ours, const Timings* theirs);

/// Every activation forward and backward, in single precision on the CPU, on tensors that fit the first-level cache,
/// the second-level cache and neither, beside a copy and LibTorch's own operators. `request`: subjects (the first is
/// what ratios are to), threads (a list), rounds.
void bench_activations(const nlohmann::json& request, const Reporter& reporter);

/// A training step of a network with every activation, and with LibTorch's own operators in their place. `request`:
/// subjects (the first is what ratios are to), model and optimizer (resolved), batch_size, threads, rounds, channels
/// and size (of the square images).
void bench_training(const nlohmann::json& request, const Reporter& reporter);

/// A step of every optimizer over the parameters of a network on the CPU, beside LibTorch's own where there is one.
/// `request`: subjects (label and resolved optimizer), model (resolved), threads, rounds.
void bench_optimizers(const nlohmann::json& request, const Reporter& reporter);

}  // namespace actsweep::bench
