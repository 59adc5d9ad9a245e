#pragma once

#include <string>
#include <vector>

#include "harness/report/report.h"

namespace actsweep::report {

/// Keys that no configuration has, and figures can be over: what tells details of one trial apart.
inline constexpr const char* kEpochKey = "epoch";                  ///< 0 is before training
inline constexpr const char* kLayerKey = "layer";                  ///< from 1 on
inline constexpr const char* kPreactivationKey = "preactivation";  ///< the middle of a bin
inline constexpr const char* kDensityMetric = "density";           ///< share of the values in a bin by its width

/// What a figure is made of.
enum class Detail { kTrials, kEpochs, kLayers, kDensities };

Detail detail_of(const FigureSpec& figure);

/// Whether the key tells details apart.
bool is_detail_key(const std::string& key);

/// Whether a figure needs Input::epochs: as its details, or for the time to an accuracy.
bool needs_epochs(const FigureSpec& figure);

/// The trials that are given, or their details, of which the figure is made: where its `where` says, and of layers
/// after the last epoch unless it is over epochs.
std::vector<const Observation*> details_of(const Input& input, const FigureSpec& figure,
                                           const std::vector<const Observation*>& trials);

/// The keys that tell apart what details_of() gives, besides the grid's axes.
std::vector<std::string> detail_keys(const FigureSpec& figure);

}  // namespace actsweep::report
