#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/config/yaml.h"

namespace actsweep {

/// Values given to dotted keys: "model.depth" to 15. A component's name stands under the component's own key: "model".
using Settings = std::map<std::string, YamlValue>;

/// A value of an axis, with the short name that legends and tables print and the command line takes for it. The name is
/// no part of a trial.
struct AxisValue : YamlValue {
  std::string label;  ///< empty: the value has none
};

/// One axis of a grid: the keys it sets, one or several zipped, and a row of values for each of its points.
struct Axis {
  using Row = std::vector<AxisValue>;

  std::vector<std::string> keys;
  std::vector<Row> rows;
  std::vector<Row> all_rows = {};  ///< those of the file, where `rows` were chosen among them by their labels
  bool log_scale = false;          ///< declared as a logspace
  std::string place;
};

/// A product of axes.
struct GridBlock {
  std::vector<Axis> axes;
  std::string place;
  bool is_left_out = false;  ///< while the file is read: none of its rows was chosen
};

/// Points to leave out: those on which every one of these keys has one of its values.
struct Exclusion {
  std::map<std::string, std::vector<YamlValue>> values;
  std::string place;
};

/// An experiment with its scale and the overrides of the command line applied: parsed, but not yet checked against a
/// schema.
struct Experiment {
  std::string name;
  std::string title;
  std::filesystem::path file;
  std::string yaml;   ///< the text of the file and of those it extends, from which ExperimentFile can be made again
  std::string scale;  ///< one of the file's `scales`, or "full"; empty where the file has no scales
  std::vector<std::string> overrides;
  Settings trial;
  std::vector<GridBlock> blocks;  ///< at least one; a block without axes is one point
  std::vector<Exclusion> exclusions;
  std::set<std::string> overridden;  ///< keys of `trial` set on the command line: they win over mappings in the grid
  bool trains = true;                ///< false: the file has a `report`, but neither a `trial` nor a `grid`
  YamlValue report;                  ///< what claims, reports and results read; kNull where there is none
};

/// Whether an axis of the grid has the key.
bool varies(const Experiment& experiment, const std::string& key);
/// Whether the grid or `trial` has the key.
bool sets(const Experiment& experiment, const std::string& key);

/// An experiment file and the files it extends, read once. Under `grid` and `exclude`, what a file says replaces what
/// the files that it extends say. `report` is merged by key, `trial` by setting; naming another component drops the
/// settings of the one before.
class ExperimentFile {
 public:
  /// Reads the files. Throws InputError, with file, line and key, where one is missing, is not YAML or has a key that
  /// no experiment has.
  explicit ExperimentFile(const std::filesystem::path& path);
  /// The same; none for a file without a name, which is there for others to extend.
  static std::optional<ExperimentFile> if_named(const std::filesystem::path& path);
  /// The same from Experiment::yaml, as a database records it. Reads no file.
  static ExperimentFile from_recorded(const std::string& yaml, const std::string& name);

  const std::filesystem::path& path() const { return path_; }
  const std::string& name() const { return name_; }
  /// The experiment at its scale, which scale=NAME chooses, with the other overrides, key=value, applied. Throws
  /// InputError, with file, line, column and key.
  Experiment experiment(const std::vector<std::string>& overrides = {}) const;

 private:
  ExperimentFile() = default;
  void read(const std::filesystem::path& path);
  /// Adds a file's text; returns the file that it extends, as written there: empty without one.
  std::string add(const std::string& text, const std::string& shown_path);
  void read_name();
  const YamlValue* find(const char* key) const;
  Settings trial() const;
  YamlValue report() const;
  YamlValue chosen_scale(const std::vector<std::string>& overrides) const;
  void apply_scale(const std::vector<std::string>& overrides, Experiment& experiment) const;

  std::filesystem::path path_;
  std::string name_, text_;
  std::vector<YamlValue> files_;  ///< the file itself first
};

/// ExperimentFile(path).experiment(overrides).
Experiment load_experiment(const std::filesystem::path& path, const std::vector<std::string>& overrides = {});

/// The name of an experiment that is given by its file or by its name.
std::string experiment_name(const std::string& path_or_name);

}  // namespace actsweep
