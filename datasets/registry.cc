#include "datasets/registry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

bool contains(const DatasetSpec& official, const fs::path& folder) {
  return std::any_of(official.files.begin(), official.files.end(),
                     [&](const std::string& file) { return path_exists(folder / file); });
}

bool has_name_of(const fs::path& folder, const DatasetSpec& official) {
  std::error_code unreadable;
  // Drops a trailing separator and resolves links, as in --data . or --data mnist/
  const fs::path path = fs::weakly_canonical(folder, unreadable) / "";
  return std::any_of(official.folders.begin(), official.folders.end(), [&](const std::string& name) {
    return fmt::format("/{}", path.parent_path().string()).ends_with(fmt::format("/{}", name));
  });
}

bool has_name_of_another(const fs::path& folder, const DatasetSpec& official) {
  if (has_name_of(folder, official)) return false;
  const auto& entries = Registry<DatasetKind>::instance().entries();
  return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
    return entry.make.official && has_name_of(folder, *entry.make.official);
  });
}

void add_count_remark(Dataset& dataset, const char* part, std::size_t count, std::size_t official) {
  if (count == official) return;
  dataset.remarks.push_back(fmt::format("{} of the official {} {} images", grouped(count), grouped(official), part));
}

}  // namespace

Dataset load_dataset(const Params& params, const DataLocations& locations) {
  return Registry<DatasetKind>::instance().at(params.name()).make.load(params, locations);
}

const Registry<DatasetKind>::Entry& find_dataset(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& entry : Registry<DatasetKind>::instance().entries()) {
    const auto& aliases = entry.component.aliases;
    if (entry.component.name == name || std::find(aliases.begin(), aliases.end(), name) != aliases.end()) {
      return entry;
    }
    names.push_back(entry.component.name);
  }
  std::sort(names.begin(), names.end());
  throw InputError(
      fmt::format("no data set is named {}{}; there are {}", name, did_you_mean(name, names), fmt::join(names, ", ")));
}

std::optional<fs::path> locate(const DatasetSpec& official, const DataLocations& locations) {
  for (const fs::path& folder : locations.folders) {
    for (const std::string& subfolder : official.folders) {
      if (contains(official, folder / subfolder)) return folder / subfolder;
    }
    if (contains(official, folder) && !has_name_of_another(folder, official)) return folder;
  }
  if (!official.debian_folder.empty() && contains(official, official.debian_folder)) {
    return official.debian_folder;
  }
  return std::nullopt;
}

std::string how_to_get(const DatasetSpec& official) {
  std::string how = "get it with: actsweep data fetch " + official.component.name;
  if (!official.debian_package.empty()) how += ", or: apt-get install " + official.debian_package;
  return how;
}

Dataset without_images(const DatasetSpec& official) {
  Dataset dataset;
  dataset.name = official.component.name;
  dataset.channels = official.channels;
  dataset.height = official.height;
  dataset.width = official.width;
  dataset.class_names = official.class_names;
  return dataset;
}

void check_labels(const std::vector<Label>& labels, std::size_t classes, const fs::path& path) {
  const auto wrong = std::find_if(labels.begin(), labels.end(),
                                  [&](Label label) { return static_cast<std::size_t>(label) >= classes; });
  if (wrong == labels.end()) return;
  throw InputError(fmt::format("{}: label {} of record {} (counting from 0) is out of range; expected 0 to {}",
                               path.string(), *wrong, grouped(static_cast<std::uint64_t>(wrong - labels.begin())),
                               classes - 1));
}

DatasetKind::Factory official_factory(DatasetSpec declared, FolderReader read) {
  const auto official = std::make_shared<const DatasetSpec>(std::move(declared));
  const auto load = [official, read = std::move(read)](const Params&, const DataLocations& locations) {
    const auto folder = locate(*official, locations);
    if (!folder) {
      std::vector<std::string> searched(locations.folders.begin(), locations.folders.end());
      if (!official->debian_folder.empty()) searched.push_back(official->debian_folder);
      throw InputError(fmt::format("data set {} not found in {}; {}", official->component.name,
                                   fmt::join(searched, ", "), how_to_get(*official)));
    }
    Dataset dataset = read(*official, *folder);
    add_count_remark(dataset, "training", dataset.train.count(), official->train_count);
    add_count_remark(dataset, "test", dataset.test.count(), official->test_count);
    return dataset;
  };
  return {load, official};
}

Registration<DatasetKind> register_official(const DatasetSpec& official, FolderReader read) {
  return {official.component, official_factory(official, std::move(read))};
}

}  // namespace actsweep
