#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace actsweep {

enum class ParamType {
  kInteger,
  kReal,
  kBoolean,
  kChoice,     ///< one of a few fixed words
  kNumbers,    ///< numbers in one text, separated by spaces, because a list would be an axis
  kFormula,    ///< a formula of x whose other names are sibling keys; see models/formula/parser.h
  kNetwork,    ///< the steps of a network whose placeholders are sibling keys; see models/network/notation.h
  kComponent,  ///< the name of a registered component, with its parameters nested below
  kGroup,      ///< no value, only members
};

/// The declaration of one configuration key, used to check its value, to fill in its default and to document it. Write
/// it once, next to the code that reads the key, with the functions below:
///
///     Real("lr", 0.01).at_least(0).doc("learning rate")
struct Param {
  std::string key;  ///< one segment of a dotted key
  ParamType type = ParamType::kReal;
  nlohmann::json default_value;  ///< null: unset; `doc` explains what this means
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_excluded = false;
  bool max_excluded = false;
  double step = 0;                   ///< of an integer: allows only min, min + step, ...; 0: all
  std::vector<std::string> choices;  ///< of a choice, or the only allowed integers
  std::string kind;                  ///< of a component: its registry
  std::vector<Param> members;
  std::string description;
  /// Defaults that replace default_value, by value of the sibling key `preset`.
  std::map<std::string, nlohmann::json> preset_defaults;

  Param at_least(double bound) &&;
  Param above(double bound) &&;
  Param at_most(double bound) &&;
  Param below(double bound) &&;
  /// Allows only these integers.
  Param one_of(const std::vector<std::int64_t>& numbers) &&;
  /// Allows only integers that exceed the bound of at_least() by a multiple of `size`.
  Param in_steps_of(std::int64_t size) &&;
  Param doc(std::string text) &&;
  Param for_preset(const std::string& preset, double default_value_there) &&;

  /// Whether a number satisfies the bounds, step and choices. Does not check that integers are whole.
  bool allows(double number) const;
  /// Whether the text may refer to other keys of the component.
  bool names_keys() const { return type == ParamType::kFormula || type == ParamType::kNetwork; }
  /// Describes the allowed values: "a number of at least 0", "one of train, test, both".
  std::string allowed() const;
};

/// `default_value` may be null: unset.
Param Integer(std::string key, nlohmann::json default_value);
Param Real(std::string key, nlohmann::json default_value);
Param Boolean(std::string key, bool default_value);
Param Choice(std::string key, std::string default_value, std::vector<std::string> choices);
/// Numbers such as "30 60 90"; bounds apply to each of them.
Param Numbers(std::string key, nlohmann::json default_text);
Param Formula(std::string key, std::string default_formula);
Param NetworkText(std::string key, std::string default_text);
/// A component of registry `kind`: in YAML its name, or a mapping with `name` and parameters.
Param ComponentOf(std::string kind, std::string key, std::string default_name);
Param Group(std::string key, std::vector<Param> members);

/// The plural of a kind: "models", "losses".
std::string plural(const std::string& kind);

void to_json(nlohmann::json& json, const Param& param);
void from_json(const nlohmann::json& json, Param& param);

}  // namespace actsweep
