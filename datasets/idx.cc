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

/// The names a file may have: as published or with a dot (as some tools unpack it), each plain or compressed. Plain
/// files come first: they load faster.
std::vector<std::string> file_names(const std::string& stem, const std::string& dimensions) {
  const std::string official = stem + "-" + dimensions + "-ubyte";
  const std::string dotted = stem + "." + dimensions + "-ubyte";
  return {official, dotted, official + ".gz", dotted + ".gz"};
}

fs::path find_file(const DatasetSpec& official, const fs::path& folder, const std::string& stem,
                   const std::string& dimensions) {
  for (const std::string& name : file_names(stem, dimensions)) {
    std::error_code unreadable;
    if (fs::exists(folder / name, unreadable)) return folder / name;
  }
  throw InputError(
      fmt::format("{}/{}-{}-ubyte.gz is missing; {}", folder.string(), stem, dimensions, how_to_get(official)));
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

ImageSet read_part(const DatasetSpec& official, const fs::path& folder, const std::string& stem,
                   std::size_t max_records) {
  const fs::path images = find_file(official, folder, stem + "-images", "idx3");
  const fs::path labels = find_file(official, folder, stem + "-labels", "idx1");
  const std::vector<std::size_t> shape = {static_cast<std::size_t>(official.height),
                                          static_cast<std::size_t>(official.width)};
  const std::vector<std::uint8_t> label_bytes = read_idx(labels, {}, max_records);
  ImageSet part{read_idx(images, shape, max_records), {label_bytes.begin(), label_bytes.end()}};
  const std::size_t image_count = part.pixels.size() / (shape[0] * shape[1]);
  if (image_count != part.count()) {
    throw InputError(fmt::format("{} holds {} labels, but {} holds {} images", labels.string(), grouped(part.count()),
                                 images.string(), grouped(image_count)));
  }
  check_labels(part.labels, official.class_names.size(), labels);
  return part;
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

Registration<DatasetKind> register_idx(DatasetSpec official, const std::string& base_url,
                                       const IdxChecksums& checksums) {
  official.downloads = {{base_url + "train-images-idx3-ubyte.gz", checksums.train_images},
                        {base_url + "train-labels-idx1-ubyte.gz", checksums.train_labels},
                        {base_url + "t10k-images-idx3-ubyte.gz", checksums.test_images},
                        {base_url + "t10k-labels-idx1-ubyte.gz", checksums.test_labels}};
  for (const std::string part : {"train", "t10k"}) {
    for (const std::string& name : file_names(part + "-images", "idx3")) official.files.push_back(name);
    for (const std::string& name : file_names(part + "-labels", "idx1")) official.files.push_back(name);
  }
  return register_official(std::move(official), read_idx_folder);
}

}  // namespace actsweep
