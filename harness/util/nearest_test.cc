#include "harness/util/nearest.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

const std::vector<std::string> kNames = {"mish", "relu", "swish", "batch_size", "validation"};

TEST(Nearest, FindsMisspelledNames) {
  EXPECT_EQ(nearest("mihs", kNames), "mish");
  EXPECT_EQ(nearest("MISH", kNames), "mish");
  EXPECT_EQ(nearest("rel", kNames), "relu");
  EXPECT_EQ(nearest("swich", kNames), "swish");
  EXPECT_EQ(nearest("batchsize", kNames), "batch_size");
  EXPECT_EQ(nearest("vaildatoin", kNames), "validation");
}

TEST(Nearest, FindsNothingForUnrelatedNames) {
  EXPECT_EQ(nearest("transformer", kNames), std::nullopt);
  EXPECT_EQ(nearest("", kNames), std::nullopt);
  EXPECT_EQ(nearest("mish", {}), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'm'), kNames), std::nullopt);
}

TEST(Nearest, DoesNotReplaceAllOfAShortName) {
  EXPECT_EQ(nearest("xy", {"lr"}), std::nullopt);
  EXPECT_EQ(nearest("l", {"lr"}), "lr");
}

TEST(DidYouMean, ContinuesASentence) {
  EXPECT_EQ(did_you_mean("mihs", kNames), " (did you mean mish?)");
  EXPECT_EQ(did_you_mean("transformer", kNames), "");
}

TEST(DidYouMean, AnswersAnOldNameWithTheNewOne) {
  EXPECT_EQ(did_you_mean("flavour", {"lr", "preset"}), " (it is now called preset)");
  EXPECT_EQ(did_you_mean("inside", {"diagnostics", "epochs"}), " (it is now called diagnostics)");
  EXPECT_EQ(did_you_mean("layers", {"depth", "width"}), "");  // other keys may have the name
  EXPECT_EQ(renamed("--slots"), "--jobs");
  EXPECT_EQ(renamed("optimizer.flavour"), "optimizer.preset");
  EXPECT_EQ(renamed("LAYERS"), "diagnostics");
  EXPECT_EQ(renamed("optimizer.lr"), "");
}

}  // namespace
}  // namespace actsweep
