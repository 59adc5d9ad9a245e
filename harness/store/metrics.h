#pragma once

#include <array>
#include <string>

namespace actsweep {

/// The metrics of a finished trial: columns of `outcome` and `result`.
inline constexpr std::array<const char*, 15> kOutcomeMetrics{
    "lr",          "train_loss",    "train_top1",        "test_loss", "test_top1",
    "test_top3",   "test_top5",     "val_loss",          "val_top1",  "grad_norm",
    "peak_memory", "train_seconds", "images_per_second", "penalty",   "eval_seconds"};

/// ", lr, train_loss": the columns of epoch_metrics() or layer_metrics(), to follow others.
template <typename Metrics>
std::string further_columns(const Metrics& metrics) {
  std::string columns;
  for (const auto& metric : metrics) columns += std::string(", ") + metric.name;
  return columns;
}

}  // namespace actsweep
