#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "harness/store/store.h"

namespace actsweep {

/// Gives a connection the table `paper` of the published numbers, for itself alone; once is enough.
void add_published_table(SQLite::Database& database);

/// What Store::query says, of the published numbers alone: without any database.
void query_published(const std::string& sql, const std::function<void(const std::vector<std::string>&)>& on_columns,
                     const std::function<void(const Store::Row&)>& on_row);

}  // namespace actsweep
