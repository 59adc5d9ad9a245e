#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/claims/claim.h"
#include "harness/claims/ranking_request.h"
#include "harness/config/yaml.h"
#include "harness/report/report.h"

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

/// An experiment file with the overrides of the command line applied, parsed but, its sections apart, not yet checked
/// against a schema.
struct Experiment {
  std::string name;
  std::string title;
  std::string yaml;   ///< the file's text, and those of the files it extends
  std::string scale;  ///< how large it is run: one of the file's `scales`, or "full"; empty where it has no scales
  std::vector<std::string> overrides;
  Settings trial;
  std::vector<GridBlock> blocks;  ///< at least one; a block without axes is one point
  std::vector<Exclusion> exclusions;
  std::set<std::string>
      overridden;  ///< keys of `trial` from the command line, which hold whatever a row's mapping says
  std::vector<report::FigureSpec> figures;
  std::vector<std::shared_ptr<const report::Section>> sections;  ///< of its report, made from the file alone; checked
  /// Whether there is anything to train. A file that only asks for sections of that kind has no trials: neither a
  /// `trial` nor a `grid` stands in it.
  bool trains = true;
  std::string paper;  ///< which published rows belong to it
  std::vector<claims::Claim> claims;
  std::optional<claims::RankingRequest> ranking;
};

/// Reads an experiment file and what it extends, takes it at its scale and applies overrides of the form key=value, of
/// which scale=NAME chooses the scale. Throws InputError, with file, line, column and key, where a file or an override
/// is wrong.
Experiment load_experiment(const std::filesystem::path& path, const std::vector<std::string>& overrides = {});

/// The name of an experiment that is given as a file or as the name itself.
std::string experiment_name(const std::string& path_or_name);

}  // namespace actsweep
