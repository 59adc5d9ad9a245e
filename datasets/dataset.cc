#include "datasets/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/util/sha256.h"

namespace actsweep {
namespace {

std::vector<std::uint8_t> label_bytes(const std::vector<Label>& labels, int classes) {
  const int width = classes > 256 ? 4 : 1;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(labels.size() * static_cast<std::size_t>(width));
  for (const Label label : labels) {
    for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(label >> (8 * i)));
  }
  return bytes;
}

}  // namespace

std::string Dataset::sha256() const {
  Sha256 hash;
  hash.update(fmt::format("{}x{}x{}", channels, height, width));
  for (const ImageSet* part : {&train, &test}) {
    // Without the counts, moving a record from one part to the other could leave the hash unchanged.
    hash.update(fmt::format(";{}:", part->count()));
    const std::vector<std::uint8_t> labels = label_bytes(part->labels, classes());
    hash.update(labels.data(), labels.size());
    hash.update(part->pixels.data(), part->pixels.size());
  }
  return hash.hex();
}

std::vector<ChannelStatistics> channel_statistics(const Dataset& dataset, const ImageSet& part) {
  const auto channels = static_cast<std::size_t>(dataset.channels);
  const std::size_t plane = dataset.image_bytes() / channels;
  std::vector<ChannelStatistics> statistics(channels);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    // Integer sums are exact for any number of pixels.
    std::uint64_t sum = 0;
    std::uint64_t sum_of_squares = 0;
    for (std::size_t image = 0; image < part.count(); ++image) {
      const std::uint8_t* pixels = part.pixels.data() + (image * channels + channel) * plane;
      for (std::size_t i = 0; i < plane; ++i) {
        sum += pixels[i];
        sum_of_squares += std::uint64_t{pixels[i]} * pixels[i];
      }
    }
    const double n = static_cast<double>(part.count() * plane);
    const double mean = static_cast<double>(sum) / n;
    const double variance = static_cast<double>(sum_of_squares) / n - mean * mean;
    statistics[channel] = {mean / 255, std::sqrt(std::max(variance, 0.0)) / 255};
  }
  return statistics;
}

std::vector<std::int64_t> class_counts(const Dataset& dataset, const ImageSet& part) {
  std::vector<std::int64_t> counts(dataset.class_names.size());
  for (const Label label : part.labels) ++counts.at(static_cast<std::size_t>(label));
  return counts;
}

}  // namespace actsweep
