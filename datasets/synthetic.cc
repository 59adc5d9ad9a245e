#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "datasets/registry.h"
#include "harness/util/error.h"
#include "harness/util/split_mix.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

// Each class has a pattern: random gray values on a coarse grid, interpolated. An image is the pattern of its class
// with a small random shift, random contrast and noise. A quarter of the images are inverted: a linear model cannot
// classify those, a hidden layer can. Integer arithmetic makes every byte independent of compiler and processor.
constexpr int kGrid = 5;
constexpr int kMiddle = 128;
constexpr int kSizePerShift = 14;     // images shift by up to 1/14 of their size
constexpr double kNoiseUnit = 147.8;  // standard deviation of the sum of four random bytes

enum Stream : std::uint64_t { kPatterns = 1, kTrain = 2, kTest = 3 };

/// A pattern's values, from -128 to 127, laid out [channels, height, width].
using Pattern = std::vector<std::int8_t>;
using Grid = std::array<std::array<int, kGrid>, kGrid>;

/// Bilinear interpolation at (y, x), in 256ths of a grid step.
int interpolate(const Grid& grid, int y, int x) {
  const int row = std::min(y >> 8, kGrid - 2);
  const int column = std::min(x >> 8, kGrid - 2);
  const int down = y - (row << 8);
  const int right = x - (column << 8);
  const auto in_row = [&](const std::array<int, kGrid>& values) {
    return values[static_cast<std::size_t>(column)] * (256 - right) +
           values[static_cast<std::size_t>(column) + 1] * right;
  };
  const int above = in_row(grid[static_cast<std::size_t>(row)]);
  const int below = in_row(grid[static_cast<std::size_t>(row) + 1]);
  return (above * (256 - down) + below * down) >> 16;
}

/// The position of pixel `i` of `extent` on the grid, in 256ths of a grid step.
int grid_position(int i, int extent) { return extent == 1 ? 0 : i * (kGrid - 1) * 256 / (extent - 1); }

Pattern draw_pattern(SplitMix64 random, const Dataset& shape) {
  Pattern pattern;
  for (int channel = 0; channel < shape.channels; ++channel) {
    Grid grid{};
    for (auto& row : grid) {
      for (int& value : row) value = random.between(-kMiddle, kMiddle - 1);
    }
    for (int y = 0; y < shape.height; ++y) {
      for (int x = 0; x < shape.width; ++x) {
        const int value = interpolate(grid, grid_position(y, shape.height), grid_position(x, shape.width));
        pattern.push_back(static_cast<std::int8_t>(value));
      }
    }
  }
  return pattern;
}

void append_image(std::vector<std::uint8_t>& pixels, const Pattern& pattern, const Dataset& shape, SplitMix64 random,
                  int noise) {
  const int shift = std::min(shape.height, shape.width) / kSizePerShift;
  const int down = random.between(0, 2 * shift) - shift + shape.height;
  const int right = random.between(0, 2 * shift) - shift + shape.width;
  const int sign = random.between(0, 3) == 0 ? -1 : 1;
  const int contrast = sign * random.between(77, 256);
  for (int channel = 0; channel < shape.channels; ++channel) {
    for (int y = 0; y < shape.height; ++y) {
      const std::ptrdiff_t line = channel * shape.height + (y + down) % shape.height;
      const auto row = pattern.begin() + line * shape.width;
      for (int x = 0; x < shape.width; ++x) {
        const std::uint64_t bits = random.next();
        const std::uint64_t sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24 & 255);
        const int signal = (row[(x + right) % shape.width] * contrast) >> 8;
        const int value = kMiddle + signal + (((static_cast<int>(sum) - 510) * noise) >> 8);
        pixels.push_back(static_cast<std::uint8_t>(std::clamp(value, 0, 255)));
      }
    }
  }
}

/// Each image has its own generator, so a smaller set is a prefix of a larger one.
ImageSet draw_part(const std::vector<Pattern>& patterns, const Dataset& shape, const SplitMix64& random, Stream stream,
                   std::int64_t count, int noise) {
  ImageSet part;
  part.pixels.reserve(static_cast<std::size_t>(count) * patterns[0].size());
  for (std::int64_t i = 0; i < count; ++i) {
    const std::size_t label = static_cast<std::size_t>(i) % patterns.size();
    part.labels.push_back(static_cast<Label>(label));
    append_image(part.pixels, patterns[label], shape, random.split(stream, static_cast<std::uint64_t>(i)), noise);
  }
  return part;
}

/// The data set without images.
Dataset shape_of(const Params& params) {
  Dataset dataset;
  dataset.name = "synthetic";
  dataset.channels = static_cast<int>(params.integer("channels"));
  dataset.height = static_cast<int>(params.integer("height"));
  dataset.width = static_cast<int>(params.integer("width"));
  for (std::int64_t c = 0; c < params.integer("classes"); ++c) dataset.class_names.push_back(std::to_string(c));
  return dataset;
}

void check_size(const Dataset& shape, std::int64_t images) {
  constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;
  // A pattern, one per class, is as large as an image.
  const std::uint64_t bytes = static_cast<std::uint64_t>(images + shape.classes()) * shape.image_bytes();
  if (bytes <= kMaxBytes) return;
  throw InputError(
      fmt::format("data set synthetic would need {} bytes of memory; the limit is {}; use fewer or smaller images",
                  grouped(bytes), grouped(kMaxBytes)));
}

Dataset draw(const Params& params, const DataLocations&) {
  Dataset dataset = shape_of(params);
  check_size(dataset, params.integer("train") + params.integer("test"));
  const SplitMix64 random(static_cast<std::uint64_t>(params.integer("seed")));
  const int noise = static_cast<int>(std::lround(params.real("noise") * 255 * 256 / kNoiseUnit));
  std::vector<Pattern> patterns;
  patterns.reserve(dataset.class_names.size());
  for (int c = 0; c < dataset.classes(); ++c) {
    patterns.push_back(draw_pattern(random.split(kPatterns, static_cast<std::uint64_t>(c)), dataset));
  }
  dataset.train = draw_part(patterns, dataset, random, kTrain, params.integer("train"), noise);
  dataset.test = draw_part(patterns, dataset, random, kTest, params.integer("test"), noise);
  return dataset;
}

const Registration<DatasetKind> kSynthetic(
    {.name = "synthetic",
     .summary = "computed patterns of any shape and number of classes, for tests and benchmarks",
     .source = "this project",
     .params = {Integer("classes", 10).at_least(2).at_most(65536).doc("number of classes, of equal size"),
                Integer("channels", 1).at_least(1).at_most(16).doc("image channels"),
                Integer("height", 28).at_least(1).at_most(1024).doc("image height in pixels"),
                Integer("width", 28).at_least(1).at_most(1024).doc("image width in pixels"),
                Integer("train", 5000).at_least(1).at_most(1e7).doc("number of training images"),
                Integer("test", 1000).at_least(1).at_most(1e7).doc("number of test images"),
                Real("noise", 0.2)
                    .at_least(0)
                    .at_most(10)
                    .doc("standard deviation of the pixel noise, with pixels in [0, 1]"),
                Integer("seed", 0).at_least(0).at_most(9007199254740992).doc("seed of patterns and noise")}},
    {.load = draw});

}  // namespace
}  // namespace actsweep
