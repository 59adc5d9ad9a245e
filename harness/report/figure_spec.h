#pragma once

#include "harness/config/yaml.h"
#include "harness/report/report.h"

namespace actsweep::report {

/// Reads an item of report.figures: a drawing {x: …, y: …, by: …}, or a table {rows: …, columns: …, y: …}. Throws
/// InputError, with file, line and column, for whatever is wrong in it.
FigureSpec parse_figure(const YamlValue& value);

}  // namespace actsweep::report
