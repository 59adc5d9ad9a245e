#include "models/network/summary.h"

#include <gmock/gmock.h>

#include "harness/util/error.h"
#include "models/network/notation.h"

namespace actsweep::network {
namespace {

Summary summary_of(const std::string& text, const Shape& input = {3, 32, 32}) {
  return summarize(read(text, {}, 10), input);
}

std::string shape_after(const std::string& text, const Shape& input = {3, 32, 32}) {
  return to_string(summary_of(text, input).output);
}

std::string error_of(const std::string& text, const Shape& input = {3, 32, 32}) {
  try {
    summary_of(text, input);
  } catch (const InputError& error) {
    return error.what();
  }
  return "(no error)";
}

TEST(Summary, ComputesShapes) {
  EXPECT_EQ(shape_after("conv 8 3"), "8x32x32");
  EXPECT_EQ(shape_after("conv 8 3 stride=2", {3, 33, 32}), "8x17x16");
  EXPECT_EQ(shape_after("conv 8 3 padding=0"), "8x30x30");
  EXPECT_EQ(shape_after("conv 8 1x7 padding=0"), "8x32x26");
  EXPECT_EQ(shape_after("max_pool 2", {3, 7, 7}), "3x3x3");
  EXPECT_EQ(shape_after("max_pool 3 stride=2 padding=1", {3, 7, 7}), "3x4x4");
  // Like torch.nn.MaxPool2d(…, ceil_mode=True): drops a last window that would start in the padding.
  EXPECT_EQ(shape_after("max_pool 3 stride=2 ceil=true", {3, 6, 7}), "3x3x3");
  EXPECT_EQ(shape_after("max_pool 3 stride=2 ceil=true", {3, 2, 13}), "3x1x6");
  EXPECT_EQ(shape_after("max_pool 2 stride=2 padding=1 ceil=true", {3, 5, 4}), "3x3x3");
  EXPECT_EQ(shape_after("concat(| conv 8 3; act)"), "11x32x32");
  EXPECT_EQ(shape_after("conv 8 1; split(| conv 6 3)"), "10x32x32");
  EXPECT_EQ(shape_after("residual(conv 8 3 | conv 8 1)"), "8x32x32");
  EXPECT_EQ(shape_after("global_pool; output"), "10");
  EXPECT_EQ(shape_after("max_pool 32; adaptive_pool 7x5"), "3x7x5");
  EXPECT_EQ(shape_after("flatten"), "3072");
}

TEST(Summary, CountsParametersAndOperations) {
  EXPECT_EQ(summary_of("conv 8 3").total,
            (Counts{.parameters = 8 * 27 + 8, .macs = 8 * 27 * 1024, .values = 8 * 1024}));
  EXPECT_EQ(summary_of("conv 8 3; norm").total.parameters, 8 * 27 + 16) << "no bias directly before a norm";
  EXPECT_EQ(summary_of("conv 8 3 bias=true; norm").total.parameters, 8 * 27 + 8 + 16);
  EXPECT_EQ(summary_of("conv 8 1; conv 8 3 groups=4 stride=2").total.macs, 8 * 3 * 1024 + 8 * 2 * 9 * 256);
  EXPECT_EQ(summary_of("depthwise 5").total.parameters, 3 * 25 + 3);
  EXPECT_EQ(summary_of("conv 32 1; gate 16").total.parameters, 32 * 3 + 32 + (32 * 2 + 2) + (2 * 32 + 32));
  EXPECT_EQ(summary_of("act; act relu; residual(act)").total.activations, 2);
  EXPECT_EQ(summary_of("act; act relu; residual(act)").total.fixed_activations, 1);
  // Sabour et al.: 1152 capsules of size 8 with one matrix each, 10 classes of size 16.
  EXPECT_EQ(summary_of("capsules 16 inputs=8 shared=false", {256, 6, 6}).total.parameters, 1152 * 8 * 160);
}

TEST(Summary, CountsLearnedParametersOfFixedActivations) {
  // SReLU learns four parameters per channel, PReLU one per layer.
  const std::int64_t plain = summary_of("conv 8 3; act relu; act relu").total.parameters;
  const std::int64_t of_prelu = summary_of("conv 8 3; act prelu; act relu").total.parameters - plain;
  EXPECT_EQ(of_prelu, 1);
  EXPECT_EQ(summary_of("conv 8 3; act prelu; act srelu").total.parameters - plain, of_prelu + 4 * 8);
}

TEST(Summary, LimitsSizes) {
  std::string wide = "conv 64 1";
  for (int i = 0; i < 12; ++i) wide += "; concat(act|act|act|act|act|act|act|act|act|act|act|act|act|act|act|act)";
  EXPECT_THAT(error_of(wide), testing::HasSubstr("values per image"));
  EXPECT_THAT(error_of("repeat 20 (conv 1 1 padding=1024); repeat 20 (conv 20000 1)"),
              testing::AnyOf(testing::HasSubstr("multiply-adds"), testing::HasSubstr("values per image")));
  EXPECT_THAT(error_of("conv 20000 1; conv 20000 3; conv 400 1; repeat 9 (conv 400 1 padding=1024)"),
              testing::AnyOf(testing::HasSubstr("multiply-adds"), testing::HasSubstr("values per image")));
}

TEST(Summary, CountsLearnedParametersOfTheActivation) {
  ActivationFunction prelu;
  prelu.learned = {{.name = "a", .initial = "a"}};
  const Steps steps = read("conv 32 1; act; gate 16; flatten; dense 7; act; act relu", {}, 10);
  EXPECT_EQ(summarize(steps, {3, 4, 4}, &prelu).total.parameters - summarize(steps, {3, 4, 4}).total.parameters,
            32 + 2 + 7);
}

TEST(Summary, ListsLayersByModulePath) {
  const auto layers = summary_of("conv 8 3; stage body (residual(act | conv 8 1))").layers;
  std::vector<std::string> paths;
  for (const Layer& layer : layers) paths.push_back(layer.path);
  EXPECT_THAT(paths, testing::ElementsAre("0", "body", "body.0", "body.0.0.0", "body.0.1.0"));
  EXPECT_EQ(layers[1].counts, layers[2].counts);
}

TEST(Summary, AnAuxiliaryClassifierIsCountedAndReturnsItsInput) {
  EXPECT_EQ(shape_after("auxiliary (global_pool; output)"), "3x32x32");
  EXPECT_EQ(summary_of("auxiliary (global_pool; output)").total.parameters, 3 * 10 + 10);
  EXPECT_THAT(error_of("auxiliary (global_pool)"), testing::HasSubstr("end it with output"));
}

TEST(Summary, RejectsAStepThatDoesNotFit) {
  EXPECT_EQ(error_of("conv 8 3; max_pool 2; max_pool 40"),
            "layer 2 (max_pool 40), input 8x16x16: the window of 40x40 pixels is larger than the input");
  EXPECT_EQ(
      error_of("residual(conv 8 3)"),
      "layer 0 (residual), input 3x32x32: the body outputs 8x32x32, but the shortcut 3x32x32; their shapes must be "
      "equal, for example with (body | conv 8 1)");
  EXPECT_EQ(error_of("conv 8 3 groups=2"),
            "layer 0 (conv 8 3 groups=2), input 3x32x32: 3 channels cannot be divided into 2 equal parts");
  EXPECT_EQ(error_of("output"),
            "layer 0 (output), input 3x32x32: expects flat features; add flatten or global_pool before it");
  EXPECT_EQ(error_of("flatten; conv 8 3"), "layer 1 (conv 8 3), input 3072: expects an image, not flat features");
  EXPECT_EQ(error_of("concat(max_pool 2 | act)"),
            "layer 0 (concat), input 3x32x32: the branches output 3x16x16 and 3x32x32, which differ in more than their "
            "channels");
  EXPECT_EQ(error_of("stage a (act); stage a (act)"), "layer a (stage a), input 3x32x32: duplicate stage name");
  EXPECT_THAT(error_of("flatten; dense 1000000; dense 1000000"), testing::HasSubstr("parameters"));
}

}  // namespace
}  // namespace actsweep::network
