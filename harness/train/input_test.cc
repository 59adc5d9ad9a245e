#include "harness/train/input.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "datasets/test_files.h"
#include "harness/train/test_config.h"

namespace actsweep {
namespace {

Dataset empty(const char* name, int channels, int side) {
  Dataset dataset;
  dataset.name = name;
  dataset.channels = channels;
  dataset.height = dataset.width = side;
  dataset.class_names = {"a", "b"};
  return dataset;
}

/// Images whose three channels differ in mean and deviation; labels alternate.
Dataset colored(std::int64_t train, std::int64_t test) {
  Dataset dataset = empty("colored", 3, 8);
  const auto fill = [&](ImageSet& set, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      set.labels.push_back(static_cast<Label>(i % 2));
      for (int k = 0; k < 3 * 64; ++k) {
        set.pixels.push_back(static_cast<std::uint8_t>(80 * (k / 64) + (i * 64 + k) * 37 % (20 + 20 * (k / 64))));
      }
    }
  };
  fill(dataset.train, train);
  fill(dataset.test, test);
  return dataset;
}

nlohmann::json trial_with(const nlohmann::json& given) {
  nlohmann::json trial = testing::default_trial();
  trial.update(given);
  return trial;
}

/// The pipeline of a trial over 100 training and 40 test images.
struct Input {
  explicit Input(const nlohmann::json& given) : trial(trial_with(given)) {}

  at::Tensor training() { return pipeline.training_batch(at::arange(data.train.count())).input; }
  at::Tensor testing() { return pipeline.evaluation_batch(data.test, 0, data.test.count()); }

  Params trial;
  Dataset dataset = colored(100, 40);
  DeviceData data = to_device(dataset, trial, c10::kCPU);
  InputPipeline pipeline{data, trial, 1, c10::kCPU};
};

nlohmann::json noise(double sigma, const std::string& split) { return {{"sigma", sigma}, {"split", split}}; }

at::Tensor of_channels(const at::Tensor& values, bool deviation) {
  const at::Tensor by_channel = values.to(at::kDouble).transpose(0, 1).flatten(1);
  return deviation ? by_channel.std(1, false) : by_channel.mean(1);
}

TEST(Input, IsOnTheUnitScale) {
  Input input(nlohmann::json{{"normalize", "unit"}});
  EXPECT_TRUE(input.training().allclose(input.data.train.pixels.to(at::kFloat) / 255, 0, 1e-6));
  EXPECT_TRUE(input.testing().allclose(input.data.test.pixels.to(at::kFloat) / 255, 0, 1e-6));
}

TEST(Input, IsOnTheSymmetricScale) {
  Input input(nlohmann::json{{"normalize", "symmetric"}});
  EXPECT_TRUE(input.training().allclose(input.data.train.pixels.to(at::kFloat) / 127.5 - 1, 0, 1e-6));
}

TEST(Input, IsStandardizedByTheTrainingImagesOfEachChannel) {
  Input input(nlohmann::json{{"normalize", "standard"}, {"validation", 0.2}});
  const at::Tensor train = input.training();
  EXPECT_TRUE(of_channels(train, false).allclose(at::zeros({3}, at::kDouble), 0, 1e-5));
  EXPECT_TRUE(of_channels(train, true).allclose(at::ones({3}, at::kDouble), 0, 1e-5));
  const at::Tensor pixels = input.data.train.pixels.to(at::kDouble);
  const at::Tensor mean = of_channels(pixels, false).view({1, 3, 1, 1});
  const at::Tensor deviation = of_channels(pixels, true).view({1, 3, 1, 1});
  const at::Tensor expected = (input.data.test.pixels.to(at::kDouble) - mean) / deviation;
  EXPECT_TRUE(input.testing().to(at::kDouble).allclose(expected, 0, 1e-4));
}

/// Like featurewise_center and featurewise_std_normalization of Keras over all axes: one mean and one deviation.
TEST(Input, IsStandardizedByAllTrainingPixelsTogether) {
  Input input(nlohmann::json{{"normalize", "global"}, {"validation", 0.2}});
  const at::Tensor train = input.training().to(at::kDouble);
  EXPECT_NEAR(train.mean().item<double>(), 0, 1e-6);
  EXPECT_NEAR(train.std(false).item<double>(), 1, 1e-6);
  const at::Tensor pixels = input.data.train.pixels.to(at::kDouble);
  const at::Tensor expected = (input.data.test.pixels.to(at::kDouble) - pixels.mean()) / pixels.std(false);
  EXPECT_TRUE(input.testing().to(at::kDouble).allclose(expected, 0, 1e-5));
}

/// As in the ResNet example of Keras: the mean of x_train / 255 over the images is subtracted from x_train and x_test.
TEST(Input, SubtractsTheMeanTrainingImage) {
  Input input(nlohmann::json{{"normalize", "pixel_mean"}, {"validation", 0.2}});
  const at::Tensor mean = input.data.train.pixels.to(at::kDouble).mean(0);
  EXPECT_GT((mean - mean.mean({1, 2}, true)).abs().max().item<double>(), 1) << "all pixels have the same mean";
  const auto expect = [&](const at::Tensor& seen, const at::Tensor& pixels) {
    EXPECT_TRUE(seen.to(at::kDouble).allclose((pixels.to(at::kDouble) - mean) / 255, 0, 1e-6));
  };
  expect(input.training(), input.data.train.pixels);
  expect(input.testing(), input.data.test.pixels);
  EXPECT_TRUE(input.training().mean(0).abs().max().item<double>() < 1e-6);
}

TEST(Input, OfAConstantChannelIsFinite) {
  Dataset gray = empty("gray", 1, 2);
  gray.train = {.pixels = std::vector<std::uint8_t>(16, 100), .labels = {0, 1, 0, 1}};
  gray.test = gray.train;
  const DeviceData data = to_device(gray, Params(trial_with({{"normalize", "standard"}})), c10::kCPU);
  EXPECT_TRUE((100 * data.scale + data.offset).isfinite().all().item<bool>());
}

/// The noise has the same size relative to the pixels for every normalization.
TEST(Input, NoiseIsInPixelUnitsForEveryNormalization) {
  for (const std::string normalize : {"unit", "symmetric", "standard", "global", "pixel_mean"}) {
    Input noisy(nlohmann::json{{"normalize", normalize}, {"noise", noise(0.5, "both")}});
    Input clean(nlohmann::json{{"normalize", normalize}});
    for (const at::Tensor& difference : {noisy.training() - clean.training(), noisy.testing() - clean.testing()}) {
      const at::Tensor in_pixels = difference / noisy.data.pixel_scale;
      EXPECT_TRUE(of_channels(in_pixels, true).allclose(at::full({3}, 0.5, at::kDouble), 0, 0.03)) << normalize;
      EXPECT_TRUE(of_channels(in_pixels, false).allclose(at::zeros({3}, at::kDouble), 0, 0.05)) << normalize;
    }
    // 255 steps of one pixel value make up the [0, 1] scale.
    EXPECT_TRUE((noisy.data.scale * 255).allclose(noisy.data.pixel_scale)) << normalize;
  }
}

TEST(Input, NoiseIsOnTheChosenSplitOnly) {
  Input clean(nlohmann::json::object());
  Input train(nlohmann::json{{"noise", noise(0.5, "train")}}), test(nlohmann::json{{"noise", noise(0.5, "test")}});
  EXPECT_TRUE(test.training().equal(clean.training()));
  EXPECT_FALSE(test.testing().allclose(clean.testing()));
  EXPECT_TRUE(train.testing().equal(clean.testing()));
  EXPECT_FALSE(train.training().allclose(clean.training()));
}

TEST(Input, TrainsOnFreshNoiseAndEvaluatesOnTheSameNoise) {
  Input input(nlohmann::json{{"noise", noise(0.5, "both")}});
  EXPECT_FALSE(input.training().allclose(input.training()));
  input.pipeline.restart_evaluation_noise();
  const at::Tensor first = input.testing();
  EXPECT_FALSE(first.allclose(input.testing()));
  input.pipeline.restart_evaluation_noise();
  EXPECT_TRUE(first.equal(input.testing()));
}

TEST(Input, HasTheLabelsOfItsImages) {
  Input input(nlohmann::json::object());
  const at::Tensor indices = at::tensor({3, 50, 8}, at::kLong);
  const TrainingBatch batch = input.pipeline.training_batch(indices);
  EXPECT_TRUE(batch.labels.equal(at::tensor({1, 0, 0}, at::kLong)));
  EXPECT_TRUE(batch.input.equal(input.training().index_select(0, indices)));
  EXPECT_FALSE(batch.other_labels.defined());
}

/// Blending would weaken the noise.
TEST(Input, NoiseComesAfterMixing) {
  const nlohmann::json mixup = {{"alpha", 100}};
  Input noisy(nlohmann::json{{"mixup", mixup}, {"noise", noise(0.5, "train")}}),
      clean(nlohmann::json{{"mixup", mixup}});
  const TrainingBatch batch = clean.pipeline.training_batch(at::arange(100));
  ASSERT_NEAR(batch.share, 0.5, 0.15);
  EXPECT_FALSE(batch.input.equal(Input(nlohmann::json::object()).training()));
  EXPECT_NEAR((noisy.training() - batch.input).to(at::kDouble).std(false).item<double>(), 0.5, 0.01);
}

/// The black that an augmentation fills in is normalized like any pixel.
TEST(Input, IsAugmentedBeforeNormalization) {
  nlohmann::json crop = testing::default_component("augmentation", "pad_crop_flip");
  crop["padding"] = 100;  // so that hardly anything of an image remains
  for (const std::string normalize : {"unit", "symmetric", "standard", "global", "pixel_mean"}) {
    Input input(nlohmann::json{{"normalize", normalize}, {"augmentation", crop}});
    const at::Tensor image = std::get<0>(input.training().median(0));
    EXPECT_TRUE(image.allclose(input.data.offset[0].expand_as(image), 0, 1e-6)) << normalize;
  }
}

TEST(Input, IsNotAugmentedOrMixedForEvaluation) {
  Input plain(nlohmann::json::object());
  Input mixed(nlohmann::json{{"mixup", {{"alpha", 1}}},
                             {"cutmix", {{"alpha", 1}, {"probability", 0.5}}},
                             {"augmentation", testing::default_component("augmentation", "affine")}});
  EXPECT_TRUE(mixed.testing().equal(plain.testing()));
}

TEST(DeviceData, AppliesTheLimitsAndTheValidationSplit) {
  Input input(nlohmann::json{{"limit_train", 60}, {"limit_test", 10}, {"validation", 0.2}});
  EXPECT_EQ(input.data.train.count(), 48);
  EXPECT_EQ(input.data.validation.count(), 12);
  EXPECT_EQ(input.data.test.count(), 10);
  EXPECT_EQ(input.data.validation.labels.sum().item<std::int64_t>(), 6);
  // The validation split is the last of the first 60 images in file order.
  EXPECT_TRUE(
      input.data.train.pixels.equal(at::from_blob(input.dataset.train.pixels.data(), {48, 3, 8, 8}, at::kByte)));
  EXPECT_TRUE(input.data.validation.pixels.equal(
      at::from_blob(input.dataset.train.pixels.data() + 48 * 192, {12, 3, 8, 8}, at::kByte)));
}

TEST(DeviceData, SupportsMoreClassesThanAByteHolds) {
  nlohmann::json trial = testing::small_trial();
  trial["dataset"].update({{"classes", 300}, {"train", 900}, {"test", 300}, {"noise", 0.0}});
  const DeviceData data = to_device(testing::dataset_of(trial), Params(trial), c10::kCPU);
  EXPECT_EQ(data.classes, 300);
  EXPECT_TRUE(data.test.labels.equal(at::arange(300)));
  EXPECT_TRUE(data.train.labels.narrow(0, 300, 300).equal(at::arange(300)));
  const Epoch first = testing::train(trial).epochs.front();
  EXPECT_NEAR(*first.train_loss, std::log(300), 1);
  EXPECT_TRUE(first.test_top5);
}

TEST(DeviceData, RefusesToTrainOnOneImage) {
  const Dataset dataset = colored(100, 40);
  const Params trial(trial_with({{"limit_train", 1}}));
  EXPECT_EQ(testing::error_of([&] { to_device(dataset, trial, c10::kCPU); }),
            "colored: limit_train, limit_test and validation leave 1 training and 40 test images");
}

}  // namespace
}  // namespace actsweep
