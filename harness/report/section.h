#pragma once

#include <functional>
#include <memory>
#include <string>

#include "harness/config/yaml.h"
#include "harness/report/output.h"
#include "harness/schema/registry.h"

namespace actsweep::report {

/// A part of a report that is made from what the experiment file says, without any trial.
class Section {
 public:
  virtual ~Section() = default;
  /// Draws, writes its files and returns its part of the page, a <section> or several. Throws InputError where gnuplot
  /// or a file fails.
  virtual std::string make(Output& output) const = 0;
};

/// A kind of section: a key below `report` of an experiment file, which its component is named after. The factory gets
/// the key's value, or each item where that is a list, and throws InputError, with file, line and column, for whatever
/// is wrong in it. A new kind is one file in harness/report/sections.
struct SectionKind {
  static constexpr const char* name = "section";
  using Factory = std::function<std::unique_ptr<Section>(const YamlValue&)>;
};

}  // namespace actsweep::report
