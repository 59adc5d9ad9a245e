#pragma once

#include <string>

namespace actsweep {

/// The commit that a program was built from. Each build generates build_commit() (cmake/commit.cmake).
struct BuildCommit {
  std::string id;         ///< Git hash; empty if unknown
  bool is_dirty = false;  ///< whether the sources differed from the commit
};

BuildCommit build_commit();

}  // namespace actsweep
