#include "datasets/idx.h"

namespace actsweep {
namespace {

// Checksums: TensorFlow Datasets, url_checksums/kmnist.txt.
const Registration<DatasetKind> kKmnist =
    register_idx({.name = "kmnist",
                  .aliases = {"kuzushiji-mnist"},
                  .summary = "cursive Japanese characters: 60,000 + 10,000 gray images, 28x28, 10 classes",
                  .source = "Clanuwat et al.: Deep Learning for Classical Japanese Literature (2018), arXiv:1812.01718",
                  .class_names = {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"},
                  .train_count = 60000,
                  .test_count = 10000,
                  .folders = {"kmnist", "KMNIST/raw"}},
                 "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
                 {.train_images = "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
                  .train_labels = "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
                  .test_images = "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
                  .test_labels = "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"});

}  // namespace
}  // namespace actsweep
