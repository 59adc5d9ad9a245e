#pragma once

#include "datasets/dataset.h"
#include "harness/fuzz/refusal.h"

namespace actsweep::fuzz {

/// Whatever was read: as many pixels as its labels ask for, and no label that is no class.
inline void expect_sound(const Dataset& dataset) {
  for (const ImageSet* part : {&dataset.train, &dataset.test}) {
    if (part->count() == 0 || part->pixels.size() != part->count() * dataset.image_bytes()) {
      finding("pixels and labels of different counts");
    }
    for (const Label label : part->labels) {
      if (label < 0 || label >= dataset.classes()) finding("a label out of range");
    }
  }
}

}  // namespace actsweep::fuzz
