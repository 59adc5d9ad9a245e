#include "harness/store/published_table.h"

#include <charconv>

#include "harness/paper/published.h"
#include "harness/store/reader.h"

namespace actsweep {
namespace {

/// A number is one to queries, too, so that points compare with columns of `result`.
void bind_value(SQLite::Statement& statement, int index, const std::string& value) {
  const char* const end = value.data() + value.size();
  std::int64_t integer = 0;
  double number = 0;
  if (std::from_chars(value.data(), end, integer).ptr == end) {
    statement.bind(index, integer);
  } else if (std::from_chars(value.data(), end, number).ptr == end) {
    statement.bind(index, number);
  } else {
    statement.bind(index, value);
  }
}

template <typename T>
void bind(SQLite::Statement& statement, int index, const std::optional<T>& value) {
  value ? statement.bind(index, *value) : statement.bind(index);
}

}  // namespace

void add_published_table(SQLite::Database& database) {
  if (database.execAndGet("SELECT count(*) FROM temp.sqlite_master WHERE name = 'paper'").getInt() > 0) return;
  SQLite::Transaction transaction(database);
  database.exec(
      "CREATE TEMP TABLE paper (experiment TEXT, key TEXT, value, activation TEXT, metric TEXT, number REAL, "
      "unit TEXT, statistic TEXT, runs INTEGER, epochs INTEGER, how TEXT, reading_error REAL, dataset TEXT, "
      "network TEXT, source TEXT)");
  SQLite::Statement insert(database, "INSERT INTO temp.paper VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const PublishedNumber& number : published_numbers()) {
    int index = 0;
    insert.bind(++index, number.experiment);
    insert.bind(++index, number.key);
    bind_value(insert, ++index, number.value);
    insert.bind(++index, number.activation);
    insert.bind(++index, number.metric);
    insert.bind(++index, number.number);
    for (const std::string* text : {&number.unit, &number.statistic}) insert.bind(++index, *text);
    bind(insert, ++index, number.runs);
    bind(insert, ++index, number.epochs);
    insert.bind(++index, number.how);
    bind(insert, ++index, number.reading_error);
    for (const std::string* text : {&number.dataset, &number.network, &number.source}) insert.bind(++index, *text);
    insert.exec();
    insert.reset();
  }
  transaction.commit();
}

void query_published(const std::string& sql, const std::function<void(const std::vector<std::string>&)>& on_columns,
                     const std::function<void(const Store::Row&)>& on_row) {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  run_read_only(database, sql, on_columns, on_row);
}

}  // namespace actsweep
