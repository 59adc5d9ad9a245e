#include "harness/protocol/checkpoint_identity.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

TEST(CheckpointIdentity, IsFoundAmongTheTextsOfACheckpoint) {
  EXPECT_EQ(identity_in({{"identity.LibTorch", "1.13.1"}, {"value.steps", "3"}}),
            (CheckpointIdentity{{"LibTorch", "1.13.1"}}));
}

TEST(CheckpointIdentity, MustHaveAllThatATrainingExpects) {
  const CheckpointIdentity checkpoint{{"LibTorch", "1.13.1"}, {"threads", "2"}, {"trial", "ab"}};
  EXPECT_EQ(identity_mismatch(checkpoint, {{"LibTorch", "1.13.1"}, {"threads", "2"}}), "");
  EXPECT_EQ(identity_mismatch(checkpoint, {{"LibTorch", "1.13.1"}, {"threads", "4"}}), "threads 2 instead of 4");
  EXPECT_EQ(identity_mismatch(checkpoint, {{"device", "cpu"}}), "device none instead of cpu");
}

}  // namespace
}  // namespace actsweep
