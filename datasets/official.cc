#include "datasets/official.h"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/registry.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

bool holds(const DatasetSpec& official, const fs::path& folder) {
  return std::any_of(official.files.begin(), official.files.end(), [&](const std::string& file) {
    std::error_code unreadable;
    return fs::exists(folder / file, unreadable);
  });
}

bool is_called(const fs::path& folder, const DatasetSpec& official) {
  std::error_code unreadable;
  // The trailing separator is dropped, and links are followed, as in --data . or --data mnist/
  const fs::path path = fs::weakly_canonical(folder, unreadable) / "";
  return std::any_of(official.folders.begin(), official.folders.end(), [&](const std::string& name) {
    return fmt::format("/{}", path.parent_path().string()).ends_with(fmt::format("/{}", name));
  });
}

bool is_called_like_another(const fs::path& folder, const DatasetSpec& official) {
  if (is_called(folder, official)) return false;
  const auto& entries = Registry<DatasetKind>::instance().entries();
  return std::any_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return entry.make.official && is_called(folder, *entry.make.official); });
}

std::string list_of(const std::vector<fs::path>& folders) {
  std::string list;
  for (const fs::path& folder : folders) list += (list.empty() ? "" : ", ") + folder.string();
  return list;
}

void remark_on_count(Dataset& dataset, const char* part, std::size_t count, std::size_t official) {
  if (count == official) return;
  dataset.remarks.push_back(fmt::format("{} of the official {} {} images", grouped(count), grouped(official), part));
}

}  // namespace

std::optional<fs::path> locate(const DatasetSpec& official, const DataLocations& locations) {
  for (const fs::path& folder : locations.folders) {
    for (const std::string& subfolder : official.folders) {
      if (holds(official, folder / subfolder)) return folder / subfolder;
    }
    if (holds(official, folder) && !is_called_like_another(folder, official)) return folder;
  }
  if (!official.debian_folder.empty() && holds(official, official.debian_folder)) {
    return official.debian_folder;
  }
  return std::nullopt;
}

std::string how_to_get(const DatasetSpec& official) {
  std::string how = "get it with: actsweep data fetch " + official.name;
  if (!official.debian_package.empty()) how += ", or: apt-get install " + official.debian_package;
  return how;
}

Dataset load_official(const DatasetSpec& official, const FolderReader& read, const DataLocations& locations) {
  const auto folder = locate(official, locations);
  if (!folder) {
    auto searched = locations.folders;
    if (!official.debian_folder.empty()) searched.push_back(official.debian_folder);
    throw InputError(
        fmt::format("data set {} is not found in {}; {}", official.name, list_of(searched), how_to_get(official)));
  }
  Dataset dataset = read(official, *folder);
  remark_on_count(dataset, "training", dataset.train.count(), official.train_count);
  remark_on_count(dataset, "test", dataset.test.count(), official.test_count);
  return dataset;
}

Dataset described(const DatasetSpec& official) {
  Dataset dataset;
  dataset.name = official.name;
  dataset.channels = official.channels;
  dataset.height = official.height;
  dataset.width = official.width;
  dataset.class_names = official.class_names;
  return dataset;
}

}  // namespace actsweep
