#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "datasets/dataset.h"
#include "harness/util/error.h"

namespace actsweep::fuzz {

/// Reports a finding: aborts, so that libFuzzer saves the input.
[[noreturn]] inline void fail(const std::string& message) {
  std::fprintf(stderr, "finding: %s\n", message.c_str());
  std::abort();
}

/// Runs code that reads the fuzzer's input. The code may reject the input with an InputError that states a reason; any
/// other exception escapes and is a finding.
template <typename Action>
void may_reject(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    if (*error.what() == '\0') fail("an InputError without a message");
  }
}

/// Expects as many pixels as there are labels, and labels that are valid classes.
inline void expect_valid(const Dataset& dataset) {
  for (const ImageSet* part : {&dataset.train, &dataset.test}) {
    if (part->count() == 0 || part->pixels.size() != part->count() * dataset.image_bytes()) {
      fail("the numbers of pixels and labels do not match");
    }
    for (const Label label : part->labels) {
      if (label < 0 || label >= dataset.classes()) fail("a label is out of range");
    }
  }
}

}  // namespace actsweep::fuzz
