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
  kNumbers,    ///< several numbers in one text, separated by spaces: a list would be taken for an axis
  kFormula,    ///< a formula of x; its other names are sibling keys; see models/formula/parser.h
  kNetwork,    ///< steps of a network; its placeholders are sibling keys; see models/network/notation.h
  kComponent,  ///< the name of a registered component, with its own parameters below
  kGroup,      ///< no value of its own, only members
};

/// The declaration of one configuration key: all that is needed to check a value, to fill in its default and to
/// document it. Declared once, beside the code that reads it, with the functions below:
///
///     Real("lr", 0.01).at_least(0).doc("learning rate")
struct Param {
  std::string key;  ///< one segment of a dotted key
  ParamType type = ParamType::kReal;
  nlohmann::json default_value;  ///< null: unset, which `doc` explains
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_excluded = false;
  bool max_excluded = false;
  double step = 0;                   ///< of a whole number: only min, min + step, ... are allowed; 0: all
  std::vector<std::string> choices;  ///< of a whole number: the only ones, if there are any
  std::string kind;                  ///< of a component: the registry that holds it
  std::vector<Param> members;
  std::string description;
  /// Defaults that a value of the key `flavour` beside this one brings with it.
  std::map<std::string, nlohmann::json> default_in_flavour;

  Param at_least(double bound) &&;
  Param above(double bound) &&;
  Param at_most(double bound) &&;
  Param below(double bound) &&;
  /// Of a whole number: these alone.
  Param one_of(const std::vector<std::int64_t>& numbers) &&;
  /// Of a whole number that is at_least() something: that, and so much more again and again.
  Param in_steps_of(std::int64_t size) &&;
  Param doc(std::string text) &&;
  Param in_flavour(const std::string& flavour, double default_there) &&;

  /// Whether a number, which is whole where it has to be, is within the bounds and one of those declared.
  bool allows(double number) const;
  /// Whether other keys of its component are named in its text.
  bool names_keys() const { return type == ParamType::kFormula || type == ParamType::kNetwork; }
  /// What is allowed, in words: "a number of at least 0", "one of train, test, both".
  std::string allowed() const;
};

/// `default_value` may be null where leaving the key out means something of its own.
Param Integer(std::string key, nlohmann::json default_value);
Param Real(std::string key, nlohmann::json default_value);
Param Boolean(std::string key, bool default_value);
Param Choice(std::string key, std::string default_value, std::vector<std::string> choices);
/// "30 60 90"; the bounds are those of each number.
Param Numbers(std::string key, nlohmann::json default_text);
Param Formula(std::string key, std::string default_formula);
Param NetworkText(std::string key, std::string default_text);
/// A component of registry `kind`; in YAML a name, or a mapping with `name` and its parameters.
Param ComponentOf(std::string kind, std::string key, std::string default_name);
Param Group(std::string key, std::vector<Param> members);

/// What several components of a kind are called: "models", "losses".
std::string plural(const std::string& kind);

void to_json(nlohmann::json& json, const Param& param);
void from_json(const nlohmann::json& json, Param& param);

}  // namespace actsweep
