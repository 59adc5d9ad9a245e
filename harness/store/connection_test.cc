#include "harness/store/connection.h"

#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <array>
#include <fstream>

#include "harness/store/store_testing.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using namespace testing_support;

TEST_F(StoreTest, MakesTheFoldersAboveANewDatabase) {
  const auto deep = folder_ / "a" / "b c" / "sweep.db";
  { Store store(deep, Store::Access::kReadWrite); }
  EXPECT_TRUE(std::filesystem::exists(deep));
}

TEST_F(StoreTest, ARelativePathIsFromTheCurrentFolder) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  { Store store("bare.db", Store::Access::kReadWrite); }
  std::filesystem::current_path(before);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "bare.db"));
}

TEST_F(StoreTest, ReadingWhatIsNotThereYetSaysHowToMakeIt) {
  const std::string message = "no database at " + path_.string() + " yet: `actsweep run` makes one";
  EXPECT_EQ(error_of([&] { reader(); }), message);
  EXPECT_FALSE(std::filesystem::exists(path_));
  std::ofstream(path_).close();
  EXPECT_EQ(error_of([&] { reader(); }), message);
}

TEST_F(StoreTest, RefusesWhatIsNoDatabase) {
  std::ofstream(path_) << "name: quickstart\ntitle: an experiment, and long enough to be read as a header\n"
                       << std::string(200, '#');
  const std::string message = path_.string() + " is not an actsweep database";
  EXPECT_EQ(error_of([&] { reader(); }), message);
  EXPECT_EQ(error_of([&] { writer(); }), message);
  EXPECT_EQ(error_of([&] { Store(folder_, Store::Access::kReadWrite); }),
            "cannot open the database " + folder_.string() + ": it is a folder");
}

TEST_F(StoreTest, RefusesTheDatabaseOfAnotherProgram) {
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE bookmark (url)");
  const std::string message = path_.string() + " is an SQLite database of another program";
  EXPECT_EQ(error_of([&] { reader(); }), message);
  EXPECT_EQ(error_of([&] { writer(); }), message);
}

TEST_F(StoreTest, BringsAnOlderDatabaseUpToDateWithWhatItHolds) {
  {
    SQLite::Database old(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec(read_file("harness/store/schema.sql"));
    old.exec("INSERT INTO experiment (name, yaml, overrides) VALUES ('kept', 'name: kept', '[]')");
    ASSERT_EQ(old.execAndGet("PRAGMA user_version").getInt(), 1);
  }
  { writer(); }
  SQLite::Database database(path_.string());
  EXPECT_GE(database.execAndGet("PRAGMA user_version").getInt(), 2);
  EXPECT_EQ(database.execAndGet("SELECT name FROM experiment").getString(), "kept");
  EXPECT_EQ(database.execAndGet("SELECT count(penalty) FROM result").getInt(), 0);
}

/// One of the version before, with a finished trial.
TEST_F(StoreTest, AddsLayersToADatabaseThatHasResults) {
  {
    SQLite::Database old(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (const char* file : {"schema.sql", "schema_2.sql", "schema_3.sql"}) {
      old.exec(read_file(std::filesystem::path("harness/store") / file));
    }
    old.exec(R"(
      INSERT INTO run (id, host, pid, jobs, command_line) VALUES (1, 'h', 1, 1, 'run');
      INSERT INTO trial (number, id, training_version, state, point) VALUES (1, 'a', 4, 'done', 'p');
      INSERT INTO attempt (id, trial, run, outcome, host, pid, device, threads, git_commit, git_dirty, libtorch_version,
        cpu_capability, data_sha256) VALUES (1, 1, 1, 'done', 'h', 1, 'cpu', 1, 'c', 0, '1', 'x', 'data');
      INSERT INTO epoch (attempt, epoch, test_top1) VALUES (1, 1, 90);
      INSERT INTO outcome (attempt, trial, data_sha256, outcome, epochs_run, test_top1, finished_at)
        VALUES (1, 1, 'data', 'done', 1, 90, '2020-01-01T00:00:00.000Z'))");
    ASSERT_EQ(old.execAndGet("PRAGMA user_version").getInt(), 3);
  }
  EXPECT_EQ(error_of([&] { reader(); }), "cannot open the database " + path_.string() +
                                             ": it has an older schema, which the next `actsweep run` with it updates");
  const Store store = writer();
  EXPECT_THAT(rows(store, "SELECT trial, test_top1, epochs_run FROM result"), ElementsAre(ElementsAre("a", 90.0, 1)));
  EXPECT_THAT(rows(store, "SELECT count(*) FROM layers"), ElementsAre(ElementsAre(0)));
  EXPECT_TRUE(store.layers({"a"}).empty());
  EXPECT_EQ(store.epochs({"a"}).at("a")[0].test_top1, 90);
}

TEST_F(StoreTest, RefusesANewerSchemaAndNamesBothVersions) {
  { writer(); }
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  const std::string message =
      path_.string() + " has schema version 99, and this actsweep knows versions up to 7: use a newer actsweep";
  EXPECT_EQ(error_of([&] { reader(); }), message);
  EXPECT_EQ(error_of([&] { writer(); }), message);
}

TEST_F(StoreTest, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(folder_ / "file").close();
  EXPECT_EQ(error_of([&] { Store(folder_ / "file" / "sweep.db", Store::Access::kReadWrite); }),
            "cannot make the folder " + (folder_ / "file").string() + ": Not a directory");
}

TEST_F(StoreTest, AReaderCannotWrite) {
  { writer(); }
  Store store = reader();
  EXPECT_EQ(error_of([&] { store.record_experiment("e", "", {}); }),
            "database " + std::filesystem::canonical(path_).string() + ": attempt to write a readonly database");
}

TEST_F(StoreTest, ManyProcessesMayCreateItAtOnce) {
  std::array<pid_t, 6> children{};
  for (pid_t& child : children) {
    child = fork();
    if (child != 0) continue;
    try {
      Store store = writer();
      store.begin_run({});
      _exit(0);
    } catch (...) {
      _exit(1);
    }
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(rows(reader(), "SELECT count(*) FROM run"), ElementsAre(ElementsAre(6)));
}

constexpr int kCannotMount = 77;

/// What the reading of a database on a read-only medium gives; the mount goes with the process that makes it.
int read_on_read_only_medium(const std::filesystem::path& folder, const std::filesystem::path& database) {
  const char* path = folder.c_str();
  if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      mount(path, path, nullptr, MS_BIND, nullptr) != 0 ||
      mount(nullptr, path, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0) {
    return kCannotMount;
  }
  const Store store(database, Store::Access::kReadOnly);
  return rows(store, "SELECT name FROM experiment") == std::vector<Store::Row>{{"e"}} ? 0 : 1;
}

TEST_F(StoreTest, IsReadFromAReadOnlyMedium) {
  const auto odd = folder_ / "a?b #%20.db";  // a name that must be escaped in a URI
  { Store(odd, Store::Access::kReadWrite).record_experiment("e", "", {}); }
  const pid_t child = fork();
  if (child == 0) {
    try {
      _exit(read_on_read_only_medium(folder_, odd));
    } catch (...) {
      _exit(2);
    }
  }
  int status = -1;
  waitpid(child, &status, 0);
  if (WEXITSTATUS(status) == kCannotMount) GTEST_SKIP() << "needs the right to mount";
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace actsweep
