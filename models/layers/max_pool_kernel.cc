#include "models/layers/max_pool_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/layers/max_pool_kernel.cc"
// clang-format off
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace actsweep::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void pool_image(const PoolWindows& windows, const float* image, float* maxima, std::int32_t* index) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < windows.count(); i += lanes) {
    const auto corners = hn::LoadU(di, windows.corners.data() + i);
    auto best = hn::GatherIndex(d, image, corners);
    auto best_index = corners;
    for (std::size_t k = 1; k < windows.offsets.size(); ++k) {
      const auto here = hn::Add(corners, hn::Set(di, windows.offsets[k]));
      const auto value = hn::GatherIndex(d, image, here);
      const auto is_greater = hn::Or(hn::Gt(value, best), hn::IsNaN(value));
      best = hn::IfThenElse(is_greater, value, best);
      best_index = hn::IfThenElse(hn::RebindMask(di, is_greater), here, best_index);
    }
    if (i + lanes <= windows.count()) {
      hn::StoreU(best, d, maxima + i);
      hn::StoreU(best_index, di, index + i);
    } else {
      const auto rest = hn::FirstN(d, windows.count() - i);
      hn::BlendedStore(best, rest, d, maxima + i);
      hn::BlendedStore(best_index, hn::RebindMask(di, rest), di, index + i);
    }
  }
}

}  // namespace actsweep::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace actsweep {

HWY_EXPORT(pool_image);

PoolWindows::PoolWindows(std::int64_t height, std::int64_t width, std::int64_t size)
    : rows(height / size), columns(width / size) {
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      corners.push_back(static_cast<std::int32_t>((row * width + column) * size));
    }
  }
  constexpr std::size_t kMaxLanes = 64;
  corners.resize(corners.size() + kMaxLanes, 0);
  for (std::int64_t k = 0; k < size * size; ++k) {
    offsets.push_back(static_cast<std::int32_t>(k / size * width + k % size));
  }
}

void max_pool(const PoolWindows& windows, const float* image, float* maxima, std::int32_t* index) {
  HWY_DYNAMIC_DISPATCH(pool_image)(windows, image, maxima, index);
}

}  // namespace actsweep

#endif
