#include "harness/schema/param.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace actsweep {

// Outside of the unnamed namespace, so that argument-dependent lookup finds it; otherwise JSON gets a number.
NLOHMANN_JSON_SERIALIZE_ENUM(ParamType, {{ParamType::kInteger, "integer"},
                                         {ParamType::kReal, "real"},
                                         {ParamType::kBoolean, "boolean"},
                                         {ParamType::kChoice, "choice"},
                                         {ParamType::kNumbers, "numbers"},
                                         {ParamType::kFormula, "formula"},
                                         {ParamType::kNetwork, "network"},
                                         {ParamType::kComponent, "component"},
                                         {ParamType::kGroup, "group"}})

namespace {

Param make(std::string key, ParamType type, nlohmann::json default_value) {
  Param param;
  param.key = std::move(key);
  param.type = type;
  param.default_value = std::move(default_value);
  return param;
}

std::string bounds(const Param& param) {
  std::vector<std::string> parts;
  if (std::isfinite(param.min)) {
    parts.push_back(fmt::format("{} {}", param.min_excluded ? "above" : "of at least", param.min));
  }
  if (std::isfinite(param.max)) {
    parts.push_back(fmt::format("{} {}", param.max_excluded ? "below" : "at most", param.max));
  }
  return parts.empty() ? "" : fmt::format(" {}", fmt::join(parts, " and "));
}

std::string whole_numbers(const Param& param) {
  if (!param.choices.empty()) return fmt::format("one of {}", fmt::join(param.choices, ", "));
  std::string text = "a whole number" + bounds(param);
  if (param.step > 0) {
    text += fmt::format(", in steps of {0}: {1}, {2}, {3}, ...", param.step, param.min, param.min + param.step,
                        param.min + 2 * param.step);
  }
  return text;
}

}  // namespace

Param Param::at_least(double bound) && {
  min = bound;
  return std::move(*this);
}

Param Param::above(double bound) && {
  min = bound;
  min_excluded = true;
  return std::move(*this);
}

Param Param::at_most(double bound) && {
  max = bound;
  return std::move(*this);
}

Param Param::below(double bound) && {
  max = bound;
  max_excluded = true;
  return std::move(*this);
}

Param Param::one_of(const std::vector<std::int64_t>& numbers) && {
  for (const std::int64_t number : numbers) choices.push_back(std::to_string(number));
  return std::move(*this);
}

Param Param::in_steps_of(std::int64_t size) && {
  step = static_cast<double>(size);
  return std::move(*this);
}

Param Param::doc(std::string text) && {
  description = std::move(text);
  return std::move(*this);
}

Param Param::for_preset(const std::string& preset, double default_value_there) && {
  preset_defaults[preset] = default_value_there;
  return std::move(*this);
}

bool Param::allows(double number) const {
  if (min_excluded ? number <= min : number < min) return false;
  if (max_excluded ? number >= max : number > max) return false;
  if (step > 0 && std::fmod(number - min, step) != 0) return false;
  return choices.empty() || std::find(choices.begin(), choices.end(), fmt::format("{:.0f}", number)) != choices.end();
}

std::string Param::allowed() const {
  switch (type) {
    case ParamType::kInteger: return whole_numbers(*this);
    case ParamType::kReal: return "a number" + bounds(*this);
    case ParamType::kBoolean: return "true or false";
    case ParamType::kChoice: return fmt::format("one of {}", fmt::join(choices, ", "));
    case ParamType::kNumbers: return fmt::format("numbers{}, separated by spaces", bounds(*this));
    case ParamType::kFormula:
      return "a formula of x, such as x * sigmoid(b * x), with the values of its names in sibling keys";
    case ParamType::kNetwork: return "the steps of a network, such as conv {width} 3; norm; act";
    case ParamType::kComponent:
      return fmt::format("the name of a registered {0}, or a mapping with its name (see `actsweep list {1}`)", kind,
                         plural(kind));
    case ParamType::kGroup: {
      std::vector<std::string> keys;
      for (const Param& member : members) keys.push_back(member.key);
      return fmt::format("a mapping with the keys {}", fmt::join(keys, ", "));
    }
  }
  return "";
}

Param Integer(std::string key, nlohmann::json default_value) {
  return make(std::move(key), ParamType::kInteger, std::move(default_value));
}

Param Real(std::string key, nlohmann::json default_value) {
  // Defaults may be written as integers, but their type must be real.
  if (default_value.is_number()) default_value = default_value.get<double>();
  return make(std::move(key), ParamType::kReal, std::move(default_value));
}

Param Boolean(std::string key, bool default_value) { return make(std::move(key), ParamType::kBoolean, default_value); }

Param Choice(std::string key, std::string default_value, std::vector<std::string> choices) {
  Param param = make(std::move(key), ParamType::kChoice, std::move(default_value));
  param.choices = std::move(choices);
  return param;
}

Param Numbers(std::string key, nlohmann::json default_text) {
  return make(std::move(key), ParamType::kNumbers, std::move(default_text));
}

Param Formula(std::string key, std::string default_formula) {
  return make(std::move(key), ParamType::kFormula, std::move(default_formula));
}

Param NetworkText(std::string key, std::string default_text) {
  return make(std::move(key), ParamType::kNetwork, std::move(default_text));
}

Param ComponentOf(std::string kind, std::string key, std::string default_name) {
  Param param = make(std::move(key), ParamType::kComponent, std::move(default_name));
  param.kind = std::move(kind);
  return param;
}

Param Group(std::string key, std::vector<Param> members) {
  Param param = make(std::move(key), ParamType::kGroup, nullptr);
  param.members = std::move(members);
  return param;
}

std::string plural(const std::string& kind) { return kind + (kind.ends_with('s') ? "es" : "s"); }

void to_json(nlohmann::json& json, const Param& param) {
  json = {{"key", param.key}, {"type", param.type}, {"default", param.default_value}, {"doc", param.description}};
  if (std::isfinite(param.min)) json[param.min_excluded ? "above" : "min"] = param.min;
  if (std::isfinite(param.max)) json[param.max_excluded ? "below" : "max"] = param.max;
  if (param.step > 0) json["step"] = param.step;
  if (!param.choices.empty()) json["choices"] = param.choices;
  if (!param.kind.empty()) json["kind"] = param.kind;
  if (!param.members.empty()) json["members"] = param.members;
  if (!param.preset_defaults.empty()) json["preset_defaults"] = param.preset_defaults;
}

void from_json(const nlohmann::json& json, Param& param) {
  param = make(json.at("key"), json.at("type"), json.at("default"));
  param.description = json.at("doc");
  param.min_excluded = json.contains("above");
  param.max_excluded = json.contains("below");
  param.min = json.value(param.min_excluded ? "above" : "min", param.min);
  param.max = json.value(param.max_excluded ? "below" : "max", param.max);
  param.step = json.value("step", param.step);
  param.choices = json.value("choices", param.choices);
  param.kind = json.value("kind", param.kind);
  param.members = json.value("members", param.members);
  param.preset_defaults = json.value("preset_defaults", param.preset_defaults);
}

}  // namespace actsweep
