#include "harness/results/value.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

using nlohmann::json;

TEST(Value, NumbersAreEqualHoweverSpelled) {
  EXPECT_EQ(value_identity(1), value_identity(1.0));
  EXPECT_EQ(value_identity(0.0), value_identity(-0.0));
  EXPECT_EQ(value_identity(json::parse("1e-3")), value_identity(0.001));
  EXPECT_NE(value_identity(1), value_identity("1"));
  EXPECT_NE(value_identity(true), value_identity("true"));
  EXPECT_NE(value_identity(9007199254740993), value_identity(9007199254740992));
}

TEST(Value, TextIsWhatAReaderExpects) {
  EXPECT_EQ(value_text("mish"), "mish");
  EXPECT_EQ(value_text(8.0), "8");
  EXPECT_EQ(value_text(0.1), "0.1");
  EXPECT_EQ(value_text(-0.0), "0");
  EXPECT_EQ(value_text(true), "true");
  EXPECT_EQ(value_text(nullptr), "none");
}

TEST(Value, LabelsOfKnownKeys) {
  EXPECT_EQ(key_label("noise.sigma"), "Input noise σ");
  EXPECT_EQ(key_label("optimizer"), "Optimizer");
  EXPECT_EQ(key_label("optimizer.name"), "Optimizer");
  EXPECT_EQ(key_label("model.cleverness"), "model.cleverness");
  EXPECT_EQ(uncapitalized("Learning rate"), "learning rate");
  EXPECT_EQ(uncapitalized("L2 penalty"), "L2 penalty");
}

TEST(Value, ActivationKeys) {
  EXPECT_TRUE(is_activation_key("model.activation"));
  EXPECT_TRUE(is_activation_key("model.activation.name"));
  EXPECT_FALSE(is_activation_key("model.activation.beta"));
  EXPECT_FALSE(is_activation_key("model.preactivation"));
}

TEST(Value, SlugsAreSafeFileNames) {
  EXPECT_EQ(slug("mnist_noise", "x"), "mnist_noise");
  EXPECT_EQ(slug("test_top1 vs noise.sigma", "x"), "test_top1-vs-noise.sigma");
  EXPECT_EQ(slug("../../etc/passwd", "x"), "etc-passwd");
  EXPECT_EQ(slug("`rm -rf /`'\"\n\\<b>", "x"), "rm-rf-b");
  EXPECT_EQ(slug(".hidden.", "x"), "hidden");
  EXPECT_EQ(slug("ßµ", "figure"), "figure");
  EXPECT_EQ(slug(std::string(500, 'a'), "x"), std::string(100, 'a'));
}

}  // namespace
}  // namespace actsweep
