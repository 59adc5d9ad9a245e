#pragma once

#include <cstdint>
#include <vector>

#include "datasets/dataset.h"

namespace actsweep {

/// Over all pixels of one channel, scaled to [0, 1].
struct ChannelStatistics {
  double mean = 0;
  double standard_deviation = 0;  ///< of the whole, not an estimate: divided by n
};

/// One entry a channel. `part` belongs to `dataset`, which gives its shape.
std::vector<ChannelStatistics> channel_statistics(const Dataset& dataset, const ImageSet& part);

/// One entry a class.
std::vector<std::int64_t> class_counts(const Dataset& dataset, const ImageSet& part);

}  // namespace actsweep
