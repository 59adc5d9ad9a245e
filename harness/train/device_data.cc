#include "harness/train/device_data.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "datasets/subset.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

at::Tensor view_of(const std::vector<std::uint8_t>& bytes, at::IntArrayRef sizes) {
  // LibTorch has no read-only tensors; nothing writes to this one.
  return at::from_blob(const_cast<std::uint8_t*>(bytes.data()), sizes, at::kByte);
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
  // On the CPU the whole set stays where it was decoded: every trial's process shares those pages.
  return {pixels.to(device), labels.to(at::kLong).to(device)};
}

std::int64_t limit_of(const Params& trial, const char* key) { return trial.has(key) ? trial.integer(key) : 0; }

/// Mean and deviation of each channel on the [0, 1] scale, [channels] each, in bounded memory.
std::pair<at::Tensor, at::Tensor> channel_moments(const at::Tensor& pixels) {
  at::Tensor sum = at::zeros({pixels.size(1)}, at::kDouble);
  at::Tensor squares = at::zeros({pixels.size(1)}, at::kDouble);
  for (const at::Tensor& part : pixels.split(4096)) {
    const at::Tensor values = part.to(at::kDouble).div_(255);
    sum += values.sum({0, 2, 3}).cpu();
    squares += values.square().sum({0, 2, 3}).cpu();
  }
  const double n = static_cast<double>(pixels.numel()) / static_cast<double>(pixels.size(1));
  const at::Tensor mean = sum / n;
  // A constant channel has no deviation to divide by.
  return {mean, (squares / n - mean.square()).clamp_min(1e-12).sqrt()};
}

void set_normalization(DeviceData& data, const std::string& normalize, c10::Device device) {
  at::Tensor mean = at::zeros({data.shape.channels}, at::kDouble);
  at::Tensor deviation = at::ones({data.shape.channels}, at::kDouble);
  if (normalize == "symmetric") {
    mean.fill_(0.5);
    deviation.fill_(0.5);
  } else if (normalize == "standard") {
    std::tie(mean, deviation) = channel_moments(data.train.pixels);
  }
  const auto shaped = [&](const at::Tensor& t) { return t.view({1, -1, 1, 1}).to(at::kFloat).to(device); };
  data.scale = shaped(1.0 / (255.0 * deviation));
  data.offset = shaped(-mean / deviation);
  data.pixel_scale = shaped(1.0 / deviation);
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
  constexpr std::int64_t kFewestTrainingImages = 2;  // batch norm has no variance of one
  if (data.train.count() < kFewestTrainingImages || data.test.count() < 1) {
    throw InputError(fmt::format("{}: limit_train, limit_test and validation leave {} training and {} test images",
                                 dataset.name, data.train.count(), data.test.count()));
  }
  set_normalization(data, trial.text("normalize"), device);
  return data;
}

}  // namespace actsweep
