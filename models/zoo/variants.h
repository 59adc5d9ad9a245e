#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "harness/schema/param.h"
#include "harness/schema/params.h"

namespace actsweep::zoo {

/// One of several definitions of a network.
template <typename Settings>
struct Variant {
  std::string name;   ///< of its author or library
  std::string about;  ///< short description
  Settings settings;  ///< differences from other variants
};

/// The key `variant` and the settings it selects. The first variant is the default.
template <typename Settings>
class Variants {
 public:
  Variants(std::initializer_list<Variant<Settings>> all) : all_(all) {}

  Param param() const {
    std::vector<std::string> names;
    std::string text;
    for (const Variant<Settings>& variant : all_) {
      names.push_back(variant.name);
      text += (text.empty() ? "" : "; ") + variant.name + ": " + variant.about;
    }
    return Choice("variant", names.front(), names).doc(text);
  }

  const Settings& of(const Params& params) const {
    const std::string name = params.text("variant");
    for (const Variant<Settings>& variant : all_) {
      if (variant.name == name) return variant.settings;
    }
    throw std::logic_error("no variant is named " + name);
  }

 private:
  std::vector<Variant<Settings>> all_;
};

}  // namespace actsweep::zoo
