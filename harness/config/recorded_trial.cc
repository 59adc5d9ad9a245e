#include "harness/config/recorded_trial.h"

#include <optional>

#include "harness/config/override.h"
#include "harness/config/yaml.h"

namespace actsweep {

Trial recorded_trial(const Schema& schema, const nlohmann::json& config) {
  Experiment experiment;
  experiment.name = "configuration";
  // JSON is YAML, in which all that checks a configuration is written.
  add_settings(parse_yaml(config.dump(), experiment.name), experiment.name, "", experiment.trial);
  experiment.blocks.resize(1);
  const Grid grid(schema, experiment);
  std::optional<Trial> trial;
  grid.for_each([&](const Point& point) { trial = grid.trial(point); });
  return *std::move(trial);
}

}  // namespace actsweep
