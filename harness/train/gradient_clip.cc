#include "harness/train/gradient_clip.h"

#include <ATen/ATen.h>

namespace actsweep {
namespace {

std::optional<double> limit(const Params& clip, const char* key) {
  return clip.has(key) ? std::optional(clip.real(key)) : std::nullopt;
}

}  // namespace

GradientClip::GradientClip(const Params& clip) : norm_(limit(clip, "norm")), value_(limit(clip, "value")) {}

void GradientClip::apply(at::Tensor& gradients, const at::Tensor& norm) const {
  constexpr double kEps = 1e-6;  // as in PyTorch
  if (norm_) gradients.mul_((*norm_ / (norm + kEps)).clamp_max(1));
  if (value_) gradients.clamp_(-*value_, *value_);
}

}  // namespace actsweep
