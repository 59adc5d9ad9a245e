#include "datasets/locations.h"

#include <gmock/gmock.h>

#include "datasets/test_files.h"

namespace actsweep {
namespace {

using testing::error_of;
using testing::ScopedVariable;
using testing::TemporaryFolder;

TEST(DataLocations, AreInTheDocumentedOrder) {
  const TemporaryFolder given;
  const ScopedVariable data("ACTSWEEP_DATA", "/first:/second::");
  const ScopedVariable cache("XDG_CACHE_HOME", "/cache");
  EXPECT_THAT(DataLocations::standard({given.path()}).folders,
              ::testing::ElementsAre(given.path(), "/first", "/second", "/cache/actsweep/datasets"));
}

TEST(DataLocations, FallBackToTheHomeFolder) {
  const ScopedVariable data("ACTSWEEP_DATA", "");
  const ScopedVariable cache("XDG_CACHE_HOME", "");
  const ScopedVariable home("HOME", "/home/user");
  EXPECT_THAT(DataLocations::standard().folders, ::testing::ElementsAre("/home/user/.cache/actsweep/datasets"));
}

TEST(DataLocations, RequireAHomeFolderOnlyForWriting) {
  const ScopedVariable data("ACTSWEEP_DATA", "");
  const ScopedVariable cache("XDG_CACHE_HOME", "");
  const ScopedVariable home("HOME", "");
  EXPECT_THAT(DataLocations::standard().folders, ::testing::IsEmpty());
  EXPECT_EQ(error_of([] { dataset_cache(); }),
            "no cache folder: neither $XDG_CACHE_HOME nor $HOME is set; use --data DIR");
}

TEST(DataLocations, RejectAMissingFolder) {
  EXPECT_EQ(error_of([] { DataLocations::standard({"/no/such"}); }), "--data /no/such: no such folder");
}

}  // namespace
}  // namespace actsweep
