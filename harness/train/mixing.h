#pragma once

#include "harness/schema/params.h"
#include "harness/train/training_batch.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// A rectangle of pixels.
struct Box {
  std::int64_t top = 0, left = 0, height = 0, width = 0;

  std::int64_t area() const { return height * width; }
};

/// A box of about `area` (a share, 0 to 1) of an image of `height` by `width` pixels and of its aspect ratio, around a
/// pixel of which each is as likely; what would lie outside of the image is cut off.
Box random_box(double area, std::int64_t height, std::int64_t width, RandomStream& stream);

/// Mixes the images of a batch with one another, as a trial's `mixup` and `cutmix` say:
///
/// - mixup (Zhang et al., arXiv 1710.09412): share * x + (1 - share) * x', share drawn from Beta(alpha, alpha);
/// - CutMix (Yun et al., arXiv 1905.04899): a box of x' in x, whose area is drawn from the same distribution, and the
///   share is what then is left of x, counted in pixels.
///
/// x' is the batch in a random order; share and box are drawn once a batch. A batch gets a box with cutmix.probability,
/// and where it gets none it is mixed up. Which images are mixed, and how, is the same on every device.
class BatchMixer {
 public:
  /// `seed` is that of the data streams.
  BatchMixer(const Params& trial, std::uint64_t seed);

  /// Changes `batch.input` in place. Nothing changes, and nothing is drawn, where both alphas are 0.
  void mix(TrainingBatch& batch);

  void visit_state(StateVisitor& visitor, const std::string& name);

 private:
  bool next_gets_a_box();
  void mix_up(TrainingBatch& batch);
  void cut_and_mix(TrainingBatch& batch);

  double mixup_alpha_, cutmix_alpha_, cutmix_probability_;
  RandomStream mixup_, cutmix_;
};

}  // namespace actsweep
