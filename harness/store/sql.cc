#include "harness/store/sql.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace actsweep {

std::string quote_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string quote_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text.substr(0, text.find('\0'))) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + '\'';
}

std::string parameters(std::size_t count) {
  return fmt::format("{}", fmt::join(std::vector<const char*>(count, "?"), ", "));
}

std::string further_attempt_columns(const std::string& prefix) {
  const AttemptInfo info;
  std::string columns;
  for_each_attempt_column(info, [&](const char* name, const auto&) { columns += ", " + prefix + name; });
  return columns;
}

void bind_json(SQLite::Statement& statement, int index, const nlohmann::json& value) {
  if (value.is_null()) {
    statement.bind(index);
  } else if (value.is_boolean()) {
    statement.bind(index, value.get<bool>() ? 1 : 0);
  } else if (value.is_number_integer()) {
    statement.bind(index, value.get<std::int64_t>());
  } else if (value.is_number()) {
    statement.bind(index, value.get<double>());
  } else {
    statement.bind(index, value.is_string() ? value.get<std::string>() : value.dump());
  }
}

}  // namespace actsweep
