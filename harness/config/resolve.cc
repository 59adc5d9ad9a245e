#include "harness/config/resolve.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/mapping.h"
#include "harness/config/override.h"
#include "harness/util/embedded.h"
#include "harness/util/nearest.h"
#include "models/formula/parser.h"
#include "models/network/notation.h"

namespace actsweep {
namespace {

constexpr const char* kPreset = "preset";

std::string join_key(const std::string& prefix, const std::string& key) {
  return prefix.empty() ? key : prefix + "." + key;
}

/// The declarations of the keys that a formula or a network names. Like those of the schema, they are never destroyed.
std::vector<std::reference_wrapper<const Param>> named_params(const Param& param, const std::string& text) {
  static std::map<std::string, Param> numbers, sizes;
  const bool is_formula = param.type == ParamType::kFormula;
  std::vector<std::reference_wrapper<const Param>> params;
  for (const std::string& name : is_formula ? formula::parameter_names(text) : network::placeholders(text)) {
    const Param named = is_formula ? Real(name, nullptr).doc("parameter of the formula")
                                   : Integer(name, nullptr).at_least(0).at_most(1 << 20).doc("size in the network");
    params.emplace_back((is_formula ? numbers : sizes).try_emplace(name, named).first->second);
  }
  return params;
}

class Resolver {
 public:
  Resolver(const Schema& schema, const Settings& settings) : schema_(schema), settings_(settings) {}

  Leaves run(const std::vector<Param>& params) {
    resolve_all(params, "");
    return std::move(leaves_);
  }

 private:
  void resolve_all(const std::vector<Param>& params, const std::string& prefix) {
    for (const Param& param : params) {
      const std::string key = join_key(prefix, param.key);
      if (param.type == ParamType::kGroup && settings_.contains(key)) fail_group(params, param, key);
      resolve_one(param, key);
      if (param.names_keys()) resolve_names(param, key, prefix);
    }
  }

  /// Resolves the keys that a formula or a network names: siblings of its own key, without defaults.
  void resolve_names(const Param& naming, const std::string& naming_key, const std::string& prefix) {
    for (const Param& param : named_params(naming, leaves_.at(naming_key).value)) {
      const std::string key = join_key(prefix, param.key);
      if (!settings_.contains(key)) {
        fail_at(settings_.at(naming_key), naming_key,
                fmt::format("{0} has no value; set one, such as {1}: 1, or correct the name", param.key, key));
      }
      resolve_one(param, key);
    }
  }

  [[noreturn]] void fail_group(const std::vector<Param>& siblings, const Param& group, const std::string& key) const {
    std::vector<std::string> others, members;
    for (const Param& sibling : siblings) {
      if (sibling.key != group.key) others.push_back(sibling.key);
    }
    for (const Param& member : group.members) members.push_back(key + "." + member.key);
    fail_at(settings_.at(key), key,
            fmt::format("takes no value{}; set {}", did_you_mean(group.key, others), fmt::join(members, " or ")));
  }

  /// The component's name where the file gives none: implied by a key, as in {formula: "x * sigmoid(x)"}, or else the
  /// default.
  std::string implied_name(const Param& param, const std::string& key) const {
    for (const Component& component : schema_.components(param.kind)) {
      for (const Param& member : component.params) {
        if (member.names_keys() && settings_.contains(join_key(key, member.key))) return component.name;
      }
    }
    return default_of(param, key).get<std::string>();
  }

  nlohmann::json default_of(const Param& param, const std::string& key) const {
    if (const auto brought = brought_.find(key); brought != brought_.end()) return brought->second;
    if (param.preset_defaults.empty()) return param.default_value;
    const auto preset = settings_.find(key.substr(0, key.size() - param.key.size()) + kPreset);
    if (preset == settings_.end()) return param.default_value;
    const auto found = param.preset_defaults.find(preset->second.text);
    return found == param.preset_defaults.end() ? param.default_value : found->second;
  }

  void resolve_one(const Param& param, const std::string& key) {
    const auto found = settings_.find(key);
    const bool given = found != settings_.end();
    if (param.type == ParamType::kGroup) {
      resolve_all(param.members, key);
      return;
    }
    Leaf leaf{.value = default_of(param, key), .param = &param, .default_value = default_of(param, key)};
    if (param.type == ParamType::kComponent) {
      YamlValue name;
      name.kind = YamlValue::Kind::kScalar;
      name.text = implied_name(param, key);
      const Component& component = component_named(schema_, param.kind, key, given ? found->second : name);
      leaf.value = component.name;
      resolve_all(component.params, key);
      const bool is_at_the_top = key == param.key;
      if (is_at_the_top) brought_.insert(component.brings.begin(), component.brings.end());
    } else if (given) {
      leaf.value = check_value(param, key, found->second);
    }
    leaves_.emplace(key, std::move(leaf));
  }

  const Schema& schema_;
  const Settings& settings_;
  std::map<std::string, nlohmann::json> brought_;  ///< defaults set by the components chosen so far
  Leaves leaves_;
};

void collect_component_keys(const Schema& schema, const std::vector<Param>& params, const std::string& prefix,
                            int depth, std::set<std::string>& keys) {
  constexpr int kMaxDepth = 4;  // a component may contain one of its own kind
  if (depth > kMaxDepth) return;
  for (const Param& param : params) {
    const std::string key = join_key(prefix, param.key);
    if (param.type == ParamType::kGroup) collect_component_keys(schema, param.members, key, depth, keys);
    if (param.names_keys() || param.key == kPreset) keys.insert(key);
    if (param.type != ParamType::kComponent) continue;
    keys.insert(key);
    for (const Component& component : schema.components(param.kind)) {
      collect_component_keys(schema, component.params, key, depth + 1, keys);
    }
  }
}

/// The name here of what other programs call differently; else the name itself.
std::string usual_name(const std::string& name) {
  static const std::map<std::string, std::string> kNames = {{"learning_rate", "lr"}, {"num_epochs", "epochs"}};
  const auto found = kNames.find(name);
  return found == kNames.end() ? name : found->second;
}

/// " (did you mean optimizer.lr?)" for the part of a key that does not exist next to `siblings`: a sibling, or, at the
/// top, a key of a component or a group.
std::string key_hint(const std::string& rest, bool is_at_the_top, const std::vector<std::string>& siblings,
                     const Leaves& leaves) {
  const std::string wanted = usual_name(rest);
  if (std::find(siblings.begin(), siblings.end(), wanted) != siblings.end()) return did_you_mean(wanted, siblings);
  std::vector<std::string> deeper;
  for (const auto& [key, leaf] : leaves) {
    if (is_at_the_top && key.ends_with("." + wanted)) deeper.push_back(key);
  }
  constexpr std::size_t kMaxShown = 3;
  if (!deeper.empty() && deeper.size() <= kMaxShown) {
    return fmt::format(" (did you mean {}?)", fmt::join(deeper, " or "));
  }
  return did_you_mean(rest.substr(0, rest.find('.')), siblings);
}

nlohmann::json nest(const Schema& schema, const std::map<std::string, nlohmann::json>& flat,
                    const std::vector<Param>& params, const std::string& prefix) {
  nlohmann::json object = nlohmann::json::object();
  for (const Param& param : params) {
    const std::string key = join_key(prefix, param.key);
    if (param.type == ParamType::kGroup) {
      object[param.key] = nest(schema, flat, param.members, key);
    } else if (param.type == ParamType::kComponent) {
      const std::string name = flat.at(key);
      object[param.key] = nest(schema, flat, schema.find(param.kind, name)->params, key);
      object[param.key]["name"] = name;
    } else {
      object[param.key] = flat.at(key);
    }
    if (!param.names_keys()) continue;
    for (const Param& member : named_params(param, flat.at(key)))
      object[member.key] = flat.at(join_key(prefix, member.key));
  }
  return object;
}

}  // namespace

const Schema& built_in_schema() {
  static const Schema schema = Schema::from_json(nlohmann::json::parse(embedded_schema().front().contents));
  return schema;
}

const Component& component_named(const Schema& schema, const std::string& kind, const std::string& key,
                                 const YamlValue& name) {
  expect(name, YamlValue::Kind::kScalar, key, ("the name of a registered " + kind).c_str());
  if (const Component* component = schema.find(kind, name.text)) return *component;
  std::vector<std::string> names, all;
  for (const Component& component : schema.components(kind)) {
    names.push_back(component.name);
    all.push_back(component.name);
    all.insert(all.end(), component.aliases.begin(), component.aliases.end());
  }
  constexpr std::size_t kMaxShown = 12;
  const std::string known = names.size() > kMaxShown ? fmt::format("`actsweep list {}` shows all", plural(kind))
                                                     : fmt::format("there are {}", fmt::join(names, ", "));
  fail_at(name, key, fmt::format("no {} is named {}{}; {}", kind, name.shown(), did_you_mean(name.text, all), known));
}

Leaves resolve(const Schema& schema, const Settings& settings) {
  return Resolver(schema, settings).run(schema.trial().params);
}

void expect_read(const Schema& schema, const Settings& settings, const Leaves& leaves) {
  for (const auto& [key, value] : settings) {
    if (!leaves.contains(key)) fail_unread(schema, leaves, key, value.place);
  }
}

nlohmann::json resolve_component(const Schema& schema, const Param& declaration, const YamlValue& value) {
  const Settings settings = settings_of(declaration.key, value);
  const std::vector<Param> params = {declaration};
  const Leaves leaves = Resolver(schema, settings).run(params);
  expect_read(schema, settings, leaves);
  std::map<std::string, nlohmann::json> flat;
  for (const auto& [key, leaf] : leaves) flat[key] = leaf.value;
  return nest(schema, flat, params, "").at(declaration.key);
}

void fail_unread(const Schema& schema, const Leaves& leaves, const std::string& key, const std::string& place) {
  // The longest prefix of the key that exists: a component, a group, a value or the trial itself.
  std::string parent = key;
  std::vector<std::string> siblings;
  do {
    const std::size_t dot = parent.rfind('.');
    parent = dot == std::string::npos ? "" : parent.substr(0, dot);
    const std::string prefix = parent.empty() ? "" : parent + ".";
    std::set<std::string> found;
    for (const auto& [name, leaf] : leaves) {
      if (name.starts_with(prefix))
        found.insert(name.substr(prefix.size(), name.find('.', prefix.size()) - prefix.size()));
    }
    siblings.assign(found.begin(), found.end());
  } while (siblings.empty() && !parent.empty() && !leaves.contains(parent));

  const std::string rest = key.substr(parent.empty() ? 0 : parent.size() + 1);
  const auto owner = leaves.find(parent);
  if (owner == leaves.end()) {
    fail_at(place, key,
            fmt::format("unknown key{}; known here: {}", key_hint(rest, parent.empty(), siblings, leaves),
                        fmt::join(siblings, ", ")));
  }
  if (owner->second.param->type != ParamType::kComponent) {
    fail_at(place, key, fmt::format("unknown key; {} is a value and has no keys", parent));
  }
  const std::string kind = owner->second.param->kind;
  const std::string chosen = owner->second.value;
  std::vector<std::string> readers;
  for (const Component& component : schema.components(kind)) {
    for (const Param& param : component.params) {
      if (param.key == rest.substr(0, rest.find('.'))) readers.push_back(component.name);
    }
  }
  const std::string others = readers.empty() ? "" : fmt::format(" (it belongs to {})", fmt::join(readers, ", "));
  const std::string takes = siblings.empty() ? "no keys" : fmt::format("{}", fmt::join(siblings, ", "));
  fail_at(place, key,
          fmt::format("the {} {} does not read this key{}{}; it reads {}", kind, chosen,
                      key_hint(rest, false, siblings, leaves), others, takes));
}

std::set<std::string> component_keys(const Schema& schema) {
  std::set<std::string> keys;
  collect_component_keys(schema, schema.trial().params, "", 0, keys);
  return keys;
}

nlohmann::json nested(const Schema& schema, const std::map<std::string, nlohmann::json>& flat) {
  return nest(schema, flat, schema.trial().params, "");
}

}  // namespace actsweep
