#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/config/experiment.h"

namespace actsweep {

/// An experiment's file and the files that it extends, each named under `extends` by its path from the one before. What
/// a file says under `grid` or `exclude` replaces what those behind it say there. Of `report` single keys are replaced,
/// and of `trial` single settings; a component that is named anew starts afresh.
class ExperimentFiles {
 public:
  /// Throws InputError where a file is missing, is no YAML or has a key that no experiment has.
  explicit ExperimentFiles(const std::filesystem::path& path);

  const YamlValue& own() const { return files_.front(); }
  /// What the first file says that says anything; nullptr where none does.
  const YamlValue* find(const char* key) const;
  Settings trial() const;
  /// A mapping, the first file's keys first; null where no file has it.
  YamlValue report() const;
  /// The text of all of them.
  const std::string& text() const { return text_; }

  /// Changes the experiment to the scale that is asked for by scale=NAME, or else in a file: by the lines that `scales`
  /// has under its name, the base's first. What is varied, an axis of several values or the first key of a zipped one,
  /// gives way to an axis only: it is varied at every scale. "full" changes nothing. Throws InputError for a name that
  /// is not there.
  void apply_scale(const std::vector<std::string>& overrides, Experiment& experiment) const;

 private:
  YamlValue chosen_scale(const std::vector<std::string>& overrides) const;

  std::vector<YamlValue> files_;  ///< the base last
  std::string text_;
};

}  // namespace actsweep
