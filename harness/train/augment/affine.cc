#include "harness/train/augment/affine.h"

#include <ATen/ATen.h>

#include <map>
#include <numbers>

#include "harness/train/augment/augmentation.h"

namespace actsweep {
namespace {

/// Maximum changes: each parameter is drawn uniformly from its range around no change. `flip` is a probability.
struct Ranges {
  double angle = 0;  ///< radians
  double shift = 0, zoom = 0, flip = 0;

  bool is_identity() const { return angle == 0 && shift == 0 && zoom == 0 && flip == 0; }
};

AffineTransforms draw(const Ranges& ranges, std::int64_t images, RandomStream& stream) {
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
  using Outside = AffineSampling::Outside;
  static const std::map<std::string, Outside> kOutside = {
      {"zero", Outside::kZero}, {"edge", Outside::kEdge}, {"reflect", Outside::kReflect}};
  const AffineSampling sampling{.bilinear = params.text("interpolation") == "bilinear",
                                .outside = kOutside.at(params.text("fill"))};
  if (ranges.is_identity()) return unchanged;
  return [=](const at::Tensor& images, RandomStream& stream) {
    return transformed(images, draw(ranges, images.size(0), stream), sampling);
  };
}

const Registration<AugmentationKind> kAffine{
    {.name = "affine",
     .summary =
         "random horizontal flip, rotation, zoom and shift; the defaults are those of the CIFAR-10 trainings in the "
         "Mish repository",
     .source = "RandomHorizontalFlip(p=0.4) and RandomRotation(30) of torchvision, in the CIFAR-10 notebooks of "
               "github.com/digantamisra98/Mish; shift and zoom as in ImageDataGenerator of Keras",
     .params =
         {Real("rotation", 30).at_least(0).at_most(180).doc("maximum angle in either direction, in degrees"),
          Real("shift", 0)
              .at_least(0)
              .at_most(1)
              .doc("maximum shift in either direction, as a fraction of the width and of the height"),
          Real("zoom", 0).at_least(0).below(1).doc(
              "width and height are divided by independent factors between 1 - zoom and 1 + zoom"),
          Real("flip", 0.4).at_least(0).at_most(1).doc("probability of a flip"),
          Choice("fill", "zero", {"zero", "edge", "reflect"})
              .doc("what fills the area outside of the image: black, the nearest pixel of the edge (the default of "
                   "Keras), or the image mirrored at its edge"),
          Choice("interpolation", "nearest", {"nearest", "bilinear"})
              .doc("interpolation between pixels; bilinear is the default of Keras")}},
    make_affine};

}  // namespace

at::Tensor transformed(const at::Tensor& images, const AffineTransforms& transforms, const AffineSampling& sampling) {
  // Maps output coordinates to input coordinates. Both range from -1 to 1, so rotations depend on the aspect ratio, and
  // a shift by a fraction of a side is twice that fraction.
  const double aspect = static_cast<double>(images.size(2)) / static_cast<double>(images.size(3));
  const at::Tensor cosine = transforms.angle.cos(), sine = transforms.angle.sin();
  const at::Tensor x =
      at::stack({cosine * transforms.zoom_x, sine * transforms.zoom_y * -aspect, 2 * transforms.shift_x}, 1) *
      transforms.flip.unsqueeze(1);
  const at::Tensor y =
      at::stack({sine * transforms.zoom_x / aspect, cosine * transforms.zoom_y, 2 * transforms.shift_y}, 1);
  const at::Tensor matrices = at::stack({x, y}, 1).to(images.options());
  constexpr bool kAlignCorners = false;  // -1 and 1 are the outer edges of pixels, not their centers
  const at::Tensor grid = at::affine_grid_generator(matrices, images.sizes(), kAlignCorners);
  constexpr std::int64_t kBilinear = 0, kNearest = 1;
  return at::grid_sampler(images, grid, sampling.bilinear ? kBilinear : kNearest,
                          static_cast<std::int64_t>(sampling.outside), kAlignCorners);
}

}  // namespace actsweep
