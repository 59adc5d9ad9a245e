#include "harness/train/mixing.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace actsweep {
namespace {

/// Draws the order of the images to mix in, and sets their labels as the batch's other labels.
at::Tensor draw_partners(TrainingBatch& batch, RandomStream& stream) {
  at::Tensor order = stream.permutation(batch.labels.size(0)).to(batch.labels.device());
  batch.other_labels = batch.labels.index_select(0, order);
  return order;
}

}  // namespace

Box random_box(double area, std::int64_t height, std::int64_t width, RandomStream& stream) {
  const double side = std::sqrt(area);
  // Follows the authors' code: https://github.com/clovaai/CutMix-PyTorch/blob/master/train.py, rand_bbox.
  const auto span = [&](std::int64_t size) {
    const auto half = static_cast<std::int64_t>(static_cast<double>(size) * side) / 2;
    const auto center = stream.integers(1, size).item<std::int64_t>();
    const std::int64_t begin = std::max<std::int64_t>(center - half, 0);
    return std::pair(begin, std::min(center + half, size) - begin);
  };
  const auto [top, box_height] = span(height);
  const auto [left, box_width] = span(width);
  return {.top = top, .left = left, .height = box_height, .width = box_width};
}

BatchMixer::BatchMixer(const Params& trial, std::uint64_t seed)
    : mixup_alpha_(trial.child("mixup").real("alpha")),
      cutmix_alpha_(trial.child("cutmix").real("alpha")),
      cutmix_probability_(trial.child("cutmix").real("probability")),
      mixup_stream_(seed, "mixup"),
      cutmix_stream_(seed, "cutmix") {}

void BatchMixer::mix(TrainingBatch& batch) {
  if (cutmix_alpha_ > 0 && cutmix_stream_.uniform(at::empty({1}), 0, 1).item<double>() < cutmix_probability_) {
    apply_cutmix(batch);
  } else if (mixup_alpha_ > 0) {
    apply_mixup(batch);
  }
}

void BatchMixer::visit_state(StateVisitor& visitor, const std::string& name) {
  mixup_stream_.visit_state(visitor, name + ".mixup");
  cutmix_stream_.visit_state(visitor, name + ".cutmix");
}

void BatchMixer::apply_mixup(TrainingBatch& batch) {
  batch.share = mixup_stream_.beta(mixup_alpha_);
  const at::Tensor others = batch.input.index_select(0, draw_partners(batch, mixup_stream_));
  batch.input.mul_(batch.share).add_(others, 1 - batch.share);
}

void BatchMixer::apply_cutmix(TrainingBatch& batch) {
  const std::int64_t height = batch.input.size(2), width = batch.input.size(3);
  const Box box = random_box(1 - cutmix_stream_.beta(cutmix_alpha_), height, width, cutmix_stream_);
  const at::Tensor patch = batch.input.narrow(2, box.top, box.height).narrow(3, box.left, box.width);
  patch.copy_(patch.index_select(0, draw_partners(batch, cutmix_stream_)));
  batch.share = 1 - static_cast<double>(box.area()) / static_cast<double>(height * width);
}

}  // namespace actsweep
