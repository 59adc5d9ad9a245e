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

/// The values that an experiment sets, by dotted key, such as "model.depth". The name of a component is under the
/// component's own key: "model".
using Settings = std::map<std::string, YamlValue>;

/// A value of an axis and its label: a short name for legends, tables and the command line. Labels are not part of
/// trials.
struct AxisValue : YamlValue {
  std::string label;  ///< may be empty
};

/// One axis of a grid: the keys it sets (one, or several zipped) and a row of values per point.
struct Axis {
  using Row = std::vector<AxisValue>;

  std::vector<std::string> keys;
  std::vector<Row> rows;
  std::vector<Row> all_rows = {};  ///< the rows of the file, if labels selected some of them as `rows`
  bool log_scale = false;          ///< declared as a logspace
  std::string place;

  /// The place of a key in `keys` and in each row; nullopt if the axis does not set it.
  std::optional<std::size_t> column(const std::string& key) const;
};

/// A product of axes.
struct GridBlock {
  std::vector<Axis> axes;
  std::string place;
  bool is_left_out = false;  ///< while the file is read: labels selected none of the rows
};

/// Points to exclude: those at which every one of these keys has one of its values.
struct Exclusion {
  std::map<std::string, std::vector<YamlValue>> values;
  std::string place;
};

/// An experiment with its scale and the command line's overrides applied; parsed, but not yet checked against a schema.
struct Experiment {
  std::string name;
  std::string title;
  std::filesystem::path file;
  std::string yaml;   ///< the text of the file and the files it extends, for ExperimentFile::from_recorded()
  std::string scale;  ///< one of the file's `scales`, or "full"; empty without scales
  std::vector<std::string> overrides;
  Settings trial;
  std::vector<GridBlock> blocks;  ///< at least one; a block without axes is one point
  std::vector<Exclusion> exclusions;
  std::set<std::string> overridden;  ///< keys of `trial` set on the command line: they override mappings in the grid
  bool trains = true;                ///< false: the file has a `report`, but neither a `trial` nor a `grid`
  YamlValue report;                  ///< read by claims, reports and results; kNull without one

  /// The axes of all blocks.
  std::vector<const Axis*> axes() const;
};

/// Whether the key is on an axis of the grid.
bool varies(const Experiment& experiment, const std::string& key);

/// An experiment file and the files it extends, read once. A file's `grid` and `exclude` replace those of the files it
/// extends. Its `report` is merged key by key, its `trial` setting by setting; setting a component drops the inherited
/// parameters of that component.
class ExperimentFile {
 public:
  /// Throws InputError, with file, line and key, for a missing file, malformed YAML or an unknown top-level key.
  explicit ExperimentFile(const std::filesystem::path& path);
  /// Like the constructor; nullopt for a file without a name, which only serves others to extend.
  static std::optional<ExperimentFile> if_named(const std::filesystem::path& path);
  /// Rebuilds it from Experiment::yaml in a database, without reading files.
  static ExperimentFile from_recorded(const std::string& yaml, const std::string& name);

  const std::filesystem::path& path() const { return path_; }
  const std::string& name() const { return name_; }
  /// Applies the scale, which an override scale=NAME chooses, then the other overrides, "key=value". Throws InputError,
  /// with file, line, column and key.
  Experiment experiment(const std::vector<std::string>& overrides = {}) const;

 private:
  ExperimentFile() = default;
  void read(const std::filesystem::path& path);
  /// Adds a file's text. Returns the path under its `extends`, empty without one.
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

/// The name of an experiment given by its file or its name.
std::string experiment_name(const std::string& path_or_name);

}  // namespace actsweep
