#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace actsweep {

/// Index of a class, from 0.
using Label = std::int32_t;

/// Images with one byte per pixel, laid out [count, channels, height, width], and their labels.
struct ImageSet {
  std::vector<std::uint8_t> pixels;
  std::vector<Label> labels;

  std::size_t count() const { return labels.size(); }
};

/// A data set in memory.
struct Dataset {
  std::string name;
  int channels = 1;
  int height = 0;
  int width = 0;
  std::vector<std::string> class_names;
  ImageSet train;
  ImageSet test;
  /// Notes for the reader of the results, such as "8,000 of the official 50,000 training images"; often empty.
  std::vector<std::string> remarks;

  int classes() const { return static_cast<int>(class_names.size()); }
  std::size_t image_bytes() const { return static_cast<std::size_t>(channels) * height * width; }
  /// SHA-256 (hexadecimal) of shape, labels and pixels of both parts; independent of the file format. A label is hashed
  /// as one byte, or as four (little-endian) if there are more than 256 classes.
  std::string sha256() const;
};

/// Mean and standard deviation over all pixels of one channel, scaled to [0, 1].
struct ChannelStatistics {
  double mean = 0;
  double standard_deviation = 0;  ///< of the population: divided by n
};

/// One entry per channel. `part` is the training or test part of `dataset`.
std::vector<ChannelStatistics> channel_statistics(const Dataset& dataset, const ImageSet& part);

/// Number of images per class.
std::vector<std::int64_t> class_counts(const Dataset& dataset, const ImageSet& part);

/// The indices, in file order, of the first limit / classes records of each class. If `limit` is not a multiple of
/// `classes`, the first classes keep one more. A class with fewer records keeps all of them, so the result may be
/// shorter than `limit`. Returns all indices if `limit` is 0 or not below the number of records.
std::vector<std::int64_t> first_per_class(const std::vector<Label>& labels, int classes, std::int64_t limit);

/// Indices of records.
struct Split {
  std::vector<std::int64_t> train;
  std::vector<std::int64_t> validation;
};

/// Holds out the last `fraction` (in [0, 1)) of each class for validation, rounded to whole records. `indices` selects
/// the records, in file order; both parts keep that order.
Split hold_out(const std::vector<Label>& labels, int classes, const std::vector<std::int64_t>& indices,
               double fraction);

}  // namespace actsweep
