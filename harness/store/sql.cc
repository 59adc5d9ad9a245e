#include "harness/store/sql.h"

#include <nlohmann/json.hpp>

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
