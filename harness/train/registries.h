#pragma once

#include "harness/schema/component.h"

namespace actsweep {

/// Everything that is registered in this program: the grammar that configurations are checked against.
Schema registered_schema();

}  // namespace actsweep
