#pragma once

#include <cstdint>
#include <vector>

#include "datasets/dataset.h"

namespace actsweep {

/// Mean and standard deviation over all pixels of one channel, scaled to [0, 1].
struct ChannelStatistics {
  double mean = 0;
  double standard_deviation = 0;  ///< of the population: divided by n
};

/// One entry per channel. `part` is the training or test part of `dataset`.
std::vector<ChannelStatistics> channel_statistics(const Dataset& dataset, const ImageSet& part);

/// Number of images per class.
std::vector<std::int64_t> class_counts(const Dataset& dataset, const ImageSet& part);

}  // namespace actsweep
