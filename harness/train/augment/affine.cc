#include "harness/train/augment/affine.h"

#include <ATen/ATen.h>

#include <numbers>

#include "harness/train/augment/augmentation.h"

namespace actsweep {
namespace {

/// Numbers of at::grid_sampler's arguments, for which LibTorch has no names that are public.
constexpr std::int64_t kBilinear = 0, kNearest = 1, kZeros = 0, kBorder = 1, kReflection = 2;

/// What is drawn for each image is uniform within these, on either side of no change.
struct Ranges {
  double angle = 0;  ///< radians
  double shift = 0, zoom = 0, flip = 0;

  bool change_nothing() const { return angle == 0 && shift == 0 && zoom == 0 && flip == 0; }
};

std::int64_t padding_mode(AffineSampling::Outside outside) {
  switch (outside) {
    case AffineSampling::Outside::kZero: return kZeros;
    case AffineSampling::Outside::kEdge: return kBorder;
    case AffineSampling::Outside::kReflect: return kReflection;
  }
  return kZeros;
}

AffineSampling::Outside outside_of(const std::string& fill) {
  if (fill == "edge") return AffineSampling::Outside::kEdge;
  return fill == "reflect" ? AffineSampling::Outside::kReflect : AffineSampling::Outside::kZero;
}

AffineMoves draw(const Ranges& ranges, std::int64_t images, RandomStream& stream) {
  const auto within = [&](double range) {
    return stream.uniform(at::empty({images}, at::kFloat), -1, 1).to(at::kDouble).mul_(range);
  };
  const auto flipped = stream.uniform(at::empty({images}, at::kFloat), 0, 1).lt(ranges.flip);
  return {.flip = 1 - 2 * flipped.to(at::kDouble),
          .angle = within(ranges.angle),
          .zoom_x = within(ranges.zoom) + 1,
          .zoom_y = within(ranges.zoom) + 1,
          .shift_x = within(ranges.shift),
          .shift_y = within(ranges.shift)};
}

Augmentation make_affine(const Params& params) {
  const Ranges ranges{.angle = params.real("rotation") * std::numbers::pi / 180,
                      .shift = params.real("shift"),
                      .zoom = params.real("zoom"),
                      .flip = params.real("flip")};
  const AffineSampling sampling{.bilinear = params.text("interpolation") == "bilinear",
                                .outside = outside_of(params.text("fill"))};
  if (ranges.change_nothing()) return unchanged;
  return [=](const at::Tensor& images, RandomStream& stream) {
    return moved(images, draw(ranges, images.size(0), stream), sampling);
  };
}

const Registration<AugmentationKind> kAffine{
    {.name = "affine",
     .summary = "random flip from left to right, rotation, zoom and shift; by default as the author of Mish trained on "
                "CIFAR-10",
     .source = "RandomHorizontalFlip(p=0.4) and RandomRotation(30) of torchvision, in the CIFAR-10 notebooks of "
               "github.com/digantamisra98/Mish; shift and zoom as in the ImageDataGenerator of Keras",
     .params = {Real("rotation", 30).at_least(0).at_most(180).doc("degrees, at most, in either direction"),
                Real("shift", 0)
                    .at_least(0)
                    .at_most(1)
                    .doc("part of the width, and of the height, at most, in either direction"),
                Real("zoom", 0).at_least(0).below(1).doc(
                    "width and height are divided by numbers of their own between 1 - zoom and 1 + zoom"),
                Real("flip", 0.4).at_least(0).at_most(1).doc("probability of a flip"),
                Choice("fill", "zero", {"zero", "edge", "reflect"})
                    .doc("what comes in from outside: black, the edge's nearest pixel (the default of Keras), or the "
                         "image's mirror image at its edge"),
                Choice("interpolation", "nearest", {"nearest", "bilinear"})
                    .doc("between pixels; bilinear is the default of Keras")}},
    make_affine};

}  // namespace

at::Tensor moved(const at::Tensor& images, const AffineMoves& moves, const AffineSampling& sampling) {
  // From a place in the result to one in the image, where both reach from -1 to 1, so that an angle has to know the
  // ratio of the sides, and a part of a side is twice that.
  const double aspect = static_cast<double>(images.size(2)) / static_cast<double>(images.size(3));
  const at::Tensor cosine = moves.angle.cos(), sine = moves.angle.sin();
  const at::Tensor x =
      at::stack({cosine * moves.zoom_x, sine * moves.zoom_y * -aspect, 2 * moves.shift_x}, 1) * moves.flip.unsqueeze(1);
  const at::Tensor y = at::stack({sine * moves.zoom_x / aspect, cosine * moves.zoom_y, 2 * moves.shift_y}, 1);
  const at::Tensor matrices = at::stack({x, y}, 1).to(images.options());
  constexpr bool kAlignCorners = false;  // -1 and 1 are the outer edges of pixels, not their centers
  const at::Tensor places = at::affine_grid_generator(matrices, images.sizes(), kAlignCorners);
  return at::grid_sampler(images, places, sampling.bilinear ? kBilinear : kNearest, padding_mode(sampling.outside),
                          kAlignCorners);
}

}  // namespace actsweep
