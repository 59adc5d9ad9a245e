#include "datasets/idx.h"

namespace actsweep {
namespace {

// The original host, yann.lecun.com, no longer serves the files; this is PyTorch's mirror. Checksums of the original
// files: TensorFlow Datasets, url_checksums/mnist.txt.
const Registration<DatasetKind> kMnist =
    register_idx({.name = "mnist",
                  .summary = "handwritten digits: 60,000 + 10,000 gray images, 28x28, 10 classes",
                  .source = "LeCun, Cortes, Burges: The MNIST database of handwritten digits (1998)",
                  .class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
                  .train_count = 60000,
                  .test_count = 10000,
                  .folders = {"mnist", "MNIST/raw"}},
                 "https://ossci-datasets.s3.amazonaws.com/mnist/",
                 {.train_images = "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                  .train_labels = "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                  .test_images = "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                  .test_labels = "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"});

}  // namespace
}  // namespace actsweep
