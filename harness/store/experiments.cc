#include "harness/store/experiments.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep {

std::vector<KnownExperiment> known_experiments(const Store& store, const std::vector<std::string>& names) {
  std::vector<KnownExperiment> all;
  std::vector<std::string> all_names;
  store.query(
      "SELECT id, name FROM experiment ORDER BY name", [](const auto&) {},
      [&](const Store::Row& row) {
        all.push_back({row[0].get<std::int64_t>(), row[1].get<std::string>()});
        all_names.push_back(all.back().name);
      });
  if (names.empty()) return all;
  std::vector<KnownExperiment> chosen;
  for (const std::string& name : names) {
    const auto found = std::find(all_names.begin(), all_names.end(), name);
    if (found == all_names.end()) {
      throw InputError(
          fmt::format("no experiment {} in {}{}", name, store.path().string(), did_you_mean(name, all_names)));
    }
    chosen.push_back(all[static_cast<std::size_t>(found - all_names.begin())]);
  }
  return chosen;
}

}  // namespace actsweep
