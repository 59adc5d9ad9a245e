#include "harness/report/sections/activations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/mapping.h"
#include "harness/config/resolve.h"
#include "harness/results/value.h"
#include "models/activations/activation.h"
#include "models/activations/piecewise.h"

namespace actsweep::report {
namespace {

/// The keys with other values than their defaults: "alpha = 0.5". Names in a formula have no defaults.
std::string settings_text(const Component& component, const nlohmann::json& config) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : config.items()) {
    const auto is_this = [&, k = key](const Param& param) { return param.key == k; };
    const auto param = std::find_if(component.params.begin(), component.params.end(), is_this);
    const bool is_free = param == component.params.end();
    if (key == "name" || (!is_free && (param->default_value == value || param->type == ParamType::kFormula))) continue;
    parts.push_back(fmt::format("{} = {}", key, value_text(value)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// As papers write it; for an unknown activation its first alias, which often is.
std::string shown_name(const Component& component) {
  const std::string label = activation_label(component.name);
  return label == component.name && !component.aliases.empty() ? component.aliases[0] : label;
}

DrawnActivation drawn(const YamlValue& given) {
  const Schema& schema = built_in_schema();
  const nlohmann::json config = resolve_component(schema, ComponentOf("activation", "activation", "relu"), given);
  const std::string name = config.at("name");
  const Component& component = *schema.find("activation", name);
  const std::string settings = settings_text(component, config);
  const bool is_formula = component.formula.empty();
  DrawnActivation result;
  result.formula = is_formula ? config.at("formula").get<std::string>() : component.formula;
  result.label = is_formula ? result.formula : shown_name(component);
  if (!settings.empty()) result.label += is_formula ? ", " + settings : " (" + settings + ")";
  result.style = activation_style(is_formula || !settings.empty() ? result.label : name);
  result.value = untrained(activation_function(Params(config)));
  return result;
}

std::vector<YamlValue> all_activations(const YamlValue& value) {
  std::vector<YamlValue> names;
  for (const Component& component : built_in_schema().components("activation")) {
    if (component.formula.empty()) continue;
    names.push_back(value);
    names.back().text = component.name;
  }
  return names;
}

}  // namespace

std::vector<DrawnActivation> read_activations(const YamlValue& section, const std::string& key) {
  const std::string path = key + ".activations";
  const YamlValue* value = section.find("activations");
  if (value == nullptr) fail_at(section, key, "the key activations is missing: a list of activations, or the word all");
  const bool all = value->is_scalar() && value->text == "all";
  if (!all) expect(*value, YamlValue::Kind::kSequence, path, "a list of activations or the word all");
  std::vector<DrawnActivation> found;
  for (const YamlValue& item : all ? all_activations(*value) : value->items) {
    found.push_back(drawn(item));
    const std::string& label = found.back().label;
    const auto same =
        std::count_if(found.begin(), found.end(), [&](const auto& other) { return other.label == label; });
    if (same > 1) fail_at(item, path, fmt::format("{} is given twice", label));
  }
  if (found.empty()) fail_at(*value, path, "the list is empty");
  return found;
}

}  // namespace actsweep::report
