#include "datasets/idx.h"

namespace actsweep {
namespace {

// Checksums: TensorFlow Datasets, url_checksums/fashion_mnist.txt. Debian's package holds the same data, compressed
// differently.
const Registration<DatasetKind> kFashionMnist =
    register_idx({.name = "fashion_mnist",
                  .aliases = {"fashion-mnist"},
                  .summary = "articles of clothing: 60,000 + 10,000 gray images, 28x28, 10 classes",
                  .source = "Xiao, Rasul, Vollgraf: Fashion-MNIST (2017), arXiv:1708.07747",
                  .class_names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
                                  "Bag", "Ankle boot"},
                  .train_count = 60000,
                  .test_count = 10000,
                  .folders = {"fashion-mnist", "fashion_mnist", "FashionMNIST/raw"},
                  .debian_package = "dataset-fashion-mnist",
                  .debian_folder = "/usr/share/datasets/fashion-mnist"},
                 "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                 {.train_images = "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                  .train_labels = "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                  .test_images = "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                  .test_labels = "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"});

}  // namespace
}  // namespace actsweep
