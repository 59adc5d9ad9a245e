#include "harness/schema/component.h"

#include <algorithm>
#include <stdexcept>

namespace actsweep {

void Schema::add(const std::string& kind, Component component) {
  std::vector<Component>& list = components_[kind];
  const auto place = std::lower_bound(list.begin(), list.end(), component,
                                      [](const Component& a, const Component& b) { return a.name < b.name; });
  list.insert(place, std::move(component));
}

const std::vector<Component>& Schema::components(std::string_view kind) const {
  static const std::vector<Component> none;
  const auto found = components_.find(kind);
  return found == components_.end() ? none : found->second;
}

const Component* Schema::find(std::string_view kind, std::string_view name) const {
  for (const Component& component : components(kind)) {
    const auto& aliases = component.aliases;
    if (component.name == name || std::find(aliases.begin(), aliases.end(), name) != aliases.end()) return &component;
  }
  return nullptr;
}

const Component& Schema::trial() const {
  const auto& trials = components(kTrialKind);
  if (trials.size() != 1) throw std::logic_error("the schema does not declare the trial");
  return trials.front();
}

bool Schema::is_component(std::string_view key) const { return is_component(trial().params, key); }

bool Schema::is_component(const std::vector<Param>& params, std::string_view key) const {
  return std::any_of(params.begin(), params.end(), [&](const Param& param) {
    if (key == param.key) return param.type == ParamType::kComponent;
    if (!key.starts_with(param.key + '.')) return false;
    const std::string_view rest = key.substr(param.key.size() + 1);
    const std::vector<Component>& chosen = components(param.kind);
    return is_component(param.members, rest) ||
           std::any_of(chosen.begin(), chosen.end(), [&](const Component& c) { return is_component(c.params, rest); });
  });
}

std::vector<std::string> Schema::kinds() const {
  std::vector<std::string> names;
  for (const auto& [kind, list] : components_) names.push_back(kind);
  return names;
}

Schema Schema::from_json(const nlohmann::json& json) {
  Schema schema;
  json.get_to(schema.components_);
  return schema;
}

}  // namespace actsweep
