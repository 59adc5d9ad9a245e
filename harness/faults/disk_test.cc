// Full and read-only disks, and damaged or changing files.

#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <map>

#include "harness/cli/cli_testing.h"
#include "harness/faults/sweep.h"
#include "harness/util/files.h"
#include "harness/util/sha256.h"

namespace actsweep::faults {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class Disk : public Sweep {
 protected:
  std::vector<std::string> run_on(const SmallDisk& disk) const {
    return {testing::program(), "run", file(), "--db", disk / "tiny.db", "--jobs", "2", "--checkpoint-every", "0.1"};
  }
};

void expect_one_line(const ProcessResult& result, const std::string& text) {
  EXPECT_EQ(result.exit_status, 2) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr(text), EndsWith("\n")));
  const std::string last = result.output.substr(result.output.rfind('\n', result.output.size() - 2) + 1);
  EXPECT_THAT(last, StartsWith("actsweep: ")) << result.output;
}

TEST_F(Disk, FullDuringARunEndsItWithoutDamage) {
  if (!unshare_mounts()) GTEST_SKIP() << "needs the privilege to mount";
  const SmallDisk disk(folder_ / "disk", 16 << 20);
  Background run(run_on(disk));
  ASSERT_TRUE(wait_until([&] { return fs::exists(disk / "tiny.db.checkpoints"); }));
  disk.fill();
  expect_one_line(run.wait(), "the disk is full");
  disk.empty();
  EXPECT_EQ(run_process({"sqlite3", disk / "tiny.db", "PRAGMA integrity_check"}).output, "ok\n");
  const ProcessResult again = run_process(run_on(disk));
  EXPECT_EQ(again.exit_status, 0) << again.output;
  EXPECT_EQ(results(disk / "tiny.db"), undisturbed_results());
}

TEST_F(Disk, FullFromTheStartGivesOneMessage) {
  if (!unshare_mounts()) GTEST_SKIP() << "needs the privilege to mount";
  const SmallDisk disk(folder_ / "disk", 1 << 20);
  disk.fill();
  expect_one_line(run_process(run_on(disk)), "the disk is full");
}

TEST_F(Disk, FullForCheckpointsDoesNotAffectTraining) {
  if (!unshare_mounts()) GTEST_SKIP() << "needs the privilege to mount";
  {
    const SmallDisk disk(checkpoints(), 16384);
    const ProcessResult result = run();
    EXPECT_EQ(result.exit_status, 0) << result.output;
    EXPECT_THAT(result.output, HasSubstr("continues without a checkpoint: cannot write " + checkpoints().string()));
    EXPECT_THAT(result.output, HasSubstr("No space left on device"));
  }
  fs::remove(checkpoints());
  expect_undisturbed();
}

TEST_F(Disk, FullForAReportKeepsThePreviousReport) {
  if (!unshare_mounts()) GTEST_SKIP() << "needs the privilege to mount";
  ASSERT_EQ(run().exit_status, 0);
  const fs::path place = folder_ / "report";
  const SmallDisk disk(place, 4 << 20);
  const auto report = [&] { return testing::actsweep({"report", file(), "--db", database(), "--out", place}); };
  ASSERT_EQ(report().exit_status, 0);
  const auto contents = [&] {
    std::map<fs::path, std::string> sums;
    for (const auto& entry : fs::recursive_directory_iterator(place)) {
      if (entry.is_regular_file() && entry.path().filename() != "filler") {
        sums[entry.path()] = sha256_of_file(entry.path());
      }
    }
    return sums;
  };
  const auto before = contents();
  ASSERT_EQ(run({"seed=2"}).exit_status, 0);  // changes the report
  disk.fill();
  expect_one_line(report(), "No space left on device");
  EXPECT_EQ(contents(), before);
}

TEST_F(Disk, ADamagedCheckpointRestartsTheTrialWithANote) {
  int kind = 0;
  for (const char* how : {"truncated", "flipped"}) {
    SCOPED_TRACE(how);
    Background run(run_command());
    ASSERT_TRUE(wait_until([&] { return has_checkpoint(); }));
    run.signal_all(SIGKILL);
    run.wait();
    int damaged = 0;
    for (const auto& entry : fs::directory_iterator(checkpoints())) {
      if (entry.path().extension() != ".safetensors") continue;
      std::string bytes = read_file(entry.path());
      if (kind == 0) bytes.resize(bytes.size() / 2);
      if (kind == 1) bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
      write_file_atomically(entry.path(), bytes);
      ++damaged;
    }
    ++kind;
    ASSERT_GT(damaged, 0);
    const ProcessResult result = run_process(run_command());
    EXPECT_EQ(result.exit_status, 0) << result.output;
    EXPECT_THAT(result.output, HasSubstr("starts over: the checkpoint " + checkpoints().string()));
    EXPECT_THAT(result.output, HasSubstr("is damaged"));
    expect_undisturbed();
    fs::remove(database());
  }
}

TEST_F(Disk, AReadOnlyDatabaseCanBeRead) {
  if (!unshare_mounts()) GTEST_SKIP() << "needs the privilege to mount";
  const SmallDisk disk(folder_ / "disk", 16 << 20);
  ASSERT_EQ(run_process(run_on(disk)).exit_status, 0);
  const std::string before = results(disk / "tiny.db");
  disk.make_read_only();
  EXPECT_EQ(results(disk / "tiny.db"), before);
  const std::string database = disk / "tiny.db";
  EXPECT_EQ(testing::actsweep({"status", "--db", database}).exit_status, 0);
  const ProcessResult report = testing::actsweep({"report", file(), "--db", database, "--out", folder_ / "report"});
  EXPECT_EQ(report.exit_status, 0) << report.output;
  expect_one_line(run_process(run_on(disk)), database);
  expect_one_line(testing::actsweep({"report", file(), "--db", database, "--out", disk / "report"}),
                  "Read-only file system");
}

TEST_F(Disk, ForeignAndCorruptDatabasesAreNotChanged) {
  const auto make = [&](const std::string& contents) { std::ofstream(database()) << contents; };
  const auto sqlite = [&](const std::string& sql) { run_process({"sqlite3", database(), sql}); };
  ASSERT_EQ(run().exit_status, 0);
  const std::string whole = read_file(database());
  std::string corrupt = whole;
  for (std::size_t i = 4096; i < corrupt.size(); i += 3) corrupt[i] = static_cast<char>(corrupt[i] ^ 0x5a);
  const std::vector<std::pair<const char*, std::function<void()>>> cases = {
      {"schema version 99", [&] { sqlite("PRAGMA user_version = 99"); }},
      {"is not an actsweep database", [&] { make(std::string(5000, 'x')); }},
      {"another program",
       [&] {
         fs::remove(database());
         sqlite("CREATE TABLE mine (a)");
       }},
      {"malformed", [&] { make(corrupt); }},
      {"malformed", [&] { make(whole.substr(0, whole.size() / 2)); }}};
  for (const auto& [message, spoil] : cases) {
    SCOPED_TRACE(message);
    make(whole);
    spoil();
    const std::string before = read_file(database());
    for (const std::vector<std::string>& command :
         {run_command(),
          {testing::program(), "status", "--db", database()},
          {testing::program(), "report", file(), "--db", database(), "--out", folder_ / "report"}}) {
      expect_one_line(run_process(command), message);
      EXPECT_EQ(read_file(database()), before) << command[1];
    }
  }
}

/// Writes a split of a data set in MNIST's format.
void write_idx(const fs::path& folder, const std::string& part, std::uint32_t count, char grey) {
  std::string labels;
  for (std::uint32_t i = 0; i < count; ++i) labels += static_cast<char>(i % 10);
  testing::write_bytes(folder / (part + "-images-idx3-ubyte"), testing::idx_images(count, grey));
  testing::write_bytes(folder / (part + "-labels-idx1-ubyte"), testing::idx_labels(labels));
}

TEST_F(Disk, AChangeOfADataFileDuringTheRunIsDetected) {
  const fs::path data = folder_ / "data";
  for (const std::string name : {"mnist", "kmnist"}) {
    write_idx(data / name, "train", 400, 7);
    write_idx(data / name, "t10k", 100, 7);
  }
  std::ofstream(file()) << "name: changing\n"
                           "trial: {model: {name: mlp, width: 16}}\n"
                           "grid:\n"
                           "  - {dataset: [mnist], epochs: [300]}\n"
                           "  - {dataset: [kmnist], epochs: [2]}\n";
  const std::vector<std::string> command = {testing::program(), "run", file(),   "--db", database(),
                                            "--data",           data,  "--jobs", "1"};
  Background first(command);
  ASSERT_TRUE(wait_until([&] { return value_of("SELECT count(*) FROM attempt") == "1"; }));
  write_idx(data / "kmnist", "train", 400, 8);
  const ProcessResult result = first.wait();
  EXPECT_EQ(result.exit_status, 1) << result.output;
  EXPECT_THAT(result.output, HasSubstr("the data set kmnist has changed since the run began"));
  // The changed file counts as different data, without results or failures.
  EXPECT_EQ(run_process(command).exit_status, 0);
  EXPECT_EQ(value_of("SELECT count(*) FROM outcome"), "2");
}

}  // namespace
}  // namespace actsweep::faults
