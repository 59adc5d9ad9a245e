#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "harness/util/error.h"

namespace actsweep::fuzz {

/// Ends the process with a finding: libFuzzer keeps the input.
[[noreturn]] inline void finding(const std::string& what) {
  std::fprintf(stderr, "finding: %s\n", what.c_str());
  std::abort();
}

/// Runs what reads the fuzzer's input. It may refuse it, as it does any bad input, with an InputError that says why.
/// Every other exception leaves the target and so is a finding.
template <typename Action>
void may_refuse(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    if (*error.what() == '\0') finding("a refusal without a reason");
  }
}

}  // namespace actsweep::fuzz
