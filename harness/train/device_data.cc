#include "harness/train/device_data.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "harness/util/error.h"

namespace actsweep {
namespace {

template <typename T>
at::Tensor view_of(const std::vector<T>& numbers, at::IntArrayRef sizes) {
  // LibTorch lacks read-only tensors; nothing writes to this one.
  return at::from_blob(const_cast<T*>(numbers.data()), sizes, c10::CppTypeToScalarType<T>::value);
}

DeviceImages select(const Dataset& dataset, const ImageSet& set, const std::vector<std::int64_t>& indices,
                    c10::Device device) {
  const auto n = static_cast<std::int64_t>(set.count());
  at::Tensor pixels = view_of(set.pixels, {n, dataset.channels, dataset.height, dataset.width});
  at::Tensor labels = view_of(set.labels, {n});
  if (static_cast<std::int64_t>(indices.size()) != n) {
    const at::Tensor index = at::tensor(indices, at::kLong);
    pixels = pixels.index_select(0, index);
    labels = labels.index_select(0, index);
  }
  // On the CPU a whole split stays where it was decoded, so that the processes of all trials share its memory.
  return {pixels.to(device), labels.to(at::kLong).to(device)};
}

std::int64_t limit_of(const Params& trial, const char* key) { return trial.has(key) ? trial.integer(key) : 0; }

/// First and second moments of the pixels on the [0, 1] scale.
struct Moments {
  at::Tensor mean, square;

  /// Bounded away from 0, because normalization divides by it.
  at::Tensor deviation() const { return (square - mean.square()).clamp_min(1e-12).sqrt(); }
};

/// Sums `map` over chunks of the images, as doubles on the [0, 1] scale, in bounded memory.
template <typename Map>
at::Tensor sum_over(const at::Tensor& pixels, Map map) {
  at::Tensor sum;
  for (const at::Tensor& chunk : pixels.split(4096)) {
    const at::Tensor part = map(chunk.to(at::kDouble).div_(255)).cpu();
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

/// Moments of each channel: [channels].
Moments channel_moments(const at::Tensor& pixels) {
  const double n = static_cast<double>(pixels.numel()) / static_cast<double>(pixels.size(1));
  const at::Tensor means = sum_over(pixels,
                                    [](const at::Tensor& values) {
                                      return at::stack({values.sum({0, 2, 3}), values.square().sum({0, 2, 3})});
                                    }) /
                           n;
  return {.mean = means[0], .square = means[1]};
}

/// Moments over all channels, repeated for each channel: [channels].
Moments global_moments(const at::Tensor& pixels) {
  const Moments channels = channel_moments(pixels);
  return {.mean = channels.mean.mean().expand(pixels.size(1)), .square = channels.square.mean().expand(pixels.size(1))};
}

/// [1, channels, height, width] on the [0, 1] scale.
at::Tensor mean_image(const at::Tensor& pixels) {
  return sum_over(pixels, [](const at::Tensor& values) { return values.sum(0, /*keepdim=*/true); }) /
         static_cast<double>(pixels.size(0));
}

void set_normalization(DeviceData& data, const std::string& normalize, c10::Device device) {
  const std::int64_t channels = data.shape.channels;
  const auto per_channel = [](const at::Tensor& t) { return t.view({1, -1, 1, 1}); };
  at::Tensor mean = at::zeros({1, channels, 1, 1}, at::kDouble);
  at::Tensor deviation = at::ones({1, channels, 1, 1}, at::kDouble);
  if (normalize == "symmetric") {
    mean.fill_(0.5);
    deviation.fill_(0.5);
  } else if (normalize == "standard" || normalize == "global") {
    const Moments moments =
        normalize == "global" ? global_moments(data.train.pixels) : channel_moments(data.train.pixels);
    mean = per_channel(moments.mean.contiguous());
    deviation = per_channel(moments.deviation().contiguous());
  } else if (normalize == "pixel_mean") {
    mean = mean_image(data.train.pixels);
  }
  const auto on_device = [&](const at::Tensor& t) { return t.to(at::kFloat).to(device); };
  data.scale = on_device(1.0 / (255.0 * deviation));
  data.offset = on_device(-mean / deviation);
  data.pixel_scale = on_device(1.0 / deviation);
}

}  // namespace

DeviceData to_device(const Dataset& dataset, const Params& trial, c10::Device device) {
  const int classes = dataset.classes();
  const Split split = hold_out(dataset.train.labels, classes,
                               first_per_class(dataset.train.labels, classes, limit_of(trial, "limit_train")),
                               trial.real("validation"));
  DeviceData data;
  data.shape = {dataset.channels, dataset.height, dataset.width};
  data.classes = classes;
  data.train = select(dataset, dataset.train, split.train, device);
  data.validation = select(dataset, dataset.train, split.validation, device);
  data.test = select(dataset, dataset.test,
                     first_per_class(dataset.test.labels, classes, limit_of(trial, "limit_test")), device);
  constexpr std::int64_t kMinTrainingImages = 2;  // batch norm needs two to compute a variance
  if (data.train.count() < kMinTrainingImages || data.test.count() < 1) {
    throw InputError(fmt::format("{}: limit_train, limit_test and validation leave {} training and {} test images",
                                 dataset.name, data.train.count(), data.test.count()));
  }
  set_normalization(data, trial.text("normalize"), device);
  return data;
}

}  // namespace actsweep
