#include "datasets/dataset.h"

#include <fmt/format.h>

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

}  // namespace actsweep
