#pragma once

#include <functional>
#include <memory>
#include <string>

#include "harness/config/yaml.h"
#include "harness/report/output.h"
#include "harness/schema/registry.h"

namespace actsweep::report {

/// A section of a page that needs no trials, only the experiment file.
class Section {
 public:
  virtual ~Section() = default;
  /// Writes its files and returns its part of the page: one or several <section>. Throws InputError if gnuplot or a
  /// file fails.
  virtual std::string make(Output& output) const = 0;
};

/// A kind of section, named after its key below `report` of an experiment file. The factory gets the value of the key,
/// or each item of a list, and throws InputError, with file, line and column. A new kind is one file in
/// harness/report/sections.
struct SectionKind {
  static constexpr const char* name = "section";
  using Factory = std::function<std::unique_ptr<Section>(const YamlValue&)>;
};

}  // namespace actsweep::report
