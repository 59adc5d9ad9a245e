#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "harness/util/printable.h"

namespace actsweep {

/// Writes the rows of a table in one format. `columns` comes first and once, then every row, then `finish`.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void columns(const std::vector<std::string>& names) = 0;
  virtual void row(const std::vector<nlohmann::json>& values) = 0;
  virtual void finish() {}
};

/// The names of the formats: "table" for people (numbers to the right, six digits; holds all rows until the end), "csv"
/// (RFC 4180, with line feeds, and spreadsheet_text()), "json" (an array of objects) and "md" (a Markdown table).
const std::vector<std::string>& row_formats();

/// `format` must be one of row_formats(). With `is_terminal`, and always in tables, control characters come out as
/// escapes such as \x1b, because a text in the database must not be able to steer the reader's terminal. A table breaks
/// the last column's texts at spaces to stay within `width` columns, where that leaves them any room to speak of; 0: it
/// is as wide as it gets.
std::unique_ptr<RowWriter> make_row_writer(const std::string& format, std::ostream& out, bool is_terminal,
                                           std::size_t width = 0);

}  // namespace actsweep
