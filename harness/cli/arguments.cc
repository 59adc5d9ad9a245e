#include "harness/cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/config/yaml.h"
#include "harness/util/error.h"
#include "harness/util/files.h"
#include "harness/util/nearest.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

void check_exists(const fs::path& file) {
  std::error_code ignored;
  if (fs::is_regular_file(file, ignored)) return;
  if (fs::exists(file, ignored)) throw InputError(fmt::format("{} is no regular file", file.string()));
  std::vector<std::string> beside;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".yaml")
      beside.push_back((folder / entry.path().filename()).lexically_normal().string());
  }
  throw InputError(fmt::format("no experiment file {}{}; `actsweep list experiments` shows those there are",
                               file.string(), did_you_mean(file.string(), beside)));
}

}  // namespace

ExperimentArguments split_words(const std::vector<std::string>& arguments) {
  ExperimentArguments split;
  for (const std::string& argument : arguments) {
    if (argument.find('=') < argument.find('/')) {
      split.overrides.push_back(argument);
    } else {
      check_exists(argument);
      split.files.emplace_back(argument);
    }
  }
  return split;
}

ExperimentArguments split_arguments(const std::vector<std::string>& arguments) {
  ExperimentArguments split = split_words(arguments);
  if (split.files.empty())
    throw InputError("no experiment file is given, only overrides; name one, as experiments/quickstart.yaml");
  return split;
}

std::vector<fs::path> all_experiment_files() {
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::recursive_directory_iterator("experiments", missing)) {
    const fs::path& file = entry.path();
    // A folder or a pipe of that name is no experiment.
    std::error_code unreadable;
    if (file.extension() != ".yaml" || !entry.is_regular_file(unreadable)) continue;
    if (parse_yaml(read_file(file, kMaxYamlBytes), file.string()).find("name") != nullptr) files.push_back(file);
  }
  if (missing) throw InputError("no folder experiments here; run this from the folder that holds it");
  std::sort(files.begin(), files.end());
  return files;
}

std::string nothing_to_train(const Experiment& experiment, const std::filesystem::path& file) {
  return fmt::format("{}: nothing to train; `actsweep report {}` draws it", experiment.name, file.string());
}

}  // namespace actsweep
