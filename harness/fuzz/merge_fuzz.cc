// Fuzzes merging a database: a valid one, changed by the SQL statements and the patches in the input.
// tools/fuzz gives: -max_len=2000
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "datasets/test_files.h"
#include "harness/fuzz/fuzzing.h"
#include "harness/runner/trial_record.h"
#include "harness/store/store.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSeparator = "\n====\n";

/// Makes a database with two trials: one finished, one failed.
void make_valid(const fs::path& path) {
  Store store(path, Store::Access::kReadWrite);
  const TrialRecord done = remade_record({{"seed", 1}, {"epochs", 2}}),
                    failed = remade_record({{"seed", 2}, {"epochs", 2}});
  store.enqueue(store.record_experiment("e", "name: e", {"epochs=2"}), {done, failed});
  store.begin_run({"run e.yaml", 1});
  AttemptInfo info;
  info.data_sha256 = std::string(64, 'd');
  store.lease(done.id, info.data_sha256);
  const std::int64_t attempt = store.begin_attempt(done.id, info);
  store.record_layer(attempt, {.epoch = 0, .module = "1", .preactivations = R"({"counts":[1],"from":0,"to":1})"});
  for (const int epoch : {1, 2}) store.record_epoch(attempt, {.epoch = epoch, .test_top1 = 90});
  store.finish_attempt(attempt, Outcome::kDone);
  store.lease(failed.id, info.data_sha256);
  store.finish_attempt(store.begin_attempt(failed.id, info), Outcome::kFailed, "out of memory");
  store.record_interim_analysis({"e", "mish better", "evidence", 1});
  store.end_run();
}

/// Runs SQL statements that may do anything to the file, for a limited time.
void run_statements(const fs::path& path, const std::string& sql) {
  SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
  sqlite3* handle = database.getHandle();
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 1 << 20);
  sqlite3_progress_handler(
      handle, 100'000, [](void*) { return 1; }, nullptr);
  database.tryExec("PRAGMA journal_mode = DELETE; PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON");
  sqlite3_set_authorizer(
      handle,
      [](void*, int action, const char*, const char*, const char*, const char*) {
        return action == SQLITE_ATTACH ? SQLITE_DENY : SQLITE_OK;  // also prevents VACUUM INTO
      },
      nullptr);
  database.tryExec(sql);
}

/// Applies patches of four bytes: three for the position, one for the new value.
void patch(std::string& bytes, std::string_view patches) {
  for (std::size_t i = 0; i + 4 <= patches.size(); i += 4) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(patches[i + k]); };
    bytes[(byte(0) << 16U | byte(1) << 8U | byte(2)) % bytes.size()] = patches[i + 3];
  }
}

class Databases {
 public:
  Databases() {
    make_valid(source_);
    { Store empty(target_, Store::Access::kReadWrite); }
    valid_bytes_ = testing::read_bytes(source_);
    empty_bytes_ = testing::read_bytes(target_);
  }

  void merge(const std::string& input) const {
    for (const fs::path& path : {source_, target_}) {
      for (const char* suffix : {"-wal", "-shm", "-journal"}) fs::remove(path.string() + suffix);
    }
    testing::write_bytes(target_, empty_bytes_);
    const std::size_t end = std::min(input.find(kSeparator), input.size());
    std::string source = valid_bytes_;
    if (end > 0) {
      testing::write_bytes(source_, source);
      run_statements(source_, input.substr(0, end));
      source = testing::read_bytes(source_);
    }
    if (end < input.size() && !source.empty()) patch(source, std::string_view(input).substr(end + kSeparator.size()));
    testing::write_bytes(source_, source);

    bool merged = false;
    fuzz::may_reject([&] {
      Store store(target_, Store::Access::kReadWrite);
      store.merge(source_, remade_record);
      merged = true;
    });
    check_target(merged);
  }

 private:
  /// Expects an intact database: empty after a rejected merge; otherwise the ids match the configurations.
  void check_target(bool merged) const {
    SQLite::Database database(target_.string(), SQLite::OPEN_READWRITE);
    if (database.execAndGet("PRAGMA integrity_check").getString() != "ok") fuzz::fail("the database is corrupt");
    SQLite::Statement violations(database, "PRAGMA foreign_key_check");
    if (violations.executeStep()) fuzz::fail("a foreign key is violated");
    SQLite::Statement trials(database, "SELECT id, config FROM trial LEFT JOIN trial_config ON trial = number");
    while (trials.executeStep()) {
      if (!merged) fuzz::fail("a rejected merge left a trial");
      const auto config = nlohmann::json::parse(trials.getColumn(1).getString());
      if (remade_record(config).id != trials.getColumn(0).getString())
        fuzz::fail("the id of a trial does not match its configuration");
    }
  }

  const testing::TemporaryFolder root_;
  const fs::path source_ = root_ / "source.db", target_ = root_ / "target.db";
  std::string valid_bytes_, empty_bytes_;
};

}  // namespace
}  // namespace actsweep

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const actsweep::Databases databases;
  databases.merge({reinterpret_cast<const char*>(data), size});
  return 0;
}
