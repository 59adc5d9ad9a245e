#include "harness/schema/trial_params.h"

namespace actsweep {

bool is_seed(std::string_view key) { return key == "seed" || key.starts_with("seeds."); }

Component trial_component() {
  constexpr double kMaxSeeds = 9007199254740992;  // 2^53: exact in JSON and in SQLite
  Component trial = {
      .name = "trial",
      .summary = "one training run of one network",
      .params = {
          ComponentOf("dataset", "dataset", "fashion_mnist").doc("data set"),
          ComponentOf("model", "model", "cnn6").doc("network"),
          ComponentOf("initializer", "initializer", "pytorch_default").doc("initial weights"),
          ComponentOf("loss", "loss", "cross_entropy")
              .doc("loss that is minimized, and recorded as training, test and validation loss"),
          ComponentOf("optimizer", "optimizer", "sgd").doc("optimizer"),
          ComponentOf("regularizer", "regularizer", "none").doc("penalty or bound on the weights"),
          Group("clip", {Real("norm", nullptr)
                             .above(0)
                             .doc("maximum Euclidean norm of the gradient of all parameters, including the "
                                  "regularizer's: a longer gradient is scaled down to it; unset: no clipping"),
                         Real("value", nullptr)
                             .above(0)
                             .doc("maximum absolute value of each entry of the gradient; unset: no clipping")}),
          ComponentOf("schedule", "schedule", "constant").doc("learning-rate schedule"),
          Integer("epochs", 10).at_least(1).at_most(1e6).doc("passes over the training images"),
          Integer("batch_size", 128).at_least(1).at_most(1 << 20).doc("images per step"),
          Choice("precision", "float32", {"float32", "bf16"})
              .doc("precision of convolutions and dense layers; weights and their updates are always float32; "
                   "`actsweep list precisions` shows whether this machine supports bf16"),
          Choice("memory_format", "auto", {"auto", "contiguous", "channels_last"})
              .doc("memory layout of images and kernels, which affects speed and rounding; auto: channels_last for "
                   "networks with branches or stages on a CPU, otherwise contiguous"),
          Boolean("gradient_checkpointing", false)
              .doc("save memory by recomputing most activations in the backward pass: the same results, about a third "
                   "slower"),
          ComponentOf("augmentation", "augmentation", "none").doc("random augmentation of the training images"),
          Choice("normalize", "unit", {"unit", "symmetric", "standard", "global", "pixel_mean"})
              .doc("scale of the pixels: unit: [0, 1]; symmetric: [-1, 1]; standard: mean 0 and standard deviation 1 "
                   "over the training images, per channel; global: the same over all channels together; pixel_mean: "
                   "[0, 1] minus the mean training image"),
          Group("noise",
                {Real("sigma", 0)
                     .at_least(0)
                     .at_most(1e6)
                     .doc("standard deviation of Gaussian noise added to the input, on the [0, 1] scale of pixels"),
                 Choice("split", "both", {"train", "test", "both"}).doc("images that get noise")}),
          Group("mixup", {Real("alpha", 0)
                              .at_least(0)
                              .at_most(1e6)
                              .doc("mixup (arXiv 1710.09412): blends pairs of training images and their labels, with a "
                                   "weight drawn from Beta(alpha, alpha) for each batch; 0: off")}),
          Group("cutmix",
                {Real("alpha", 0)
                     .at_least(0)
                     .at_most(1e6)
                     .doc("CutMix (arXiv 1905.04899): pastes a box of another image into each training image and mixes "
                          "the labels, with an area drawn from Beta(alpha, alpha) for each batch; 0: off"),
                 Real("probability", 0.5)
                     .at_least(0)
                     .at_most(1)
                     .doc("fraction of batches that get CutMix if cutmix.alpha is above 0; the others get mixup")}),
          Real("label_smoothing", 0)
              .at_least(0)
              .below(1)
              .doc("fraction of each training label that is spread evenly over all classes (arXiv 1512.00567)"),
          Integer("limit_train", nullptr)
              .at_least(1)
              .doc("use only the first N / classes training images of each class, in file order; unset: all"),
          Integer("limit_test", nullptr).at_least(1).doc("the same for the test images"),
          Real("validation", 0)
              .at_least(0)
              .below(1)
              .doc("fraction of the training images to hold out as a class-balanced validation split"),
          Group("diagnostics",
                {Integer("images", 0)
                     .at_least(0)
                     .doc("record diagnostics on the first N test images, before training and after each epoch: mean "
                          "and standard deviation of the inputs and outputs of each activation, its dead units, a "
                          "histogram of its inputs, and the gradient norm of each layer, in the SQL view "
                          "`diagnostics`; recording does not affect training; 0: off")}),
          Integer("seed", 0).at_least(0).at_most(kMaxSeeds).doc("seed of all random streams"),
          Group(
              "seeds",
              {Integer("init", nullptr).at_least(0).at_most(kMaxSeeds).doc("seed of the initial weights; unset: seed"),
               Integer("data", nullptr)
                   .at_least(0)
                   .at_most(kMaxSeeds)
                   .doc("seed of the order, augmentation, mixing and noise of images; unset: seed")}),
      }};
  trial.constraints = {Constraint("clip.value")
                           .when("clip.norm", ">", 0)
                           .when("clip.value", ">", 0)
                           .because("set clip.norm or clip.value, not both")};
  return trial;
}

}  // namespace actsweep
