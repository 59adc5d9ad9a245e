#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/paper/published.h"

namespace actsweep::report {

class Section;
class Output;

/// A section of the page that somebody else makes, with the files it writes; made when its turn comes.
using Part = std::function<std::string(Output&)>;

/// One axis of the experiment's grid, with its values in the order of the file.
struct AxisInfo {
  std::string key;
  std::vector<nlohmann::json> values;  ///< all numbers, or texts and booleans
  bool log_scale = false;              ///< declared as a logspace, or numbers over several decades
};

/// That one value of a key is chosen for each setting of the other axes: the one with the best mean of a metric.
struct Selection {
  std::string over;  ///< dotted config key of an axis
  std::string by;    ///< metric of the validation part
};

/// What the experiment file asks to have drawn.
struct FigureSpec {
  std::string x;   ///< dotted config key, or one of those of details
  std::string y;   ///< metric: a column of `result`, or a time_to() metric
  std::string by;  ///< dotted config key that tells the curves apart; empty: one curve
  std::string title;
  std::string minus =
      {};             ///< value of `by` from which the others' differences are drawn, paired over seeds; empty: none
  bool runs = false;  ///< whether each single run is drawn, too
  /// No drawing, but a table with a row for each value of x and a column for each of `by`, beside what was published.
  bool is_table = false;
  std::string against = {};  ///< value of `by` whose wins and losses a table counts; empty: the first
  std::map<std::string, std::string> where = {};  ///< keys and values of what is drawn; empty: all
  bool usual = false;  ///< whether every other axis stands at its usual value (grouping.h), where it has one
  std::optional<Selection> select = {};  ///< which trials are drawn; none: all
  std::string place = {};                ///< file, line and column
};

/// One trial of the experiment and what became of it.
struct Observation {
  std::string trial_id;
  std::map<std::string, nlohmann::json> config;  ///< dotted key to scalar, every default included
  std::string state;                             ///< done, diverged, failed, running, pending
  std::map<std::string, double> metrics;         ///< of the last epoch
  int epochs = 0;                                ///< recorded epochs; of a diverged trial, the epoch it diverged in
  std::string error;                             ///< why it failed
};

/// All that a report is made from. It knows no database and no YAML, so that it can be made from anything.
struct Input {
  std::string name;
  std::string title;
  std::string scale;      ///< at which the experiment is run; empty: it has but one
  std::string selection;  ///< the overrides that the trials were selected with; empty: the file as it is
  std::vector<AxisInfo> axes;
  std::vector<AxisInfo> file_axes;  ///< the same of the file as it stands, without selection and scale
  std::vector<FigureSpec> figures;
  std::vector<std::shared_ptr<const Section>> sections;  ///< what else is drawn, after the figures
  std::vector<Observation> trials;
  /// Details of finished trials, for the figures that are made of them (harness/report/details.h): with the trial's id
  /// and, of its configuration, the grid's axes; and what they are details by. Each trial after each epoch; one that
  /// diverged is there for the epochs that it no longer had, too.
  std::vector<Observation> epochs;
  std::vector<Observation> layers;         ///< each layer after each epoch
  std::vector<Observation> densities;      ///< each bin of each layer's pre-activations, before training and at its end
  std::vector<PublishedNumber> published;  ///< of the same experiment; those that are points of a figure are drawn
  int classes = 0;                         ///< of the data set: chance level is 1 / classes
  double best_guess = 0;                   ///< accuracy in percent of always saying the most frequent class
  /// The configuration that all trials share: dotted key and value.
  std::vector<std::pair<std::string, std::string>> setup;
  /// Commit, LibTorch, CPU, date and the like.
  std::vector<std::pair<std::string, std::string>> provenance;
  std::vector<Part> parts;           ///< they stand after the figures
  std::vector<std::string> remarks;  ///< such as that the data set is only a part of the official one
};

/// Writes the report of one experiment below `out`: for each format asked for ("html", "svg", "png", "csv", "md") its
/// files, and returns the paths written, the page first. Throws InputError where a figure cannot be drawn from these
/// trials (an unknown metric or key, named with what there is) or a file cannot be written.
std::vector<std::filesystem::path> write(const Input& input, const std::filesystem::path& out,
                                         const std::vector<std::string>& formats);

}  // namespace actsweep::report
