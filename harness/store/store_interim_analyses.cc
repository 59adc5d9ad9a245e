#include "harness/store/store_impl.h"

namespace actsweep {
namespace {

/// Where the evidence stands among all that was looked at; one more than there are where it is new.
int number_of(SQLite::Database& database, const InterimAnalysis& analysis) {
  SQLite::Statement statement(
      database,
      "SELECT count(*) + (SELECT count(*) = 0 FROM interim_analysis WHERE experiment = ?1 AND claim = ?2 AND "
      "evidence = ?3) FROM interim_analysis WHERE experiment = ?1 AND claim = ?2 AND id <= ifnull((SELECT id "
      "FROM interim_analysis WHERE experiment = ?1 AND claim = ?2 AND evidence = ?3), 1 << 62)");
  statement.bind(1, analysis.experiment);
  statement.bind(2, analysis.claim);
  statement.bind(3, analysis.evidence);
  statement.executeStep();
  return statement.getColumn(0).getInt();
}

}  // namespace

int Store::interim_analysis_number(const InterimAnalysis& analysis) const {
  return impl_->guarded([&] {
    if (!impl_->database.tableExists("interim_analysis")) return 1;  // an older database, opened for reading only
    return number_of(impl_->database, analysis);
  });
}

int Store::record_interim_analysis(const InterimAnalysis& analysis) {
  return impl_->write([&] {
    const int number = number_of(impl_->database, analysis);
    SQLite::Statement insert(
        impl_->database,
        "INSERT OR IGNORE INTO interim_analysis (experiment, claim, evidence, seeds) VALUES (?, ?, ?, ?)");
    insert.bind(1, analysis.experiment);
    insert.bind(2, analysis.claim);
    insert.bind(3, analysis.evidence);
    insert.bind(4, static_cast<std::int64_t>(analysis.seeds));
    insert.exec();
    return number;
  });
}

}  // namespace actsweep
