#pragma once

#include <string>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/report/palette.h"
#include "models/formula/expression.h"

namespace actsweep::report {

/// An activation as a section draws it.
struct DrawnActivation {
  std::string label;          ///< "ELU", "ELU (alpha = 0.5)", or a formula as given
  std::string formula;        ///< as published, or as given
  Style style;                ///< the same everywhere
  formula::Expression value;  ///< in x alone: learned parameters at their initial values, random ones at their mean
};

/// Reads the list `activations` of a section: names, mappings {name: elu, alpha: 0.5} and {formula: "x * sigmoid(b *
/// x)", b: 1.5}, or the word `all`. Messages name the section by `key`. Throws InputError if the list is missing or
/// empty, has an activation twice, or a wrong key or value.
std::vector<DrawnActivation> read_activations(const YamlValue& section, const std::string& key);

}  // namespace actsweep::report
