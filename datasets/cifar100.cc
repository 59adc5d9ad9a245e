#include "datasets/cifar.h"

namespace actsweep {
namespace {

// Uses the 100 fine labels. Checksum: TensorFlow Datasets, url_checksums/cifar100.txt.
const Registration<DatasetKind> kCifar100 = register_cifar(
    {.name = "cifar100",
     .aliases = {"cifar-100"},
     .summary = "photographs: 50,000 + 10,000 color images, 32x32, 100 classes",
     .source = "Krizhevsky: Learning Multiple Layers of Features from Tiny Images (2009)",
     .class_names = {"apple",       "aquarium_fish", "baby",      "bear",       "beaver",       "bed",
                     "bee",         "beetle",        "bicycle",   "bottle",     "bowl",         "boy",
                     "bridge",      "bus",           "butterfly", "camel",      "can",          "castle",
                     "caterpillar", "cattle",        "chair",     "chimpanzee", "clock",        "cloud",
                     "cockroach",   "couch",         "crab",      "crocodile",  "cup",          "dinosaur",
                     "dolphin",     "elephant",      "flatfish",  "forest",     "fox",          "girl",
                     "hamster",     "house",         "kangaroo",  "keyboard",   "lamp",         "lawn_mower",
                     "leopard",     "lion",          "lizard",    "lobster",    "man",          "maple_tree",
                     "motorcycle",  "mountain",      "mouse",     "mushroom",   "oak_tree",     "orange",
                     "orchid",      "otter",         "palm_tree", "pear",       "pickup_truck", "pine_tree",
                     "plain",       "plate",         "poppy",     "porcupine",  "possum",       "rabbit",
                     "raccoon",     "ray",           "road",      "rocket",     "rose",         "sea",
                     "seal",        "shark",         "shrew",     "skunk",      "skyscraper",   "snail",
                     "snake",       "spider",        "squirrel",  "streetcar",  "sunflower",    "sweet_pepper",
                     "table",       "tank",          "telephone", "television", "tiger",        "tractor",
                     "train",       "trout",         "tulip",     "turtle",     "wardrobe",     "whale",
                     "willow_tree", "wolf",          "woman",     "worm"},
     .train_count = 50000,
     .test_count = 10000,
     .folders = {"cifar-100-binary"},
     .downloads = {{"https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
                    "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"}}},
    {.train_files = {"train.bin"}, .test_file = "test.bin", .names_file = "fine_label_names.txt", .label_bytes = 2});

}  // namespace
}  // namespace actsweep
