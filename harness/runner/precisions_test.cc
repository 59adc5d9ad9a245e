#include "harness/runner/precisions.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "harness/util/error.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

/// A shell script that tells of cuda:1 that it lacks bfloat16, and nothing of what is no device.
class Precisions : public ::testing::Test {
 protected:
  Precisions() : trainer_(fs::path(::testing::TempDir()) / fmt::format("actsweep-precisions-{}", getpid())) {
    std::ofstream(trainer_) << R"(#!/bin/sh
case "$3" in
  cuda:1) echo '{"float32": "", "bf16": "it is too old"}' ;;
  cpu | cuda:0) echo '{"float32": "", "bf16": ""}' ;;
  *) echo "no device $3"; exit 2 ;;
esac
)";
    fs::permissions(trainer_, fs::perms::owner_all);
  }
  ~Precisions() override { fs::remove(trainer_); }

  std::string refusal(const std::set<std::string>& precisions, const std::vector<std::string>& devices) {
    try {
      check_precisions(precisions, trainer_, devices);
      return "";
    } catch (const InputError& error) {
      return error.what();
    }
  }

  fs::path trainer_;
};

TEST_F(Precisions, AreWhatTheTrainerTells) {
  const auto support = precisions_of(trainer_, "cuda:1");
  ASSERT_EQ(support.size(), 2U);
  EXPECT_EQ(support[0].precision, "bf16");
  EXPECT_EQ(support[0].lacking, "it is too old");
  EXPECT_EQ(support[1].lacking, "");
  EXPECT_THROW(precisions_of(trainer_, "tpu"), InputError);
}

TEST_F(Precisions, ThatADeviceLacksAreRefused) {
  EXPECT_EQ(refusal({"float32", "bf16"}, {"cpu", "cuda:0"}), "");
  EXPECT_EQ(refusal({"float32"}, {"tpu"}), "");  // not asked
  EXPECT_THAT(refusal({"float32", "bf16"}, {"cuda:0", "cuda:1"}),
              ::testing::StartsWith("precision: bf16 is not for cuda:1: it is too old; take precision=float32"));
}

}  // namespace
}  // namespace actsweep
