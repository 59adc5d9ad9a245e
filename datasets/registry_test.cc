#include "datasets/registry.h"

#include <gmock/gmock.h>

#include <set>

#include "datasets/test_files.h"

namespace actsweep {
namespace {

using testing::error_of;
using testing::TemporaryFolder;
using testing::write_small_idx_set;

const DatasetSpec& official(const char* name) { return *find_dataset(name).make.official; }

const std::deque<Registry<DatasetKind>::Entry>& entries() { return Registry<DatasetKind>::instance().entries(); }

TEST(DatasetRegistry, EveryEntryIsDocumented) {
  EXPECT_GE(entries().size(), 6U);
  for (const auto& [component, make] : entries()) {
    SCOPED_TRACE(component.name);
    EXPECT_THAT(component.name, ::testing::MatchesRegex("[a-z][a-z0-9_]*"));
    EXPECT_FALSE(component.summary.empty());
    EXPECT_FALSE(component.source.empty());
    EXPECT_TRUE(make.load);
    for (const Param& param : component.params) EXPECT_FALSE(param.description.empty()) << param.key;
  }
}

TEST(DatasetRegistry, NamesAndAliasesAreUnique) {
  std::set<std::string> seen;
  for (const auto& entry : entries()) {
    EXPECT_TRUE(seen.insert(entry.component.name).second) << entry.component.name;
    EXPECT_EQ(&find_dataset(entry.component.name), &entry);
    for (const std::string& alias : entry.component.aliases) {
      EXPECT_TRUE(seen.insert(alias).second) << alias;
      EXPECT_EQ(&find_dataset(alias), &entry);
    }
  }
}

TEST(DatasetRegistry, EveryPublishedEntryIsFullyDeclared) {
  for (const auto& [component, make] : entries()) {
    if (!make.official) continue;
    SCOPED_TRACE(component.name);
    const DatasetSpec& official = *make.official;
    EXPECT_GE(official.class_names.size(), 2U);
    EXPECT_EQ(std::set(official.class_names.begin(), official.class_names.end()).size(), official.class_names.size());
    EXPECT_GT(official.train_count, official.test_count);
    EXPECT_GT(official.test_count, 0U);
    EXPECT_FALSE(official.folders.empty());
    EXPECT_FALSE(official.files.empty());
    EXPECT_FALSE(official.downloads.empty());
    for (const Download& download : official.downloads) {
      EXPECT_THAT(download.url, ::testing::MatchesRegex("https?://.+\\.gz"));
      EXPECT_THAT(download.sha256, ::testing::MatchesRegex("[0-9a-f]{64}"));
    }
  }
}

TEST(DatasetRegistry, AMissingDataSetIsReportedWithHowToGetIt) {
  for (const auto& [component, make] : entries()) {
    if (!make.official || locate(*make.official, {})) continue;
    const Params params(nlohmann::json{{"name", component.name}});
    const std::string& name = component.name;
    const std::string& debian = make.official->debian_folder;
    EXPECT_THAT(
        error_of([&] {
          load_dataset(params, {{"/first", "/second"}});
        }),
        ::testing::StartsWith("data set " + name + " not found in /first, /second" +
                              (debian.empty() ? "" : ", " + debian) + "; get it with: actsweep data fetch " + name));
  }
}

TEST(DatasetRegistry, AnUnknownNameIsReportedWithTheNearest) {
  EXPECT_THAT(error_of([] { find_dataset("fashion_mnits"); }),
              ::testing::StartsWith("no data set is named fashion_mnits (did you mean fashion_mnist?); there are "));
}

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
