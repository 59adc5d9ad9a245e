#include "datasets/cifar.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "datasets/byte_reader.h"
#include "datasets/labels.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kImageBytes = std::size_t{3} * 32 * 32;

bool is_plain_name(const std::string& line) {
  constexpr std::size_t kMaxNameLength = 40;
  return line.size() <= kMaxNameLength &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// The names that the file gives, if it gives as many as there are classes and all are fit to be shown.
void take_class_names(Dataset& dataset, const fs::path& path) {
  std::error_code unreadable;
  if (!fs::is_regular_file(path, unreadable)) return;  // a pipe would be waited for
  std::ifstream whole(path, std::ios::binary);
  if (!whole) return;
  // More than names take. The file may hold anything, and any amount of it.
  std::string text(std::size_t{1} << 14, '\0');
  whole.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(whole.gcount()));
  std::istringstream file(text);
  std::vector<std::string> names;
  for (std::string line; names.size() <= dataset.class_names.size() && std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) names.push_back(line);
  }
  if (names.size() == dataset.class_names.size() && std::all_of(names.begin(), names.end(), is_plain_name)) {
    dataset.class_names = names;
  } else {
    dataset.remarks.push_back(fmt::format("{} does not name {} classes; the official names are shown",
                                          path.filename().string(), dataset.classes()));
  }
}

void append_existing(ImageSet& part, const std::vector<std::string>& files, const DatasetSpec& official,
                     const fs::path& folder, int label_bytes, std::size_t most_records) {
  bool found = false;
  for (const std::string& name : files) {
    std::error_code unreadable;
    if (!fs::exists(folder / name, unreadable)) continue;
    found = true;
    append_cifar_file(part, folder / name, label_bytes, official.class_names.size(), most_records);
  }
  if (!found) {
    throw InputError(fmt::format("{}/{} is missing; {}", folder.string(), files.front(), how_to_get(official)));
  }
}

}  // namespace

void append_cifar_file(ImageSet& part, const fs::path& path, int label_bytes, std::size_t classes,
                       std::size_t most_records) {
  const std::size_t record_bytes = static_cast<std::size_t>(label_bytes) + kImageBytes;
  ByteReader reader(path);
  // Its size would be taken for that of what it holds.
  if (reader.is_compressed()) throw InputError(fmt::format("{} is in gzip's format; unpack it", path.string()));
  std::error_code no_file;
  const std::uintmax_t size = fs::file_size(path, no_file);
  if (no_file) throw InputError(fmt::format("cannot read {}: {}", path.string(), no_file.message()));
  if (size == 0 || size % record_bytes != 0) {
    throw InputError(fmt::format("{} is truncated: its {} bytes are no whole number of records of {} bytes",
                                 path.string(), grouped(size), grouped(record_bytes)));
  }
  const std::size_t records = size / record_bytes;
  if (part.count() + records > most_records) {
    throw InputError(fmt::format("{} makes {} records, more than the official {}", path.string(),
                                 grouped(part.count() + records), grouped(most_records)));
  }
  std::vector<std::uint8_t> bytes(size);
  if (reader.read(bytes.data(), size) < size) {
    throw InputError(fmt::format("{} became shorter while it was read", path.string()));
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

Registration<DatasetKind> register_cifar(DatasetSpec official, CifarLayout layout) {
  official.channels = 3;
  official.height = 32;
  official.width = 32;
  official.files = layout.train_files;
  official.files.push_back(layout.test_file);
  const auto read = [layout = std::move(layout)](const DatasetSpec& declared, const fs::path& folder) {
    Dataset dataset = described(declared);
    append_existing(dataset.train, layout.train_files, declared, folder, layout.label_bytes, declared.train_count);
    append_existing(dataset.test, {layout.test_file}, declared, folder, layout.label_bytes, declared.test_count);
    take_class_names(dataset, folder / layout.names_file);
    return dataset;
  };
  return register_official(std::move(official), read);
}

}  // namespace actsweep
