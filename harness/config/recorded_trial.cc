#include "harness/config/recorded_trial.h"

#include "harness/config/combination.h"
#include "harness/config/override.h"
#include "harness/config/product.h"
#include "harness/config/yaml.h"
#include "harness/schema/trial_params.h"

namespace actsweep {

Trial recorded_trial(const Schema& schema, const nlohmann::json& config) {
  Experiment experiment;
  experiment.name = "configuration";
  // JSON is YAML, in which all that checks a configuration is written.
  add_settings(parse_yaml(config.dump(), experiment.name), experiment.name, "", experiment.trial);
  const Resolved resolved = resolve(schema, experiment.trial);
  for (const std::string& key : resolved.unread) {
    fail_unread(schema, resolved, key, experiment.trial.at(key).place);
  }
  // A grid of one point, without what grids cost.
  Product product;
  product.leaves = resolved.leaves;
  product.contribution = id_contribution("training_version", kTrainingVersion);
  check_combinations(schema, experiment, product);
  Trial trial;
  for (const auto& [key, leaf] : product.leaves) {
    if (!leaf.is_default()) product.contribution += id_contribution(key, leaf.value);
    trial.flat.emplace(key, leaf.value);
  }
  trial.id = to_string(product.contribution);
  trial.config = nested(schema, trial.flat);
  return trial;
}

}  // namespace actsweep
