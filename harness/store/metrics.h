#pragma once

#include <array>

#include "harness/store/store.h"

namespace actsweep {

/// A measured quantity: its column in the table `epoch` and its place in an Epoch.
struct EpochMetric {
  const char* column;
  std::optional<double> Epoch::*value;
};

/// Every metric, in the order of the columns.
inline constexpr std::array<EpochMetric, 13> kEpochMetrics{{
    {"lr", &Epoch::lr},
    {"train_loss", &Epoch::train_loss},
    {"train_top1", &Epoch::train_top1},
    {"test_loss", &Epoch::test_loss},
    {"test_top1", &Epoch::test_top1},
    {"test_top3", &Epoch::test_top3},
    {"test_top5", &Epoch::test_top5},
    {"val_loss", &Epoch::val_loss},
    {"val_top1", &Epoch::val_top1},
    {"seconds", &Epoch::seconds},
    {"images_per_second", &Epoch::images_per_second},
    {"grad_norm", &Epoch::grad_norm},
    {"peak_memory", &Epoch::peak_memory},
}};

/// The metrics of a finished trial: columns of `outcome` and `result`.
inline constexpr std::array<const char*, 13> kOutcomeMetrics{
    "lr",       "train_loss", "train_top1", "test_loss",   "test_top1",     "test_top3",        "test_top5",
    "val_loss", "val_top1",   "grad_norm",  "peak_memory", "train_seconds", "images_per_second"};

}  // namespace actsweep
