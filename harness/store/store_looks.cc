#include "harness/store/store_impl.h"

namespace actsweep {
namespace {

/// Where the evidence stands among all that was looked at; one more than there are where it is new.
int number_of(SQLite::Database& database, const Look& look) {
  SQLite::Statement statement(
      database,
      "SELECT count(*) + (SELECT count(*) = 0 FROM look WHERE experiment = ?1 AND claim = ?2 AND "
      "evidence = ?3) FROM look WHERE experiment = ?1 AND claim = ?2 AND id <= ifnull((SELECT id "
      "FROM look WHERE experiment = ?1 AND claim = ?2 AND evidence = ?3), 1 << 62)");
  statement.bind(1, look.experiment);
  statement.bind(2, look.claim);
  statement.bind(3, look.evidence);
  statement.executeStep();
  return statement.getColumn(0).getInt();
}

}  // namespace

int Store::look_number(const Look& look) const {
  return impl_->guarded([&] {
    if (!impl_->database.tableExists("look")) return 1;  // an older database, opened for reading only
    return number_of(impl_->database, look);
  });
}

int Store::record_look(const Look& look) {
  return impl_->write([&] {
    const int number = number_of(impl_->database, look);
    SQLite::Statement insert(impl_->database,
                             "INSERT OR IGNORE INTO look (experiment, claim, evidence, seeds) VALUES (?, ?, ?, ?)");
    insert.bind(1, look.experiment);
    insert.bind(2, look.claim);
    insert.bind(3, look.evidence);
    insert.bind(4, static_cast<std::int64_t>(look.seeds));
    insert.exec();
    return number;
  });
}

}  // namespace actsweep
