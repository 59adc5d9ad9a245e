#include "datasets/dataset.h"

#include <fmt/format.h>

#include "harness/util/sha256.h"

namespace actsweep {

std::string Dataset::sha256() const {
  Sha256 hash;
  hash.update(fmt::format("{}x{}x{}", channels, height, width));
  for (const ImageSet* part : {&train, &test}) {
    // The counts keep two data sets apart whose bytes, run together, would be the same.
    hash.update(fmt::format(";{}:", part->count()));
    hash.update(part->labels.data(), part->labels.size());
    hash.update(part->pixels.data(), part->pixels.size());
  }
  return hash.hex();
}

}  // namespace actsweep
