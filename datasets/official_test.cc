#include "datasets/official.h"

#include <gmock/gmock.h>

#include "datasets/registry.h"
#include "datasets/test_files.h"

namespace actsweep {
namespace {

using testing::TemporaryFolder;
using testing::write_small_idx_set;

const DatasetSpec& official(const char* name) { return *find_dataset(name).make.official; }

TEST(Locate, FindsEveryLayout) {
  for (const char* layout : {"mnist", "MNIST/raw", "."}) {
    const TemporaryFolder folder;
    write_small_idx_set(folder / layout);
    const auto found = locate(official("mnist"), {{folder.path()}});
    ASSERT_TRUE(found.has_value()) << layout;
    EXPECT_TRUE(std::filesystem::equivalent(*found, folder / layout));
  }
}

TEST(Locate, ReturnsTheFirstLocationWithTheDataSet) {
  const TemporaryFolder without;
  const TemporaryFolder first;
  const TemporaryFolder second;
  write_small_idx_set(first / "mnist");
  write_small_idx_set(second / "mnist");
  EXPECT_EQ(locate(official("mnist"), {{without.path(), first.path(), second.path()}}), first / "mnist");
}

TEST(Locate, DoesNotConfuseDataSetsWithTheSameFileNames) {
  const TemporaryFolder folder;
  write_small_idx_set(folder / "mnist");
  write_small_idx_set(folder / "MNIST/raw");
  for (const char* given : {"mnist", "mnist/", "mnist/.", "MNIST/raw"}) {
    EXPECT_TRUE(locate(official("mnist"), {{folder / given}})) << given;
    EXPECT_FALSE(locate(official("kmnist"), {{folder / given}})) << given;
  }
}

TEST(LoadOfficial, RemarksOnMissingImages) {
  const TemporaryFolder folder;
  write_small_idx_set(folder / "mnist");
  const Dataset dataset = load_dataset(Params(nlohmann::json{{"name", "mnist"}}), {{folder.path()}});
  EXPECT_THAT(dataset.remarks, ::testing::ElementsAre("3 of the official 60,000 training images",
                                                      "2 of the official 10,000 test images"));
}

TEST(HowToGet, NamesTheDebianPackage) {
  EXPECT_EQ(how_to_get(official("fashion_mnist")),
            "get it with: actsweep data fetch fashion_mnist, or: apt-get install dataset-fashion-mnist");
}

}  // namespace
}  // namespace actsweep
