#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

namespace actsweep {

/// Writes the rows of a table in one format. Call `columns` once, then `row` for every row, then `finish`.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void columns(const std::vector<std::string>& names) = 0;
  virtual void row(const std::vector<nlohmann::json>& values) = 0;
  virtual void finish() {}
};

/// The names of the formats: "table" for people (numbers to the right, six digits; keeps all rows until the end), "csv"
/// (RFC 4180 with line feeds and spreadsheet_text()), "json" (an array of objects) and "md" (a Markdown table).
const std::vector<std::string>& row_formats();

/// `format` must be one of row_formats(). With `is_terminal`, and always in tables, control characters are escaped as
/// in \x1b, because a text in the database must not be able to control the reader's terminal. A table wraps the texts
/// of its last column at spaces to stay within `width` characters, unless the other columns leave no room for that; 0:
/// no limit.
std::unique_ptr<RowWriter> make_row_writer(const std::string& format, std::ostream& out, bool is_terminal,
                                           std::size_t width = 0);

}  // namespace actsweep
