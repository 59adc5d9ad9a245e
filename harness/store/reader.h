#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "harness/store/store.h"

namespace actsweep {

/// What Store::query says, on an open connection.
void run_read_only(SQLite::Database& database, const std::string& sql,
                   const std::function<void(const std::vector<std::string>&)>& on_columns,
                   const std::function<void(const Store::Row&)>& on_row);

}  // namespace actsweep
