#include "harness/store/query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sqlite3.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>

#include "harness/store/sql.h"
#include "harness/util/embedded.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr const char* kOnlyReads = "a query is one statement that only reads: SELECT, WITH, VALUES or EXPLAIN";

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementPtr = std::unique_ptr<sqlite3_stmt, Finalize>;

bool is_harmless_pragma(std::string_view name) {
  return name == "table_info" || name == "table_xinfo" || name == "table_list" || name == "index_list" ||
         name == "index_info";
}

/// Denies statements that sqlite3_stmt_readonly allows although they do more than read.
int authorize(void*, int action, const char* first, const char*, const char*, const char*) {
  switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT: return SQLITE_DENY;
    case SQLITE_PRAGMA: return is_harmless_pragma(first) ? SQLITE_OK : SQLITE_DENY;
    default: return SQLITE_OK;
  }
}

std::vector<std::string> names(SQLite::Database& database, const char* sql) {
  std::vector<std::string> names;
  SQLite::Statement rows(database, sql);
  while (rows.executeStep()) names.push_back(rows.getColumn(0).getString());
  return names;
}

/// Adds a table to this connection alone, unless it is there already.
void add_table(SQLite::Database& database, const ExtraTable& table) {
  SQLite::Statement known(database, "SELECT 1 FROM temp.sqlite_master WHERE name = ?");
  known.bind(1, table.name);
  if (known.executeStep()) return;
  SQLite::Transaction transaction(database);
  database.exec(fmt::format("CREATE TEMP TABLE {} ({})", table.name, fmt::join(table.columns, ", ")));
  SQLite::Statement insert(
      database, fmt::format("INSERT INTO temp.{} VALUES ({})", table.name, parameters(table.columns.size())));
  for (const Store::Row& row : table.rows()) {
    insert.reset();
    for (std::size_t i = 0; i < row.size(); ++i) bind_json(insert, static_cast<int>(i) + 1, row[i]);
    insert.exec();
  }
  transaction.commit();
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// The name as it is and without its qualifier: a dot may also be part of a column's name.
std::vector<std::string> with_and_without_qualifier(const std::string& name) {
  std::vector<std::string> forms = {lower(name)};
  if (const std::size_t dot = name.find('.'); dot != std::string::npos) forms.push_back(forms[0].substr(dot + 1));
  return forms;
}

/// The first hint for one of the forms: its new name, or else a similar name.
std::string name_hint(const std::vector<std::string>& forms, const std::vector<std::string>& known) {
  for (const std::string& form : forms) {
    if (std::find(known.begin(), known.end(), renamed(form)) != known.end()) return did_you_mean(form, known);
  }
  std::string hint;
  for (const std::string& form : forms) {
    if (hint.empty()) hint = did_you_mean(form, known);
  }
  return hint;
}

std::string column_hint(SQLite::Database& database, const std::string& name) {
  // Of equally similar columns, the first is suggested: one of `result`.
  const std::vector<std::string> columns =
      names(database,
            "SELECT c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
            "WHERE m.type IN ('table', 'view') ORDER BY m.name <> 'result'");
  std::vector<std::string> forms = with_and_without_qualifier(name);
  // A configuration key in front of the dot is no qualifier.
  const std::vector<std::string> results = names(database, "SELECT name FROM pragma_table_info('result')");
  const std::string qualifier = forms[0].substr(0, forms[0].find('.'));
  if (std::find(results.begin(), results.end(), qualifier) != results.end()) forms.resize(1);
  for (const std::string& form : forms) {
    std::vector<std::string> tables;
    SQLite::Statement holders(database,
                              "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
                              "WHERE m.type IN ('table', 'view') AND lower(c.name) = ?");
    holders.bind(1, form);
    while (holders.executeStep()) tables.push_back(holders.getColumn(0).getString());
    if (!tables.empty()) return fmt::format(" ({} is a column of {})", form, fmt::join(tables, ", "));
  }
  return name_hint(forms, columns);
}

[[noreturn]] void reject(SQLite::Database& database, int status) {
  if ((status & 0xff) == SQLITE_AUTH) throw InputError(kOnlyReads);
  const std::string message = sqlite3_errmsg(database.getHandle());  // before another statement replaces it
  constexpr std::string_view kNoColumn = "no such column: ", kNoTable = "no such table: ";
  std::string hint;
  if (message.starts_with(kNoColumn)) {
    hint = column_hint(database, message.substr(kNoColumn.size()));
  } else if (message.starts_with(kNoTable)) {
    hint = name_hint(with_and_without_qualifier(message.substr(kNoTable.size())),
                     names(database, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"));
  }
  throw InputError(fmt::format("in the query: {}{}", message, hint));
}

/// The first statement of `sql`, which then points behind it; null if only comments are left.
StatementPtr prepare_next(SQLite::Database& database, const char*& sql) {
  sqlite3_set_authorizer(database.getHandle(), authorize, nullptr);
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v2(database.getHandle(), sql, -1, &statement, &sql);
  sqlite3_set_authorizer(database.getHandle(), nullptr, nullptr);
  if (status != SQLITE_OK) reject(database, status);
  return StatementPtr(statement);
}

StatementPtr prepare(SQLite::Database& database, const std::string& sql) {
  const char* rest = sql.c_str();
  StatementPtr statement = prepare_next(database, rest);
  if (!statement) throw InputError("the query is empty");
  if (!sqlite3_stmt_readonly(statement.get()) || prepare_next(database, rest)) throw InputError(kOnlyReads);
  return statement;
}

nlohmann::json value_at(sqlite3_stmt* row, int column) {
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL: return nullptr;
    case SQLITE_INTEGER: return static_cast<std::int64_t>(sqlite3_column_int64(row, column));
    case SQLITE_FLOAT: return sqlite3_column_double(row, column);
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const unsigned char*>(sqlite3_column_blob(row, column));
      return fmt::format("{:02x}", fmt::join(bytes, bytes + sqlite3_column_bytes(row, column), ""));
    }
    default: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
    }
  }
}

}  // namespace

void run_read_only(SQLite::Database& database, const std::string& sql, const Store::OnColumns& on_columns,
                   const Store::OnRow& on_row, const std::vector<ExtraTable>& tables) {
  for (const ExtraTable& table : tables) {
    if (sql.find(table.name) != std::string::npos) add_table(database, table);
  }
  const StatementPtr statement = prepare(database, sql);
  const int count = sqlite3_column_count(statement.get());
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.emplace_back(sqlite3_column_name(statement.get(), i));
  on_columns(names);
  Store::Row row(static_cast<std::size_t>(count));
  int status = SQLITE_ROW;
  while ((status = sqlite3_step(statement.get())) == SQLITE_ROW) {
    for (int i = 0; i < count; ++i) row[static_cast<std::size_t>(i)] = value_at(statement.get(), i);
    on_row(row);
  }
  if (status != SQLITE_DONE) reject(database, status);
}

void query_tables(const std::vector<ExtraTable>& tables, const std::string& sql, const Store::OnColumns& on_columns,
                  const Store::OnRow& on_row) {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  run_read_only(database, sql, on_columns, on_row, tables);
}

void each_row(const Store& store, const std::string& sql, const Store::OnRow& on_row) {
  store.query(
      sql, [](const auto&) {}, on_row);
}

std::optional<double> number(const nlohmann::json& value) {
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

std::int64_t integer(const nlohmann::json& value) { return value.is_number() ? value.get<std::int64_t>() : 0; }

std::string text(const nlohmann::json& value) { return value.is_null() ? "" : plain_text(value); }

std::vector<NamedQuery> named_queries() {
  std::vector<NamedQuery> queries;
  for (const EmbeddedFile& file : embedded_queries()) {
    const std::string_view first_line = file.contents.substr(0, file.contents.find('\n'));
    const std::size_t text = std::min(first_line.find_first_not_of("- "), first_line.size());
    queries.push_back({std::filesystem::path(file.name).stem().string(), std::string(first_line.substr(text)),
                       std::string(file.contents)});
  }
  std::sort(queries.begin(), queries.end(), [](const NamedQuery& a, const NamedQuery& b) { return a.name < b.name; });
  return queries;
}

NamedQuery named_query(const std::string& name) {
  std::vector<std::string> names;
  for (NamedQuery& query : named_queries()) {
    if (query.name == name) return query;
    names.push_back(query.name);
  }
  throw InputError(
      fmt::format("unknown query {}{}; known: {}", name, did_you_mean(name, names), fmt::join(names, ", ")));
}

}  // namespace actsweep
