#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace actsweep {

/// The number of a class, from 0.
using Label = std::int32_t;

/// Images as they were recorded: one byte a pixel, laid out [count, channels, height, width].
struct ImageSet {
  std::vector<std::uint8_t> pixels;
  std::vector<Label> labels;

  std::size_t count() const { return labels.size(); }
};

/// A data set in memory, with both its parts.
struct Dataset {
  std::string name;
  int channels = 1;
  int height = 0;
  int width = 0;
  std::vector<std::string> class_names;
  ImageSet train;
  ImageSet test;
  /// What a reader of the results has to know, such as "8,000 of the official 50,000 training images"; often empty.
  std::vector<std::string> remarks;

  int classes() const { return static_cast<int>(class_names.size()); }
  std::size_t image_bytes() const { return static_cast<std::size_t>(channels) * height * width; }
  /// SHA-256 (hexadecimal) over shape, labels and pixels of both parts: what a result was trained on, whatever the
  /// container the data came in. A label is a byte of it, of more than 256 classes four, the lowest first.
  std::string sha256() const;
};

}  // namespace actsweep
