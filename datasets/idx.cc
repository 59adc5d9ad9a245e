#include "datasets/idx.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "datasets/byte_reader.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

/// The names that a published file may have: its own or one with a dot (as some tools unpack it), each plain or
/// compressed. Plain files come first: they load faster.
std::vector<std::string> file_names(const std::string& published) {
  std::string dotted = published;
  dotted[dotted.rfind("-idx")] = '.';
  return {published, dotted, published + ".gz", dotted + ".gz"};
}

fs::path find_file(const DatasetSpec& official, const fs::path& folder, const std::string& published) {
  for (const std::string& name : file_names(published)) {
    if (path_exists(folder / name)) return folder / name;
  }
  throw InputError(fmt::format("{}/{}.gz is missing; {}", folder.string(), published, how_to_get(official)));
}

/// The next 32-bit word of the header, big-endian.
std::uint32_t header_word(ByteReader& reader, const fs::path& path) {
  std::array<std::uint8_t, 4> bytes{};
  if (reader.read(bytes.data(), bytes.size()) < bytes.size()) {
    throw InputError(fmt::format("{} is truncated: it ends inside the header", path.string()));
  }
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

void check_magic_number(ByteReader& reader, const fs::path& path, std::size_t dimensions) {
  constexpr std::uint32_t kUnsignedBytes = 0x0800;
  const std::uint32_t expected = kUnsignedBytes + static_cast<std::uint32_t>(dimensions);
  const std::uint32_t magic = header_word(reader, path);
  if (magic != expected) {
    throw InputError(fmt::format("{} is not an IDX file of {}: its magic number is 0x{:08x}, expected 0x{:08x}",
                                 path.string(), dimensions == 1 ? "labels" : "images", magic, expected));
  }
}

ImageSet read_part(const DatasetSpec& official, const fs::path& folder, const std::string& part,
                   std::size_t max_records) {
  const fs::path images = find_file(official, folder, part + "-images-idx3-ubyte");
  const fs::path labels = find_file(official, folder, part + "-labels-idx1-ubyte");
  const std::vector<std::size_t> shape = {static_cast<std::size_t>(official.height),
                                          static_cast<std::size_t>(official.width)};
  const std::vector<std::uint8_t> label_bytes = read_idx(labels, {}, max_records);
  ImageSet read{read_idx(images, shape, max_records), {label_bytes.begin(), label_bytes.end()}};
  const std::size_t image_count = read.pixels.size() / (shape[0] * shape[1]);
  if (image_count != read.count()) {
    throw InputError(fmt::format("{} holds {} labels, but {} holds {} images", labels.string(), grouped(read.count()),
                                 images.string(), grouped(image_count)));
  }
  check_labels(read.labels, official.class_names.size(), labels);
  return read;
}

}  // namespace

std::vector<std::uint8_t> read_idx(const fs::path& path, const std::vector<std::size_t>& shape,
                                   std::size_t max_records) {
  ByteReader reader(path);
  check_magic_number(reader, path, 1 + shape.size());
  const std::size_t records = header_word(reader, path);
  std::vector<std::size_t> found;
  std::size_t bytes = records;
  for (const std::size_t extent : shape) {
    found.push_back(header_word(reader, path));
    bytes *= extent;
  }
  if (found != shape) {
    throw InputError(fmt::format("{} holds images of {} pixels, expected {}", path.string(), fmt::join(found, "x"),
                                 fmt::join(shape, "x")));
  }
  if (records == 0) throw InputError(fmt::format("{} holds no records", path.string()));
  // Also limits how much memory a damaged header can make us allocate.
  if (records > max_records) {
    throw InputError(fmt::format("{} declares {} records; the official data set has {}", path.string(),
                                 grouped(records), grouped(max_records)));
  }
  std::vector<std::uint8_t> contents(bytes);
  if (const std::size_t got = reader.read(contents.data(), bytes); got < bytes) {
    throw InputError(fmt::format("{} is truncated: it holds {} of the {} bytes that its header declares", path.string(),
                                 grouped(got), grouped(bytes)));
  }
  std::uint8_t beyond = 0;
  if (reader.read(&beyond, 1) != 0) {
    throw InputError(
        fmt::format("{} holds more than the {} bytes that its header declares", path.string(), grouped(bytes)));
  }
  return contents;
}

Dataset read_idx_folder(const DatasetSpec& official, const fs::path& folder) {
  Dataset dataset = without_images(official);
  dataset.train = read_part(official, folder, "train", official.train_count);
  dataset.test = read_part(official, folder, "t10k", official.test_count);
  return dataset;
}

namespace {

/// Registers a data set in MNIST's layout. Its downloads are named without ".gz" and follow `base_url`.
Registration<DatasetKind> register_idx(DatasetSpec official, const std::string& base_url) {
  for (Download& download : official.downloads) {
    for (const std::string& name : file_names(download.url)) official.files.push_back(name);
    download.url = fmt::format("{}{}.gz", base_url, download.url);
  }
  return register_official(official, read_idx_folder);
}

// The original host, yann.lecun.com, no longer serves the files; this is PyTorch's mirror. Checksums of the original
// files: TensorFlow Datasets, url_checksums/mnist.txt.
const Registration<DatasetKind> kMnist = register_idx(
    {.component = {.name = "mnist",
                   .summary = "handwritten digits: 60,000 + 10,000 gray images, 28x28, 10 classes",
                   .source = "LeCun, Cortes, Burges: The MNIST database of handwritten digits (1998)"},
     .class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
     .train_count = 60000,
     .test_count = 10000,
     .folders = {"mnist", "MNIST/raw"},
     .downloads = {{"train-images-idx3-ubyte", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"},
                   {"train-labels-idx1-ubyte", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"},
                   {"t10k-images-idx3-ubyte", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
                   {"t10k-labels-idx1-ubyte", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"}}},
    "https://ossci-datasets.s3.amazonaws.com/mnist/");

// Checksums: TensorFlow Datasets, url_checksums/fashion_mnist.txt. Debian's package holds the same data, compressed
// differently.
const Registration<DatasetKind> kFashionMnist = register_idx(
    {.component = {.name = "fashion_mnist",
                   .aliases = {"fashion-mnist"},
                   .summary = "articles of clothing: 60,000 + 10,000 gray images, 28x28, 10 classes",
                   .source = "Xiao, Rasul, Vollgraf: Fashion-MNIST (2017), arXiv:1708.07747"},
     .class_names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
                     "Ankle boot"},
     .train_count = 60000,
     .test_count = 10000,
     .folders = {"fashion-mnist", "fashion_mnist", "FashionMNIST/raw"},
     .downloads = {{"train-images-idx3-ubyte", "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
                   {"train-labels-idx1-ubyte", "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"},
                   {"t10k-images-idx3-ubyte", "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"},
                   {"t10k-labels-idx1-ubyte", "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"}},
     .debian_package = "dataset-fashion-mnist",
     .debian_folder = "/usr/share/datasets/fashion-mnist"},
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");

// Checksums: TensorFlow Datasets, url_checksums/kmnist.txt.
const Registration<DatasetKind> kKmnist = register_idx(
    {.component = {.name = "kmnist",
                   .aliases = {"kuzushiji-mnist"},
                   .summary = "cursive Japanese characters: 60,000 + 10,000 gray images, 28x28, 10 classes",
                   .source =
                       "Clanuwat et al.: Deep Learning for Classical Japanese Literature (2018), arXiv:1812.01718"},
     .class_names = {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"},
     .train_count = 60000,
     .test_count = 10000,
     .folders = {"kmnist", "KMNIST/raw"},
     .downloads = {{"train-images-idx3-ubyte", "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"},
                   {"train-labels-idx1-ubyte", "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"},
                   {"t10k-images-idx3-ubyte", "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"},
                   {"t10k-labels-idx1-ubyte", "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"}}},
    "http://codh.rois.ac.jp/kmnist/dataset/kmnist/");

}  // namespace
}  // namespace actsweep
