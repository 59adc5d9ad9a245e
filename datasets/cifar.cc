#include "datasets/cifar.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "datasets/byte_reader.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kImageBytes = std::size_t{3} * 32 * 32;

bool is_printable_name(const std::string& line) {
  constexpr std::size_t kMaxNameLength = 40;
  return line.size() <= kMaxNameLength &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Takes the class names from `path` if it lists one printable name per class; otherwise keeps the official names.
void read_class_names(Dataset& dataset, const fs::path& path) {
  std::error_code unreadable;
  if (!fs::is_regular_file(path, unreadable)) return;  // opening a pipe would block
  std::ifstream file(path, std::ios::binary);
  if (!file) return;
  // The file may have any size and content; class names fit in 16 KiB.
  std::string text(std::size_t{1} << 14, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::istringstream lines(text);
  std::vector<std::string> names;
  for (std::string line; names.size() <= dataset.class_names.size() && std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) names.push_back(line);
  }
  if (names.size() == dataset.class_names.size() && std::all_of(names.begin(), names.end(), is_printable_name)) {
    dataset.class_names = names;
  } else {
    dataset.remarks.push_back(fmt::format("{} does not list {} class names; using the official ones",
                                          path.filename().string(), dataset.classes()));
  }
}

void append_existing(ImageSet& part, const std::vector<std::string>& files, const DatasetSpec& official,
                     const fs::path& folder, int label_bytes, std::size_t max_records) {
  for (const std::string& name : files) {
    if (!path_exists(folder / name)) continue;
    append_cifar_file(part, folder / name, label_bytes, official.class_names.size(), max_records);
  }
  if (part.count() == 0) {
    throw InputError(fmt::format("{}/{} is missing; {}", folder.string(), files.front(), how_to_get(official)));
  }
}

}  // namespace

void append_cifar_file(ImageSet& part, const fs::path& path, int label_bytes, std::size_t classes,
                       std::size_t max_records) {
  const std::size_t record_bytes = static_cast<std::size_t>(label_bytes) + kImageBytes;
  ByteReader reader(path);
  // The checks below use the file size, which says nothing about compressed records.
  if (reader.is_compressed()) throw InputError(fmt::format("{} is gzip-compressed; unpack it first", path.string()));
  std::error_code no_file;
  const std::uintmax_t size = fs::file_size(path, no_file);
  if (no_file) throw InputError(fmt::format("cannot read {}: {}", path.string(), no_file.message()));
  if (size == 0 || size % record_bytes != 0) {
    throw InputError(fmt::format("{} is truncated: its size, {} bytes, is not a multiple of the record size, {} bytes",
                                 path.string(), grouped(size), grouped(record_bytes)));
  }
  const std::size_t records = size / record_bytes;
  if (part.count() + records > max_records) {
    throw InputError(fmt::format("{} brings the total to {} records; the official data set has {}", path.string(),
                                 grouped(part.count() + records), grouped(max_records)));
  }
  std::vector<std::uint8_t> bytes(size);
  if (reader.read(bytes.data(), size) < size) {
    throw InputError(fmt::format("{} shrank while it was being read", path.string()));
  }
  std::vector<Label> labels;
  part.pixels.reserve(part.pixels.size() + records * kImageBytes);
  for (auto record = bytes.begin(); record != bytes.end(); record += static_cast<std::ptrdiff_t>(record_bytes)) {
    labels.push_back(record[label_bytes - 1]);
    part.pixels.insert(part.pixels.end(), record + label_bytes, record + static_cast<std::ptrdiff_t>(record_bytes));
  }
  check_labels(labels, classes, path);
  part.labels.insert(part.labels.end(), labels.begin(), labels.end());
}

namespace {

/// The files of a CIFAR data set in its binary version. A record is `label_bytes` bytes and 3 x 32 x 32 pixels.
struct CifarLayout {
  std::vector<std::string> train_files;  ///< at least one must exist
  std::string test_file;
  std::string names_file;  ///< class names, one per line; optional
  int label_bytes = 1;     ///< per record; the last one is the label
};

/// Registers a data set in the CIFAR layout, published as one archive with a single top-level folder.
Registration<DatasetKind> register_cifar(DatasetSpec official, CifarLayout layout) {
  official.channels = 3;
  official.height = 32;
  official.width = 32;
  official.files = layout.train_files;
  official.files.push_back(layout.test_file);
  const auto read = [layout = std::move(layout)](const DatasetSpec& declared, const fs::path& folder) {
    Dataset dataset = without_images(declared);
    append_existing(dataset.train, layout.train_files, declared, folder, layout.label_bytes, declared.train_count);
    append_existing(dataset.test, {layout.test_file}, declared, folder, layout.label_bytes, declared.test_count);
    read_class_names(dataset, folder / layout.names_file);
    return dataset;
  };
  return register_official(official, read);
}

// Checksum: TensorFlow Datasets, url_checksums/cifar10.txt.
const Registration<DatasetKind> kCifar10 = register_cifar(
    {.component = {.name = "cifar10",
                   .aliases = {"cifar-10"},
                   .summary = "photographs: 50,000 + 10,000 color images, 32x32, 10 classes",
                   .source = "Krizhevsky: Learning Multiple Layers of Features from Tiny Images (2009)"},
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

// Uses the 100 fine labels. Checksum: TensorFlow Datasets, url_checksums/cifar100.txt.
const Registration<DatasetKind> kCifar100 = register_cifar(
    {.component = {.name = "cifar100",
                   .aliases = {"cifar-100"},
                   .summary = "photographs: 50,000 + 10,000 color images, 32x32, 100 classes",
                   .source = "Krizhevsky: Learning Multiple Layers of Features from Tiny Images (2009)"},
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
