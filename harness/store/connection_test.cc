#include "harness/store/connection.h"

#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <array>
#include <fstream>

#include "harness/store/store_testing.h"

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

TEST_F(StoreTest, ReadingAMissingDatabaseSaysHowToCreateIt) {
  const std::string message = "no database at " + path_.string() + " yet: `actsweep run` makes one";
  EXPECT_EQ(error_of([&] { reader(); }), message);
  EXPECT_FALSE(std::filesystem::exists(path_));
  std::ofstream(path_).close();
  EXPECT_EQ(error_of([&] { reader(); }), message);
}

TEST_F(StoreTest, RefusesAFileThatIsNotADatabase) {
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

TEST_F(StoreTest, RefusesTheDatabaseOfAnUnreleasedVersion) {
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("PRAGMA application_id = 0x61637377; PRAGMA user_version = 7; CREATE TABLE trial (id)");
  const std::string message = path_.string() +
                              " was made by an unreleased version of actsweep, whose layout this one does not read: "
                              "train its experiments again, or use that version";
  EXPECT_EQ(error_of([&] { reader(); }), message);
  EXPECT_EQ(error_of([&] { writer(); }), message);
  Store target(folder_ / "target.db", Store::Access::kReadWrite);
  EXPECT_EQ(error_of([&] { target.merge(path_, [](const nlohmann::json&) { return TrialRecord{}; }); }), message);
}

TEST_F(StoreTest, RefusesANewerSchemaAndNamesBothVersions) {
  { writer(); }
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  const std::string message =
      path_.string() + " has schema version 99, and this actsweep knows versions up to 1: use a newer actsweep";
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

/// Reads a database on a read-only medium; returns 0 for success. The mount ends with the process that makes it.
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
