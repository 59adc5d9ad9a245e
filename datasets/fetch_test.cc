#include "datasets/fetch.h"

#include <gmock/gmock.h>

#include "datasets/idx.h"
#include "datasets/test_files.h"
#include "harness/util/process.h"
#include "harness/util/sha256.h"

namespace actsweep {
namespace {

using testing::error_of;
using testing::read_bytes;
using testing::TemporaryFolder;
using testing::write_bytes;

const std::string kContents = "the contents of the published file";

class FetchFileTest : public ::testing::Test {
 protected:
  FetchFileTest() { write_bytes(root_ / "server/file", kContents); }

  const TemporaryFolder root_;
  const Download download_{"file://" + (root_ / "server/file").string(), sha256_of(kContents)};
  const std::filesystem::path target_ = root_ / "file";
  const std::filesystem::path part_ = root_ / "file.part";
};

TEST_F(FetchFileTest, Downloads) {
  fetch_file(download_, target_);
  EXPECT_EQ(read_bytes(target_), kContents);
  EXPECT_FALSE(std::filesystem::exists(part_));
}

TEST_F(FetchFileTest, ResumesAPartialDownload) {
  write_bytes(part_, kContents.substr(0, 10));
  fetch_file(download_, target_);
  EXPECT_EQ(read_bytes(target_), kContents);
}

TEST_F(FetchFileTest, DoesNotDownloadACompletePart) {
  write_bytes(part_, kContents);
  std::filesystem::remove(root_ / "server/file");
  fetch_file(download_, target_);
  EXPECT_EQ(read_bytes(target_), kContents);
}

TEST_F(FetchFileTest, StartsOverWhenThePartIsLongerThanTheFile) {
  write_bytes(part_, kContents + kContents);
  fetch_file(download_, target_);
  EXPECT_EQ(read_bytes(target_), kContents);
}

TEST_F(FetchFileTest, DeletesAPartWithAWrongChecksum) {
  const std::string wrong_start = "XX";
  write_bytes(part_, wrong_start);
  EXPECT_EQ(error_of([&] { fetch_file(download_, target_); }),
            download_.url + " is not the official file: its SHA-256 is " +
                sha256_of(wrong_start + kContents.substr(wrong_start.size())) + ", expected " + download_.sha256 +
                "; the download was deleted");
  EXPECT_FALSE(std::filesystem::exists(part_));
  EXPECT_FALSE(std::filesystem::exists(target_));
}

TEST_F(FetchFileTest, KeepsAPartWhenTheServerFails) {
  write_bytes(part_, kContents.substr(0, 10));
  std::filesystem::remove(root_ / "server/file");
  EXPECT_EQ(error_of([&] { fetch_file(download_, target_); }),
            "cannot download " + download_.url + ": curl exited with status 37; run the command again to resume " +
                part_.string());
  EXPECT_EQ(read_bytes(part_), kContents.substr(0, 10));
}

TEST_F(FetchFileTest, NeverOverwritesAFile) {
  write_bytes(target_, "mine");
  EXPECT_EQ(error_of([&] { fetch_file(download_, target_); }),
            target_.string() + " exists but is not the official file, whose SHA-256 is " + download_.sha256 +
                "; move it away to download it again");
  EXPECT_EQ(read_bytes(target_), "mine");
}

/// A data set of three training and two test images, published in a local folder.
class FetchDatasetTest : public ::testing::Test {
 protected:
  FetchDatasetTest() {
    testing::write_small_idx_set(server_ / "tiny");
    official_.component.name = "tiny";
    official_.class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    official_.train_count = 3;
    official_.test_count = 2;
    official_.folders = {"tiny"};
    for (const std::string part : {"train", "t10k"}) {
      for (const std::string kind : {"-images-idx3-ubyte", "-labels-idx1-ubyte"}) {
        official_.files.push_back(part + kind);
        official_.downloads.push_back(published("tiny/" + part + kind));
      }
    }
  }

  Download published(const std::string& file) const {
    return {"file://" + (server_ / file).string(), sha256_of_file(server_ / file)};
  }

  void publish_as_archive() {
    run_process({"tar", "-czf", (server_ / "tiny.tar.gz").string(), "-C", server_.path().string(), "tiny"});
    official_.downloads = {published("tiny.tar.gz")};
  }

  DatasetKind::Factory dataset() const { return official_factory(official_, read_idx_folder); }

  std::vector<std::string> target_files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(target_.path())) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  const TemporaryFolder server_;
  const TemporaryFolder target_;
  DatasetSpec official_;
};

TEST_F(FetchDatasetTest, DownloadsEveryFile) {
  EXPECT_EQ(find_complete(dataset(), {{target_.path()}}), std::nullopt);
  EXPECT_EQ(fetch_dataset(dataset(), target_.path()), target_ / "tiny");
  EXPECT_EQ(find_complete(dataset(), {{target_.path()}}), target_ / "tiny");
}

TEST_F(FetchDatasetTest, DownloadsOnlyWhatIsMissing) {
  fetch_dataset(dataset(), target_.path());
  std::filesystem::remove(target_ / "tiny/t10k-labels-idx1-ubyte");
  std::filesystem::remove(server_ / "tiny/train-images-idx3-ubyte");
  EXPECT_EQ(fetch_dataset(dataset(), target_.path()), target_ / "tiny");
}

TEST_F(FetchDatasetTest, UnpacksAnArchiveAndLeavesNothingElse) {
  publish_as_archive();
  EXPECT_EQ(fetch_dataset(dataset(), target_.path()), target_ / "tiny");
  EXPECT_THAT(target_files(), ::testing::ElementsAre("tiny"));
}

TEST_F(FetchDatasetTest, DoesNotTouchAnIncompleteFolder) {
  publish_as_archive();
  write_bytes(target_ / "tiny/train-images-idx3-ubyte", "mine");
  EXPECT_EQ(
      error_of([this] { fetch_dataset(dataset(), target_.path()); }),
      (target_ / "tiny").string() + " exists but does not contain all of tiny; move it away to download it again");
  EXPECT_EQ(read_bytes(target_ / "tiny/train-images-idx3-ubyte"), "mine");
}

TEST_F(FetchDatasetTest, ReportsADamagedArchive) {
  write_bytes(server_ / "tiny.tar.gz", "not an archive");
  official_.downloads = {published("tiny.tar.gz")};
  EXPECT_EQ(error_of([this] { fetch_dataset(dataset(), target_.path()); }),
            "cannot unpack " + (target_ / "tiny.tar.gz").string() + ": tar exited with status 2");
  EXPECT_FALSE(std::filesystem::exists(target_ / "tiny"));
}

TEST_F(FetchDatasetTest, ReportsThatTheTargetCannotBeCreated) {
  write_bytes(target_ / "file", "");
  EXPECT_EQ(error_of([this] { fetch_dataset(dataset(), target_ / "file"); }),
            "cannot create folder " + (target_ / "file/tiny").string() + ": Not a directory");
}

}  // namespace
}  // namespace actsweep
