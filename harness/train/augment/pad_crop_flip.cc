#include <ATen/ATen.h>

#include "harness/train/augment/augmentation.h"

namespace actsweep {
namespace {

/// int64 [images, size]: the places along one axis of the padded image that make up each image's crop.
at::Tensor crops(std::int64_t images, std::int64_t size, std::int64_t padding, RandomStream& stream) {
  return stream.integers(images, 2 * padding + 1).unsqueeze(1) + at::arange(size);
}

at::Tensor pad_crop_flip(const at::Tensor& images, std::int64_t padding, double flip, RandomStream& stream) {
  const std::int64_t n = images.size(0), height = images.size(2), width = images.size(3);
  const at::Tensor padded = at::constant_pad_nd(images, {padding, padding, padding, padding});
  const at::Tensor rows = crops(n, height, padding, stream), columns = crops(n, width, padding, stream);
  const at::Tensor flipped = stream.uniform(at::empty({n, 1}), 0, 1).lt(flip);
  const at::Tensor places =
      rows.unsqueeze(2) * padded.size(3) + at::where(flipped, columns.flip(1), columns).unsqueeze(1);
  const at::Tensor index = places.view({n, 1, height * width}).to(images.device());
  return padded.flatten(2).gather(2, index.expand({n, images.size(1), height * width})).view(images.sizes());
}

const Registration<AugmentationKind> kPadCropFlip{
    {.name = "pad_crop_flip",
     .summary = "zeros around the image, a random crop of its size, and a random flip from left to right",
     .source = "He et al., arXiv 1512.03385, section 4.2",
     .params = {Integer("padding", 4).at_least(0).at_most(1024).doc("pixels of zeros on each side"),
                Real("flip", 0.5).at_least(0).at_most(1).doc("probability of a flip")}},
    [](const Params& params) {
      return
          [padding = params.integer("padding"), flip = params.real("flip")](
              const at::Tensor& images, RandomStream& stream) { return pad_crop_flip(images, padding, flip, stream); };
    }};

}  // namespace
}  // namespace actsweep
