#include <gmock/gmock.h>

#include "datasets/test_files.h"
#include "harness/cli/commands.h"

namespace actsweep {
namespace {

using testing::error_of;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::TemporaryFolder;

void run(std::vector<std::string> arguments) {
  CLI::App app;
  int exit_status = 0;
  add_data_command(app, exit_status);
  std::reverse(arguments.begin(), arguments.end());  // the order that CLI11 expects
  app.parse(arguments);
  EXPECT_EQ(exit_status, 0);
}

std::string output_of(const std::vector<std::string>& arguments) {
  ::testing::internal::CaptureStdout();
  run(arguments);
  return ::testing::internal::GetCapturedStdout();
}

/// As many images as in MNIST, all black.
void write_full_size_set(const std::filesystem::path& folder) {
  for (const auto& [part, count] : {std::pair{"train", 60000U}, {"t10k", 10000U}}) {
    testing::write_gzip(folder / (std::string(part) + "-images-idx3-ubyte.gz"), testing::idx_images(count, 0));
    testing::write_gzip(folder / (std::string(part) + "-labels-idx1-ubyte.gz"),
                        testing::idx_labels(std::string(count, 1)));
  }
}

TEST(DataCheck, ShowsTheContents) {
  const TemporaryFolder folder;
  testing::write_small_idx_set(folder / "mnist");
  EXPECT_EQ(output_of({"data", "check", "mnist", "--data", folder.path()}),
            "data set mnist\n"
            "found in " +
                (folder / "mnist").string() +
                "\n"
                "images   3 for training, 2 for testing\n"
                "shape    1 x 28 x 28 (channels, height, width), 10 classes\n"
                "SHA-256  9086d4567a7c29f1ddbb4fbb846fb52b209a4d28fa9f452be08d3a4cc17a00a5\n"
                "remark   3 of the official 60,000 training images\n"
                "remark   2 of the official 10,000 test images\n"
                "\n"
                "label  class  train  test\n"
                "    0  0          1     0\n"
                "    1  1          1     0\n"
                "    2  2          0     0\n"
                "    3  3          0     0\n"
                "    4  4          0     1\n"
                "    5  5          0     1\n"
                "    6  6          0     0\n"
                "    7  7          0     0\n"
                "    8  8          0     0\n"
                "    9  9          1     0\n"
                "\n"
                "channel  mean    standard deviation (training pixels, in [0, 1])\n"
                "      0  0.0392  0.0000\n");
}

TEST(DataCheck, AcceptsAliasesAndComputedData) {
  EXPECT_THAT(output_of({"data", "check", "synthetic"}), StartsWith("data set synthetic\nfound in (computed)\n"));
  const TemporaryFolder folder;
  testing::write_small_idx_set(folder / "kmnist");
  EXPECT_THAT(output_of({"data", "check", "kuzushiji-mnist", "--data", folder.path()}), HasSubstr("data set kmnist\n"));
}

TEST(DataCheck, RejectsAnUnknownName) {
  EXPECT_THAT(error_of([] {
                run({"data", "check", "cifar11"});
              }),
              StartsWith("no data set is named cifar11 (did you mean cifar10?); there are "));
}

TEST(DataFetch, DownloadsNothingIfTheFilesExist) {
  const TemporaryFolder folder;
  write_full_size_set(folder / "kmnist");
  EXPECT_EQ(output_of({"data", "fetch", "kmnist", "--data", folder.path()}),
            "kmnist is complete in " + (folder / "kmnist").string() + "; nothing to download\n");
}

TEST(DataFetch, FindsFilesInTheCache) {
  const TemporaryFolder cache;
  const testing::ScopedVariable variable("XDG_CACHE_HOME", cache.path());
  write_full_size_set(cache / "actsweep/datasets/kmnist");
  EXPECT_EQ(output_of({"data", "fetch", "kmnist"}),
            "kmnist is complete in " + (cache / "actsweep/datasets/kmnist").string() + "; nothing to download\n");
}

TEST(DataFetch, RejectsComputedData) {
  EXPECT_EQ(error_of([] {
              run({"data", "fetch", "synthetic"});
            }),
            "data set synthetic is computed; there is nothing to fetch");
}

}  // namespace
}  // namespace actsweep
