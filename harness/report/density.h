#pragma once

#include <vector>

#include "harness/schema/histogram.h"

namespace actsweep::report {

/// The share of all values in each bin by the bin's width, on bins between other ends: what lies in a bin is taken to
/// be spread evenly over it.
std::vector<double> densities(const Histogram& histogram, double from, double to, std::size_t bins);

}  // namespace actsweep::report
