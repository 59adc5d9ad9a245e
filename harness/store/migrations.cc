#include "harness/store/migrations.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <string>
#include <string_view>

#include "harness/store/config_columns.h"
#include "harness/util/embedded.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

constexpr int kApplicationId = 0x61637377;

/// Migration i leads from version i to i + 1 and sets `user_version` itself.
const std::vector<EmbeddedFile>& migrations() { return embedded_store_sql(); }

int current_version() { return static_cast<int>(migrations().size()); }

struct Header {
  int application = 0;
  int version = 0;
  bool empty = false;
};

/// In one statement, and so of one moment: another process may be making the database.
Header read_header(const SQLite::Database& database) {
  SQLite::Statement statement(database,
                              "SELECT (SELECT application_id FROM pragma_application_id), "
                              "(SELECT user_version FROM pragma_user_version), count(*) FROM sqlite_master");
  statement.executeStep();
  return {statement.getColumn(0).getInt(), statement.getColumn(1).getInt(), statement.getColumn(2).getInt() == 0};
}

}  // namespace

SchemaState schema_state(const SQLite::Database& database, const std::filesystem::path& path) {
  try {
    const auto [application, version, empty] = read_header(database);
    if (application == 0 && version == 0 && empty) return SchemaState::kEmpty;
    if (application != kApplicationId) {
      throw InputError(fmt::format("{} is an SQLite database of another program", path.string()));
    }
    if (version > current_version()) {
      throw InputError(
          fmt::format("{} has schema version {}, and this actsweep knows versions up to {}: use a newer actsweep",
                      path.string(), version, current_version()));
    }
    return version < current_version() ? SchemaState::kOlder : SchemaState::kCurrent;
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() != SQLITE_NOTADB) throw;
    throw InputError(fmt::format("{} is not an actsweep database", path.string()));
  }
}

void migrate(SQLite::Database& database, const std::filesystem::path& path) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  // Looked at again inside the transaction: another process may have been first.
  if (schema_state(database, path) == SchemaState::kCurrent) return;
  const auto first = static_cast<std::size_t>(read_header(database).version);
  for (std::size_t version = first; version < migrations().size(); ++version) {
    database.exec(std::string(migrations()[version].contents));
  }
  make_config_views(database);
  transaction.commit();
}

}  // namespace actsweep
