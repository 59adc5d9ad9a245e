#pragma once

#include "harness/store/store.h"

namespace actsweep {

/// The published numbers as the table `paper`, for queries.
ExtraTable published_table();

}  // namespace actsweep
