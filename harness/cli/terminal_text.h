#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/row_writer.h"

namespace actsweep {

struct TextStyle {
  std::size_t width = 0;  ///< maximum width of tables in columns, where possible; 0: unlimited
  bool color = false;     ///< show trouble in red (ANSI)
};

/// The style for standard output: colors on a terminal, unless $NO_COLOR is set.
TextStyle output_style();

/// The text in red if `color`.
std::string red(const std::string& text, bool color);

/// A table with a header, control characters escaped.
std::string table_text(const std::vector<std::string>& columns, const std::vector<std::vector<nlohmann::json>>& rows,
                       std::size_t width = 0);

/// A writer to standard output: JSON, or a table that wraps to the terminal.
std::unique_ptr<RowWriter> list_writer(bool as_json);

/// The last lines of a log, indented and with control characters escaped, after a line with the number of omitted
/// lines. Empty for an empty log.
std::string log_text(const std::vector<std::string>& log);

}  // namespace actsweep
