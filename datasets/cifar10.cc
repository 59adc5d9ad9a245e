#include "datasets/cifar.h"

namespace actsweep {
namespace {

// Checksum: TensorFlow Datasets, url_checksums/cifar10.txt.
const Registration<DatasetKind> kCifar10 = register_cifar(
    {.name = "cifar10",
     .aliases = {"cifar-10"},
     .summary = "photographs: 50,000 + 10,000 color images, 32x32, 10 classes",
     .source = "Krizhevsky: Learning Multiple Layers of Features from Tiny Images (2009)",
     .class_names = {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"},
     .train_count = 50000,
     .test_count = 10000,
     .folders = {"cifar-10-batches-bin"},
     .downloads = {{"https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"}}},
    {.train_files = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
                     "data_batch_5.bin"},
     .test_file = "test_batch.bin",
     .names_file = "batches.meta.txt"});

}  // namespace
}  // namespace actsweep
