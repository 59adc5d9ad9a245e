#pragma once

#include "harness/schema/component.h"

namespace actsweep {

/// The schema of all components registered in this program; configurations are checked against it.
Schema registered_schema();

}  // namespace actsweep
