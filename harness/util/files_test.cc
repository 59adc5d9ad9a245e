#include "harness/util/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "datasets/test_files.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(Files, RoundTrip) {
  const testing::TemporaryFolder folder;
  const std::string contents("line\nbyte \0 and \xff", 17);
  write_file_atomically(folder / "file", contents);
  EXPECT_EQ(read_file(folder / "file"), contents);
  write_file_atomically(folder / "file", "");
  EXPECT_EQ(read_file(folder / "file"), "");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(Files, WritingCreatesMissingFolders) {
  const testing::TemporaryFolder folder;
  write_file_atomically(folder.path() / "a" / "b" / "file", "x");
  EXPECT_EQ(read_file(folder.path() / "a" / "b" / "file"), "x");
}

/// A reader that has the old file open keeps reading the old contents.
TEST(Files, WritingReplacesTheFileAsAWhole) {
  const testing::TemporaryFolder folder;
  write_file_atomically(folder / "file", "old");
  std::ifstream reader(folder / "file");
  write_file_atomically(folder / "file", "new contents");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
  EXPECT_EQ(read_file(folder / "file"), "new contents");
}

TEST(Files, WritingThatFailsLeavesNothingBehind) {
  const testing::TemporaryFolder folder;
  const fs::path target = folder / "target";
  fs::create_directories(target / "not_empty");
  EXPECT_EQ(testing::error_of([&] { write_file_atomically(target, "x"); }),
            "cannot write " + target.string() + ": Is a directory");
  EXPECT_EQ(files_in(folder.path()), 1U);

  write_file_atomically(folder / "file", "x");
  const fs::path below_file = folder.path() / "file" / "below";
  EXPECT_EQ(testing::error_of([&] { write_file_atomically(below_file, "x"); }),
            "cannot write " + below_file.string() + ": Not a directory");
}

TEST(Files, ReadingReportsTheReasonOfAFailure) {
  const testing::TemporaryFolder folder;
  const fs::path missing = folder / "missing";
  EXPECT_EQ(testing::error_of([&] { read_file(missing); }),
            "cannot read " + missing.string() + ": No such file or directory");
  EXPECT_EQ(testing::error_of([&] { read_file(folder.path()); }),
            "cannot read " + folder.path().string() + ": Is a directory");
}

TEST(Files, ReadingRespectsTheSizeLimit) {
  const testing::TemporaryFolder folder;
  write_file_atomically(folder / "file", "12345");
  EXPECT_EQ(read_file(folder / "file", 5), "12345");
  EXPECT_EQ(testing::error_of([&] { read_file(folder / "file", 4); }),
            (folder / "file").string() + ": larger than 4 bytes");
  fs::resize_file(folder / "file", std::uintmax_t{1} << 40);  // sparse
  EXPECT_EQ(testing::error_of([&] { read_file(folder / "file", 1 << 20); }),
            (folder / "file").string() + ": larger than 1,048,576 bytes");
  EXPECT_EQ(testing::error_of([] { read_file("/proc/self/maps", 1); }),  // reports a size of 0
            "/proc/self/maps: larger than 1 bytes");
}

TEST(Files, ReadingDoesNotBlockOnPipesAndDevices) {
  const testing::TemporaryFolder folder;
  const fs::path pipe = folder / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const fs::path& path : {pipe, fs::path("/dev/zero")}) {
    EXPECT_EQ(testing::error_of([&] { read_file(path); }),
              "cannot read " + path.string() + ": it is not a regular file");
  }
}

}  // namespace
}  // namespace actsweep
