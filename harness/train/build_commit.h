#pragma once

#include <string>

namespace actsweep {

/// What a program was built from. The build writes build_commit() anew (cmake/commit.cmake).
struct BuildCommit {
  std::string id;         ///< of git; empty: unknown
  bool is_dirty = false;  ///< whether the sources differed from the commit's
};

BuildCommit build_commit();

}  // namespace actsweep
