#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/bench/interleave.h"

namespace actsweep::bench {

/// An activation to benchmark: its resolved configuration, and its name in the results.
struct Subject {
  std::string label;
  nlohmann::json activation;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Subject, label, activation)

/// Receives results as they become available.
struct Reporter {
  std::function<void(const nlohmann::json&)> record;  ///< one row of the table
  std::function<void(double)> progress;               ///< the completed fraction, 0 to 1
};

/// Adds the time of LibTorch's own implementation to a record, and its ratio to our time; null without one.
inline void add_libtorch(nlohmann::json& record, const Timings& ours, const Timings* theirs) {
  record["libtorch_ms_per_step"] = nullptr;
  record["libtorch_ratio"] = nullptr;
  if (theirs == nullptr) return;
  record["libtorch_ms_per_step"] = median(*theirs) * 1e3;
  record["libtorch_ratio"] = median_ratio(*theirs, ours);
}

/// Times every activation forward and backward, in single precision on the CPU, on tensors that fit into the L1 cache,
/// the L2 cache and neither, and compares with a copy and with LibTorch's own operators. `request`: subjects (ratios
/// are relative to the first), threads (a list), rounds.
void bench_activations(const nlohmann::json& request, const Reporter& reporter);

/// Times a training step of a network with every activation, and with LibTorch's own operators instead. `request`:
/// subjects (ratios are relative to the first), model, optimizer and loss (resolved), device, precision, memory_format,
/// batch_size, threads, rounds, channels and size (of the square images).
void bench_training(const nlohmann::json& request, const Reporter& reporter);

/// Times a step of every optimizer on the parameters of a network on the CPU, and LibTorch's own optimizers.
/// `request`: subjects (label and resolved optimizer), model (resolved), threads, rounds.
void bench_optimizers(const nlohmann::json& request, const Reporter& reporter);

}  // namespace actsweep::bench
