#include "harness/cli/comparable.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/schema/trial_params.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

std::string shortened(const std::string& sha256) { return sha256.substr(0, 12); }

/// Chooses between states of one data set, of which `here` is at hand.
std::string choose(const std::map<std::string, std::size_t>& finished, const std::string& here) {
  if (finished.empty() || finished.contains(here)) return here;
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  return std::max_element(finished.begin(), finished.end(), fewer)->first;
}

void remark_on_data(const std::string& name, const std::map<std::string, std::size_t>& finished,
                    const std::string& here, const std::string& chosen, std::vector<std::string>& remarks) {
  if (chosen != here) {
    remarks.push_back(fmt::format("{}: the results are of other data (SHA-256 {}…) than is found here now ({}…).", name,
                                  shortened(chosen), shortened(here)));
  }
  for (const auto& [sha256, count] : finished) {
    if (sha256 == chosen) continue;
    remarks.push_back(
        fmt::format("{}: {} on other data (SHA-256 {}…, not {}…) left out: what was trained on different data is never "
                    "averaged.",
                    name, counted(count, "result"), shortened(sha256), shortened(chosen)));
  }
}

}  // namespace

Comparable comparable_trials(const std::string& experiment, const std::vector<Trial>& trials, const Store& store,
                             DatasetInfoCache& data) {
  struct OfOneDataSet {
    std::string name;
    std::vector<std::string> ids;
  };
  std::map<std::string, OfOneDataSet> by_data;  // that is here
  for (const Trial& trial : trials) {
    OfOneDataSet& same = by_data[data.info(trial.config).sha256];
    same.name = trial.config.at("dataset").at("name");
    same.ids.push_back(trial.id);
  }
  Comparable comparable;
  for (auto& [here, same] : by_data) {
    const auto finished = store.finished_on(same.ids);
    const std::string chosen = choose(finished, here);
    remark_on_data(same.name, finished, here, chosen, comparable.remarks);
    auto& ids = comparable.trials[chosen];
    ids.insert(ids.end(), same.ids.begin(), same.ids.end());
  }
  for (const auto& [training_version, count] : store.finished_by_training_version(experiment)) {
    if (training_version == kTrainingVersion) continue;
    comparable.remarks.push_back(
        fmt::format("{} of training as it was in another version of actsweep (training_version {}, here {}) left out: "
                    "the two are never "
                    "averaged.",
                    counted(count, "result"), training_version, kTrainingVersion));
  }
  return comparable;
}

}  // namespace actsweep
