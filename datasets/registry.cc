#include "datasets/registry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep {

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

DatasetKind::Factory official_factory(DatasetSpec declared, FolderReader read) {
  const auto official = std::make_shared<const DatasetSpec>(std::move(declared));
  const auto load = [official, read = std::move(read)](const Params&, const DataLocations& locations) {
    return load_official(*official, read, locations);
  };
  return {load, official};
}

Registration<DatasetKind> register_official(DatasetSpec official, FolderReader read) {
  Component component;
  component.name = official.name;
  component.aliases = official.aliases;
  component.summary = official.summary;
  component.source = official.source;
  return {std::move(component), official_factory(std::move(official), std::move(read))};
}

}  // namespace actsweep
