#pragma once

#include <array>

namespace actsweep {

/// The metrics of a finished trial: columns of `outcome` and `result`.
inline constexpr std::array<const char*, 14> kOutcomeMetrics{
    "lr",       "train_loss", "train_top1", "test_loss",   "test_top1",     "test_top3",         "test_top5",
    "val_loss", "val_top1",   "grad_norm",  "peak_memory", "train_seconds", "images_per_second", "penalty"};

}  // namespace actsweep
