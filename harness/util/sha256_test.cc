#include "harness/util/sha256.h"

#include <gtest/gtest.h>

#include "datasets/test_files.h"

namespace actsweep {
namespace {

// From the examples of FIPS 180-4.
constexpr const char* kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kMillionAs = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, MatchesKnownHashes) {
  EXPECT_EQ(sha256_of(""), kEmpty);
  EXPECT_EQ(sha256_of("abc"), kAbc);
  EXPECT_EQ(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_of(std::string(1'000'000, 'a')), kMillionAs);
}

TEST(Sha256, IsIncremental) { EXPECT_EQ(Sha256().update("a").update("").update("bc").hex(), kAbc); }

TEST(Sha256, HashesFiles) {
  const testing::TemporaryFolder folder;
  testing::write_bytes(folder / "a", std::string(1'000'000, 'a'));
  testing::write_bytes(folder / "empty", "");
  EXPECT_EQ(sha256_of_file(folder / "a"), kMillionAs);
  EXPECT_EQ(sha256_of_file(folder / "empty"), kEmpty);
  const auto missing = folder / "missing";
  EXPECT_EQ(testing::error_of([&] { sha256_of_file(missing); }), "cannot read " + missing.string());
}

}  // namespace
}  // namespace actsweep
