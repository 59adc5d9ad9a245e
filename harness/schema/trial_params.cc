#include "harness/schema/trial_params.h"

namespace actsweep {

bool is_seed(std::string_view key) { return key == "seed" || key.starts_with("seeds."); }

Component trial_component() {
  constexpr double kMaxSeeds = 9007199254740992;  // 2^53: exact in JSON and in SQLite
  Component trial = {
      .name = "trial",
      .summary = "one training of one network",
      .params = {
          ComponentOf("dataset", "dataset", "fashion_mnist").doc("what is learned"),
          ComponentOf("model", "model", "cnn6").doc("the network"),
          ComponentOf("initializer", "initializer", "pytorch_default").doc("initial weights"),
          ComponentOf("loss", "loss", "cross_entropy")
              .doc("what is minimized, and measured as train, test and val loss"),
          ComponentOf("optimizer", "optimizer", "sgd").doc("how weights move"),
          ComponentOf("regularizer", "regularizer", "none").doc("what keeps weights small"),
          Group("clip",
                {Real("norm", nullptr)
                     .above(0)
                     .doc("longest gradient of all parameters together, the regularizer's included: a longer one is "
                          "scaled down to this Euclidean norm; unset: none is"),
                 Real("value", nullptr)
                     .above(0)
                     .doc("largest size of a number of the gradient, to which a larger one is set; unset: none is")}),
          ComponentOf("schedule", "schedule", "constant").doc("how the learning rate moves"),
          Integer("epochs", 10).at_least(1).at_most(1e6).doc("passes over the training images"),
          Integer("batch_size", 128).at_least(1).at_most(1 << 20).doc("images a step"),
          Choice("precision", "float32", {"float32", "bf16"})
              .doc(
                  "what convolutions and dense layers compute in; weights and their updates are float32 with bf16 too, "
                  "which `actsweep list precisions` says this machine has or lacks"),
          Choice("memory_format", "auto", {"auto", "contiguous", "channels_last"})
              .doc("how images and kernels lie in memory, which changes last digits and speed; auto: channels_last for "
                   "networks with branches or stages on a CPU, else contiguous"),
          Boolean("gradient_checkpointing", false)
              .doc(
                  "of training, keep the values of a few layers and compute the others again on the way back: the same "
                  "results, about a third slower, for networks that do not fit into memory"),
          ComponentOf("augmentation", "augmentation", "none").doc("how training images are changed, each time anew"),
          Choice("normalize", "unit", {"unit", "symmetric", "standard", "global", "pixel_mean"})
              .doc("pixels as numbers: unit [0, 1]; symmetric [-1, 1], which subtracts 0.5 and divides by 0.5; "
                   "standard: mean 0 and deviation 1 of the training images, per channel; global: that of all channels "
                   "together; pixel_mean: [0, 1] less the mean of the training images, pixel by pixel"),
          Group("noise",
                {Real("sigma", 0)
                     .at_least(0)
                     .at_most(1e6)
                     .doc("standard deviation of the Gaussian noise on the input, in units of the [0, 1] pixel"),
                 Choice("split", "both", {"train", "test", "both"}).doc("which images are noisy")}),
          Group("mixup",
                {Real("alpha", 0)
                     .at_least(0)
                     .at_most(1e6)
                     .doc("training images are blended in pairs, by shares of Beta(alpha, alpha) that are drawn "
                          "for each batch, and learned with both labels (arXiv 1710.09412); 0: not at all")}),
          Group("cutmix",
                {Real("alpha", 0)
                     .at_least(0)
                     .at_most(1e6)
                     .doc("training images get a box of another one, of an area of Beta(alpha, alpha), and are learned "
                          "with both labels (arXiv 1905.04899); 0: not at all"),
                 Real("probability", 0.5)
                     .at_least(0)
                     .at_most(1)
                     .doc("part of the batches that get a box where cutmix.alpha is above 0; mixup takes the others")}),
          Real("label_smoothing", 0)
              .at_least(0)
              .below(1)
              .doc("part of each training label that is spread evenly over all classes (arXiv 1512.00567)"),
          Integer("limit_train", nullptr)
              .at_least(1)
              .doc("keep the first N / classes training images of each class, in file order; unset: all"),
          Integer("limit_test", nullptr).at_least(1).doc("the same for the test images"),
          Real("validation", 0)
              .at_least(0)
              .below(1)
              .doc("class-balanced part of the training images held out for whatever selects"),
          Group("diagnostics",
                {Integer("images", 0)
                     .at_least(0)
                     .doc("how many of the first test images diagnostics run through the network, before training and "
                          "after each epoch: inputs, outputs and dead units of each activation, and the gradient norm "
                          "of each layer, into the view `diagnostics`; does not affect training; 0: no diagnostics")}),
          Integer("seed", 0).at_least(0).at_most(kMaxSeeds).doc("of every random stream"),
          Group("seeds",
                {Integer("init", nullptr).at_least(0).at_most(kMaxSeeds).doc("of the initial weights; unset: seed"),
                 Integer("data", nullptr)
                     .at_least(0)
                     .at_most(kMaxSeeds)
                     .doc("of the order of the images and whatever is done to them; unset: seed")}),
      }};
  trial.constraints = {Constraint("clip.value")
                           .when("clip.norm", ">", 0)
                           .when("clip.value", ">", 0)
                           .because("gradients are clipped by clip.norm or by clip.value, not by both")};
  return trial;
}

}  // namespace actsweep
