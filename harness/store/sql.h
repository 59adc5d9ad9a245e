#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <cmath>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "harness/store/store.h"

namespace actsweep {

/// A name in double quotes, as SQL writes it. Safe for any name without a zero byte.
std::string quote_identifier(std::string_view name);

/// An SQL literal of a text, up to its first zero byte, which would end the statement.
std::string quote_text(std::string_view text);

/// Binds a scalar to a parameter; lists and objects as their JSON text.
void bind_json(SQLite::Statement& statement, int index, const nlohmann::json& value);

/// Resets a statement and binds its parameters in order, to execute it once more.
template <typename... Values>
void rebind(SQLite::Statement& statement, const Values&... values) {
  statement.reset();
  SQLite::bind(statement, values...);
}

/// "?, ?, ?": so many parameters.
std::string parameters(std::size_t count);

// --- The columns of `attempt` that hold an AttemptInfo

/// Calls `visit(name, member)` for each. Everything that writes or reads them follows this list.
template <typename Info, typename Visit>
void for_each_attempt_column(Info& info, const Visit& visit) {
  visit("host", info.host);
  visit("pid", info.pid);
  visit("device", info.device);
  visit("threads", info.threads);
  visit("git_commit", info.git_commit);
  visit("git_dirty", info.git_dirty);
  visit("libtorch_version", info.libtorch_version);
  visit("cpu_capability", info.cpu_capability);
  visit("processor", info.processor);
  visit("data_sha256", info.data_sha256);
  visit("resumed_steps", info.resumed_steps);
}

/// ", a.host, a.pid": to follow other columns. `prefix` stands before each name, such as "a.".
std::string further_attempt_columns(const std::string& prefix = "");

// --- The columns of epoch_metrics() or layer_metrics()

/// ", lr, train_loss": to follow other columns. `prefix` stands before each name, such as "e.".
template <typename Metrics>
std::string further_columns(const Metrics& metrics, const std::string& prefix = "") {
  std::string columns;
  for (const auto& metric : metrics) columns += ", " + prefix + metric.name;
  return columns;
}

/// Binds values to the parameters after `index`; NaN, infinity and missing values are NULL.
template <typename Metrics, typename Values>
void bind_metrics(SQLite::Statement& statement, int index, const Metrics& metrics, const Values& values) {
  for (const auto& metric : metrics) {
    const std::optional<double>& value = values.*metric.value;
    ++index;
    if (value && std::isfinite(*value)) statement.bind(index, *value);
  }
}

/// Reads values from a row's columns, from `column` on; NULL is a missing value.
template <typename Metrics, typename Values>
void read_metrics(const SQLite::Statement& row, int column, const Metrics& metrics, Values& values) {
  for (const auto& metric : metrics) {
    const SQLite::Column value = row.getColumn(column++);
    if (!value.isNull()) values.*metric.value = value.getDouble();
  }
}

}  // namespace actsweep
