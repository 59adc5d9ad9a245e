#include "datasets/locations.h"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>
#include <string>

#include "harness/util/error.h"

namespace actsweep {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool has_cache() { return !environment("XDG_CACHE_HOME").empty() || !environment("HOME").empty(); }

}  // namespace

bool path_exists(const std::filesystem::path& path) {
  std::error_code unreadable;
  return std::filesystem::exists(path, unreadable);
}

std::filesystem::path dataset_cache() {
  if (!has_cache()) {
    throw InputError("no cache folder: neither $XDG_CACHE_HOME nor $HOME is set; use --data DIR");
  }
  const std::filesystem::path xdg = environment("XDG_CACHE_HOME");
  const std::filesystem::path cache = xdg.empty() ? std::filesystem::path(environment("HOME")) / ".cache" : xdg;
  return cache / "actsweep" / "datasets";
}

DataLocations DataLocations::standard(const std::vector<std::filesystem::path>& given) {
  DataLocations locations;
  for (const auto& folder : given) {
    std::error_code unreadable;
    if (!std::filesystem::is_directory(folder, unreadable)) {
      throw InputError(fmt::format("--data {}: no such folder", folder.string()));
    }
    locations.folders.push_back(folder);
  }
  std::istringstream variable(environment("ACTSWEEP_DATA"));
  for (std::string folder; std::getline(variable, folder, ':');) {
    if (!folder.empty()) locations.folders.emplace_back(folder);
  }
  if (has_cache()) locations.folders.push_back(dataset_cache());
  return locations;
}

}  // namespace actsweep
