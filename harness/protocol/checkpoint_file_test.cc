#include "harness/protocol/checkpoint_file.h"

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

/// The bytes of a checkpoint file with these texts.
std::string bytes_with(const std::map<std::string, std::string>& texts) {
  const std::string header = checked_header({{"__metadata__", texts}}, {"tensors"});
  std::string length(8, '\0');
  length[0] = static_cast<char>(header.size());
  return length + header + "tensors";
}

TEST(CheckpointDecision, ResumesFromAnIntactFileOfTheSameTraining) {
  const std::string bytes = bytes_with({{"identity.threads", "2"}, {"value.steps", "3"}});
  const CheckpointDecision same = decide_checkpoint("a.safetensors", bytes, {{"threads", "2"}});
  EXPECT_EQ(same.why_start_over, "");
  ASSERT_TRUE(same.resumes_from);
  EXPECT_EQ(same.resumes_from->texts.at("value.steps"), "3");
  EXPECT_EQ(same.resumes_from->texts.count("sha256"), 0u);
  EXPECT_EQ(same.resumes_from->contents, "tensors");

  const CheckpointDecision other = decide_checkpoint("a.safetensors", bytes, {{"threads", "4"}});
  EXPECT_FALSE(other.resumes_from);
  EXPECT_EQ(other.why_start_over, "the checkpoint a.safetensors was made with threads 2 instead of 4");
}

TEST(CheckpointDecision, StartsOverFromADamagedFile) {
  const std::string whole = bytes_with({{"identity.threads", "2"}});
  const auto why = [](const std::string& bytes) {
    return decide_checkpoint("a.safetensors", bytes, {{"threads", "2"}}).why_start_over;
  };
  EXPECT_EQ(why(whole.substr(0, whole.size() - 1) + "S"),
            "the checkpoint a.safetensors is damaged: its checksum is wrong");
  EXPECT_EQ(why(""), "the checkpoint a.safetensors is damaged: it is truncated");
  EXPECT_EQ(why(whole.substr(0, 20)), "the checkpoint a.safetensors is damaged: it is truncated");
  for (const std::string header : {"null    ", "[]      ", "{}      ", "\x80       "}) {
    EXPECT_EQ(why(std::string("\x08\0\0\0\0\0\0\0", 8) + header),
              "the checkpoint a.safetensors is damaged: its header was changed");
  }
  EXPECT_EQ(why(std::string("\x00\x01\0\0\0\0\0\0", 8) + std::string(256, '[')),
            "the checkpoint a.safetensors is damaged: its header was changed");
}

}  // namespace
}  // namespace actsweep
