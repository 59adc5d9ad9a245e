#include "harness/store/sql.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace actsweep {

namespace {

std::string quoted(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) result.append(c == quote ? 2 : 1, c);
  return result + quote;
}

}  // namespace

std::string quote_identifier(std::string_view name) { return quoted(name, '"'); }

std::string quote_text(std::string_view text) { return quoted(text.substr(0, text.find('\0')), '\''); }

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
