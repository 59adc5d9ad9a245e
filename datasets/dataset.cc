#include "datasets/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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

std::size_t label_of(const std::vector<Label>& labels, std::int64_t index) {
  return labels.at(static_cast<std::size_t>(index));
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

std::vector<std::int64_t> first_per_class(const std::vector<Label>& labels, int classes, std::int64_t limit) {
  std::vector<std::int64_t> all(labels.size());
  std::iota(all.begin(), all.end(), 0);
  if (limit <= 0 || limit >= static_cast<std::int64_t>(labels.size())) return all;

  std::vector<std::int64_t> left(static_cast<std::size_t>(classes), limit / classes);
  for (std::size_t c = 0; c < static_cast<std::size_t>(limit % classes); ++c) ++left[c];
  std::vector<std::int64_t> kept;
  for (const std::int64_t index : all) {
    if (left.at(label_of(labels, index))-- > 0) kept.push_back(index);
  }
  return kept;
}

Split hold_out(const std::vector<Label>& labels, int classes, const std::vector<std::int64_t>& indices,
               double fraction) {
  std::vector<std::int64_t> left(static_cast<std::size_t>(classes));
  for (const std::int64_t index : indices) ++left.at(label_of(labels, index));
  for (std::int64_t& count : left) count -= std::llround(fraction * static_cast<double>(count));

  Split split;
  for (const std::int64_t index : indices) {
    const bool trains = left.at(label_of(labels, index))-- > 0;
    (trains ? split.train : split.validation).push_back(index);
  }
  return split;
}

}  // namespace actsweep
