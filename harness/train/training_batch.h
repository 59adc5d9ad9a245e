#pragma once

#include <ATen/core/Tensor.h>

namespace actsweep {

/// What a training step learns: images, each with one label, or, where two images were mixed, with two.
struct TrainingBatch {
  at::Tensor input;              ///< float [batch, channels, height, width]
  at::Tensor labels;             ///< int64 [batch]
  at::Tensor other_labels = {};  ///< int64 [batch] of what was mixed in; undefined where nothing was
  double share = 1;              ///< of `labels`; `other_labels` have the rest

  /// What a training accuracy is counted against: of two labels that with the larger share.
  const at::Tensor& main_labels() const { return share < 0.5 ? other_labels : labels; }
};

}  // namespace actsweep
