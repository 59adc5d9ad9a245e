// The inputs of a network in training, which must not depend on the network.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "harness/train/test_config.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

/// The inputs and initial parameters of a network.
struct Record {
  at::Tensor initial;  ///< all its parameters before the first step
  std::vector<at::Tensor> training, evaluation;
};

/// Records the inputs of a network.
class Probe : public Layer {
 public:
  Probe(LayerPtr network, Record& record) : network_(register_module("network", std::move(network))), record_(record) {}

  torch::Tensor forward(torch::Tensor x) override {
    if (!record_.initial.defined()) {
      std::vector<at::Tensor> flat;
      for (const at::Tensor& parameter : parameters()) flat.push_back(parameter.detach().flatten());
      record_.initial = at::cat(flat);
    }
    (is_training() ? record_.training : record_.evaluation).push_back(x.clone());
    return network_->forward(std::move(x));
  }

 private:
  LayerPtr network_;
  Record& record_;
};

class TrialStreams : public ::testing::Test {
 protected:
  TrialStreams() {
    at::set_num_threads(1);
    trial_["noise"]["sigma"] = 0.1;
  }

  Record record(const nlohmann::json& changes = nlohmann::json::object()) const {
    nlohmann::json trial = trial_;
    for (const auto& [pointer, value] : changes.items()) trial[nlohmann::json::json_pointer(pointer)] = value;
    Record record;
    train_trial(trial, testing::dataset_of(trial), c10::kCPU, {}, {.wrap_network = [&](LayerPtr network) {
                  return std::make_shared<Probe>(std::move(network), record);
                }});
    return record;
  }

  nlohmann::json trial_ = testing::small_trial();
};

at::Tensor all(const std::vector<at::Tensor>& batches) { return at::cat(batches); }

TEST_F(TrialStreams, ImagesDoNotDependOnTheNetwork) {
  const Record expected = record();
  const nlohmann::json mish = testing::default_component("activation", "mish");
  for (const nlohmann::json& changes :
       {nlohmann::json{{"/model/dropout", 0.0}},
        {{"/model/dropout", 0.7}},
        {{"/model/activation", mish}},
        {{"/model/depth", 5}},
        {{"/model/width", 50}},
        {{"/seeds/init", 9}},
        {{"/optimizer/lr", 0.0}},
        {{"/initializer", testing::default_component("initializer", "glorot_uniform")}}}) {
    const Record other = record(changes);
    EXPECT_TRUE(all(other.training).equal(all(expected.training))) << changes;
    EXPECT_TRUE(all(other.evaluation).equal(all(expected.evaluation))) << changes;
  }
}

TEST_F(TrialStreams, ImagesAreReshuffledInEachEpochAndForEachSeed) {
  trial_["noise"]["sigma"] = 0.0;
  const at::Tensor images = all(record().training);
  ASSERT_EQ(images.size(0), 400);
  const at::Tensor first = images.narrow(0, 0, 200), second = images.narrow(0, 200, 200);
  EXPECT_FALSE(first.equal(second));
  // Both epochs have the same images.
  const auto sums = [](const at::Tensor& x) {
    return std::get<0>(x.to(at::kDouble).flatten(1).square().sum(1).sort());
  };
  EXPECT_TRUE(sums(first).equal(sums(second)));
  EXPECT_FALSE(images.equal(all(record({{"/seeds/data", 1}}).training)));
  EXPECT_FALSE(images.equal(all(record({{"/seed", 1}}).training)));
}

TEST_F(TrialStreams, OrderDoesNotDependOnTheNoise) {
  const auto clean = record({{"/noise/sigma", 0.0}}), noisy = record({{"/noise/sigma", 1e-4}});
  EXPECT_TRUE(all(clean.training).allclose(all(noisy.training), 0, 1e-3));
  EXPECT_FALSE(all(clean.training).equal(all(noisy.training)));
}

/// A share of exactly 0 or 1 only permutes the images of a batch.
TEST_F(TrialStreams, OrderAndNoiseDoNotDependOnMixing) {
  const nlohmann::json silent = {{"/noise/sigma", 0.0}}, noisy = {{"/noise/sigma", 0.1}};
  const Record clean = record(silent), clean_noisy = record(noisy);
  const auto sorted = [](const at::Tensor& images) {
    return std::get<0>(images.to(at::kDouble).flatten(1).square().sum(1).sort());
  };
  nlohmann::json mixing = {{"/mixup/alpha", 1e-300}};
  const Record shuffled = record(mixing);
  mixing.update(silent);
  const Record shuffled_silent = record(mixing);
  ASSERT_EQ(shuffled_silent.training.size(), clean.training.size());
  for (std::size_t i = 0; i < clean.training.size(); ++i) {
    EXPECT_TRUE(sorted(shuffled_silent.training[i]).equal(sorted(clean.training[i]))) << i;
    EXPECT_TRUE((shuffled.training[i] - shuffled_silent.training[i])
                    .allclose(clean_noisy.training[i] - clean.training[i], 0, 1e-6))
        << i;
  }
  EXPECT_FALSE(all(shuffled_silent.training).equal(all(clean.training)));
  EXPECT_TRUE(all(shuffled.evaluation).equal(all(clean_noisy.evaluation)));
}

TEST_F(TrialStreams, OrderAndNoiseDoNotDependOnTheAugmentation) {
  nlohmann::json flips = testing::default_component("augmentation", "pad_crop_flip");
  flips["padding"] = 0;
  const Record clean = record({{"/noise/sigma", 0.0}}), clean_noisy = record();
  const Record flipped = record({{"/noise/sigma", 0.0}, {"/augmentation", flips}});
  const Record flipped_noisy = record({{"/augmentation", flips}});
  const at::Tensor images = all(clean.training), changed = all(flipped.training);
  EXPECT_FALSE(changed.equal(images));
  // Each image has the same columns in another order.
  EXPECT_TRUE(std::get<0>(changed.sum(2).sort(2)).equal(std::get<0>(images.sum(2).sort(2))));
  EXPECT_TRUE((all(flipped_noisy.training) - changed).allclose(all(clean_noisy.training) - images, 0, 1e-6));
  EXPECT_TRUE(all(flipped_noisy.evaluation).equal(all(clean_noisy.evaluation)));
}

TEST_F(TrialStreams, TestImagesAreTheSameInEveryEpoch) {
  const Record seen = record();
  const at::Tensor images = all(seen.evaluation);
  ASSERT_EQ(images.size(0), 2 * 60);
  EXPECT_TRUE(images.narrow(0, 0, 60).equal(images.narrow(0, 60, 60)));
}

TEST_F(TrialStreams, InitialWeightsDependOnTheirSeedOnly) {
  const at::Tensor expected = record().initial;
  const nlohmann::json mish = testing::default_component("activation", "mish");
  for (const nlohmann::json& changes : {nlohmann::json{{"/model/dropout", 0.0}},
                                        {{"/model/activation", mish}},
                                        {{"/seeds/data", 9}},
                                        {{"/noise/sigma", 0.0}},
                                        {{"/batch_size", 10}},
                                        {{"/mixup/alpha", 1.0}},
                                        {{"/cutmix/alpha", 1.0}},
                                        {{"/augmentation", testing::default_component("augmentation", "affine")}}}) {
    EXPECT_TRUE(record(changes).initial.equal(expected)) << changes;
  }
  EXPECT_FALSE(record({{"/seeds/init", 9}}).initial.equal(expected));
  EXPECT_FALSE(record({{"/seed", 9}}).initial.equal(expected));
}

std::vector<std::int64_t> sizes(const std::vector<at::Tensor>& batches) {
  std::vector<std::int64_t> sizes;
  for (const at::Tensor& batch : batches) sizes.push_back(batch.size(0));
  return sizes;
}

TEST_F(TrialStreams, TrainsOnTheImagesThatItsLimitsLeave) {
  const Record seen = record({{"/limit_train", 100}, {"/limit_test", 20}, {"/validation", 0.2}, {"/epochs", 1}});
  EXPECT_EQ(sizes(seen.training), (std::vector<std::int64_t>{32, 32, 16}));
  EXPECT_EQ(sizes(seen.evaluation), (std::vector<std::int64_t>{20, 20}));  // test, validation
}

TEST_F(TrialStreams, LeavesALastBatchOfOneImageOut) {
  trial_["epochs"] = 1;
  const auto with = [&](int images) {
    return sizes(record({{"/dataset/train", images}, {"/model/batch_norm", true}}).training);
  };
  EXPECT_EQ(with(65), (std::vector<std::int64_t>{32, 32}));
  EXPECT_EQ(with(66), (std::vector<std::int64_t>{32, 32, 2}));
  EXPECT_EQ(with(64), (std::vector<std::int64_t>{32, 32}));
}

}  // namespace
}  // namespace actsweep
