#include <ATen/ATen.h>

#include "harness/train/augment/augmentation.h"

namespace actsweep {
namespace {

/// The indices along one axis of the padded image that make up each crop: int64 [images, size].
at::Tensor crop_indices(std::int64_t images, std::int64_t size, std::int64_t padding, RandomStream& stream) {
  return stream.integers(images, 2 * padding + 1).unsqueeze(1) + at::arange(size);
}

at::Tensor pad_crop_flip(const at::Tensor& images, std::int64_t padding, double flip, RandomStream& stream) {
  const std::int64_t n = images.size(0), height = images.size(2), width = images.size(3);
  const at::Tensor padded = at::constant_pad_nd(images, {padding, padding, padding, padding});
  const at::Tensor rows = crop_indices(n, height, padding, stream), columns = crop_indices(n, width, padding, stream);
  const at::Tensor flipped = stream.uniform(at::empty({n, 1}), 0, 1).lt(flip);
  const at::Tensor pixels =
      rows.unsqueeze(2) * padded.size(3) + at::where(flipped, columns.flip(1), columns).unsqueeze(1);
  const at::Tensor index = pixels.view({n, 1, height * width}).to(images.device());
  return padded.flatten(2).gather(2, index.expand({n, images.size(1), height * width})).view(images.sizes());
}

const Registration<AugmentationKind> kPadCropFlip{
    {.name = "pad_crop_flip",
     .summary = "zero padding, a random crop of the original size, and a random horizontal flip",
     .source = "He et al., arXiv 1512.03385, section 4.2",
     .params = {Integer("padding", 4).at_least(0).at_most(1024).doc("pixels of zero padding on each side"),
                Real("flip", 0.5).at_least(0).at_most(1).doc("probability of a flip")}},
    [](const Params& params) {
      return
          [padding = params.integer("padding"), flip = params.real("flip")](
              const at::Tensor& images, RandomStream& stream) { return pad_crop_flip(images, padding, flip, stream); };
    }};

}  // namespace
}  // namespace actsweep
