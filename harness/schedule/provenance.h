#pragma once

#include <string>

#include "harness/store/store.h"

namespace actsweep {

/// What is the same for all attempts of a run: the host, and the commit that is checked out in the working directory
/// with whether it was changed since (both empty where that is no git checkout, or there is no git).
AttemptInfo provenance();

}  // namespace actsweep
