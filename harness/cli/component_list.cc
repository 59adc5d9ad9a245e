#include "harness/cli/component_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <optional>

#include "harness/cli/terminal_text.h"
#include "harness/config/resolve.h"
#include "harness/util/text.h"
#include "models/activations/activation.h"
#include "models/activations/piecewise.h"
#include "models/activations/properties.h"

namespace actsweep {
namespace {

YamlValue word(const std::string& text) {
  YamlValue value;
  value.kind = YamlValue::Kind::kScalar;
  value.text = text;
  value.place = "command line";
  return value;
}

/// The properties of an activation at the default parameters; nullopt for other components and for user-defined
/// formulas.
std::optional<ActivationProperties> default_properties(const std::string& kind, const Component& component) {
  if (kind != ActivationKind::name || component.formula.empty()) return std::nullopt;
  const auto config =
      resolve_component(built_in_schema(), ComponentOf(kind, kind, component.name), word(component.name));
  return properties_of(untrained(activation_function(Params(config))));
}

/// The default of a key for people; "unset" for null, which has a meaning of its own.
std::string default_text(const Param& param) {
  std::string text = param.default_value.is_null() ? "unset" : plain_text(param.default_value);
  for (const auto& [preset, value] : param.preset_defaults) {
    text += fmt::format(" ({}: {})", preset, plain_text(value));
  }
  return text;
}

/// "alpha=1.673, scale=1.051".
std::string brief_defaults(const Component& component) {
  std::vector<std::string> parts, in_keras;
  for (const Param& param : component.params) {
    const bool is_number = param.default_value.is_number_float();
    parts.push_back(fmt::format("{}={}", param.key,
                                is_number ? brief_number(param.default_value.get<double>()) : default_text(param)));
    const auto found = param.preset_defaults.find("keras");
    if (found == param.preset_defaults.end()) continue;
    in_keras.push_back(fmt::format("{}={}", param.key, brief_number(found->second.get<double>())));
  }
  return fmt::format("{}{}{}", fmt::join(parts, ", "),
                     in_keras.empty() ? "" : "; in Keras: ", fmt::join(in_keras, ", "));
}

std::string with_defaults(const std::string& text, const Component& component) {
  const std::string defaults = brief_defaults(component);
  return text.empty() || defaults.empty() ? text + defaults : text + "; " + defaults;
}

std::string monotone_word(const ActivationProperties& properties) {
  switch (properties.monotonicity) {
    case Monotonicity::kIncreasing: return "strictly";
    case Monotonicity::kNondecreasing: return "weakly";
    case Monotonicity::kNone: return "no";
    default: return monotonicity_text(properties);
  }
}

std::string smoothness_word(const ActivationProperties& properties) {
  return properties.continuity < 0 ? "jumps" : continuity_text(properties);
}

std::string bound_text(const char* name, const Bound& bound) {
  return bound.attained_at ? fmt::format("; {} {:.8g} at x = {:.8g}", name, bound.value, *bound.attained_at) : "";
}

std::string tail_text(const Tail& tail) {
  if (!tail.limit) return "no limit";
  if (std::isfinite(*tail.limit)) return brief_number(tail.limit);
  return fmt::format("{}, slope {}", brief_number(tail.limit), brief_number(tail.slope));
}

std::string property_details(const ActivationProperties& p) {
  std::string slope = fmt::format("slope {:.6g}", p.slope_after_zero);
  if (p.slope_before_zero != p.slope_after_zero) {
    slope = fmt::format("slope {:.6g} before and {:.6g} after it", p.slope_before_zero, p.slope_after_zero);
  }
  std::string continuity = continuity_text(p);
  if (!p.breaks.empty()) {
    std::vector<std::string> places;
    for (const double x : p.breaks) places.push_back(fmt::format("{:.6g}", x));
    continuity += fmt::format(", pieces meet at x = {}", fmt::join(places, ", "));
  }
  return fmt::format(
      "    range: {}{}{}\n    monotone: {}\n    continuity: {}\n    at 0: {:.6g}, {}\n    at -inf: {}; at inf: {}\n",
      range_text(p), bound_text("minimum", p.lower), bound_text("maximum", p.upper), monotonicity_text(p), continuity,
      p.at_zero, slope, tail_text(p.left), tail_text(p.right));
}

void write_component_table(const std::string& kind, const std::vector<Component>& components) {
  const auto table = list_writer(false);
  const bool are_activations = kind == ActivationKind::name;
  table->columns(are_activations ? std::vector<std::string>{"name", "range", "monotone", "smooth", "f(x); parameters"}
                                 : std::vector<std::string>{"name", "what it is; parameters"});
  for (const Component& component : components) {
    if (!are_activations) {
      table->row({component.name, with_defaults(component.summary, component)});
    } else if (const auto properties = default_properties(kind, component)) {
      table->row({component.name, range_text(*properties), monotone_word(*properties), smoothness_word(*properties),
                  with_defaults(component.formula, component)});
    } else {
      table->row({component.name, "", "", "", component.summary});
    }
  }
  table->finish();
}

/// " (capsnet: margin)" for the components that bring another default of a key.
std::string brought_text(const Schema& schema, const std::string& key) {
  std::string text;
  for (const std::string& kind : schema.kinds()) {
    for (const Component& component : schema.components(kind)) {
      const auto brought = component.brings.find(key);
      if (brought == component.brings.end()) continue;
      text += fmt::format(" ({}: {})", component.name, plain_text(brought->second));
    }
  }
  return text;
}

void write_keys(const Schema& schema, const std::string& prefix, const std::vector<Param>& params, RowWriter& table) {
  for (const Param& param : params) {
    const std::string key = prefix + param.key;
    if (param.type == ParamType::kGroup) {
      write_keys(schema, key + ".", param.members, table);
    } else {
      table.row({key, default_text(param) + brought_text(schema, key), param.allowed(), param.description});
    }
  }
}

}  // namespace

void print_components(const std::string& kind, const std::vector<std::string>& names, bool as_json) {
  std::vector<Component> components;
  for (const std::string& name : names) {
    components.push_back(component_named(built_in_schema(), kind, kind, word(name)));
  }
  if (names.empty()) components = built_in_schema().components(kind);
  if (as_json) {
    nlohmann::json json = nlohmann::json::array();
    for (const Component& component : components) {
      json.push_back(component);
      if (kind != ActivationKind::name) continue;
      const auto properties = default_properties(kind, component);
      json.back()["properties"] = properties ? nlohmann::json(*properties) : nlohmann::json();
    }
    std::cout << json.dump(2) << '\n';
  } else if (names.empty()) {
    write_component_table(kind, components);
  } else {
    std::cout << component_details(kind, components);
  }
}

std::string component_details(const std::string& kind, const std::vector<Component>& components) {
  std::string text;
  for (const Component& component : components) {
    if (!text.empty()) text += '\n';
    text += component.name;
    if (!component.aliases.empty()) text += fmt::format(" (also {})", fmt::join(component.aliases, ", "));
    text += ": " + component.summary + '\n';
    if (!component.formula.empty()) text += "    f(x) = " + component.formula + '\n';
    if (!component.source.empty()) text += "    source: " + component.source + '\n';
    if (const auto properties = default_properties(kind, component)) text += property_details(*properties);
    for (const Param& param : component.params) {
      text += fmt::format("    {} = {}: {}{}{}\n", param.key, default_text(param), param.description,
                          param.description.empty() ? "" : "; ", param.allowed());
    }
    for (const auto& [key, value] : component.brings) {
      text += fmt::format("    changes the default of {} to {}\n", key, plain_text(value));
    }
  }
  return text;
}

void print_keys(bool as_json) {
  const Component& trial = built_in_schema().trial();
  if (as_json) {
    std::cout << nlohmann::json(trial).dump(2) << '\n';
    return;
  }
  const auto table = list_writer(false);
  table->columns({"key", "default", "allowed", "meaning"});
  write_keys(built_in_schema(), "", trial.params, *table);
  table->finish();
}

}  // namespace actsweep
