#pragma once

namespace actsweep::report {

/// The style sheet of the report page: light and dark, narrow screens, print.
extern const char* const kPageStyle;

}  // namespace actsweep::report
