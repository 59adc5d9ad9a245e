#pragma once

#include <ATen/core/Tensor.h>

#include "harness/schema/params.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// The data of one training step: images, each with one label, or with two if images were mixed.
struct TrainingBatch {
  at::Tensor input;              ///< float [batch, channels, height, width]
  at::Tensor labels;             ///< int64 [batch]
  at::Tensor other_labels = {};  ///< int64 [batch], of the images mixed in; undefined without mixing
  double share = 1;              ///< the weight of `labels`; `other_labels` have weight 1 - share

  /// The labels that training accuracy is computed with: those with the larger weight.
  const at::Tensor& main_labels() const { return share < 0.5 ? other_labels : labels; }
};

/// A rectangle of pixels.
struct Box {
  std::int64_t top = 0, left = 0, height = 0, width = 0;

  std::int64_t area() const { return height * width; }
};

/// A box with the aspect ratio of an image of `height` by `width` pixels that covers about `area` of it (0 to 1). Its
/// center is a uniformly random pixel, and the box is clipped to the image.
Box random_box(double area, std::int64_t height, std::int64_t width, RandomStream& stream);

/// Mixes the images of a batch according to a trial's `mixup` and `cutmix`:
///
/// - mixup (Zhang et al., arXiv 1710.09412): share * x + (1 - share) * x', where share ~ Beta(alpha, alpha);
/// - CutMix (Yun et al., arXiv 1905.04899): pastes a box of x' into x. The area of the box is drawn from the same
///   distribution; share is the part of x that remains visible, counted in pixels.
///
/// x' is the batch in random order; share and box are drawn once per batch. With probability cutmix.probability a batch
/// gets CutMix, otherwise mixup. All random numbers are the same on every device.
class BatchMixer {
 public:
  /// `seed` is the seed of the data streams.
  BatchMixer(const Params& trial, std::uint64_t seed);

  /// Changes `batch.input` in place. If both alphas are 0 it changes nothing and draws no random numbers.
  void mix(TrainingBatch& batch);

  void visit_state(StateVisitor& visitor, const std::string& name);

 private:
  void apply_mixup(TrainingBatch& batch);
  void apply_cutmix(TrainingBatch& batch);

  double mixup_alpha_, cutmix_alpha_, cutmix_probability_;
  RandomStream mixup_stream_, cutmix_stream_;
};

}  // namespace actsweep
