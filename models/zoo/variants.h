#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "harness/schema/param.h"
#include "harness/schema/params.h"

namespace actsweep::zoo {

/// One of the definitions of a network.
template <typename Settings>
struct Variant {
  std::string name;   ///< of whose it is
  std::string about;  ///< what it is, in a few words
  Settings settings;  ///< what differs
};

/// The key `variant`, and the settings that it chooses. The first is the default.
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
