#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "datasets/fetch.h"
#include "datasets/registry.h"
#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/terminal_text.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using DatasetEntry = Registry<DatasetKind>::Entry;

struct Options {
  std::string name;
  std::vector<fs::path> data;
  fs::path target;
};

/// The default parameters of a data set.
Params defaults(const Component& component) {
  nlohmann::json values = {{"name", component.name}};
  for (const Param& param : component.params) values[param.key] = param.default_value;
  return Params(values);
}

void print_summary(const DatasetEntry& entry, const DataLocations& locations, const Dataset& dataset) {
  const auto line = [](const char* what, const std::string& value) {
    std::cout << fmt::format("{:<9}{}\n", what, value);
  };
  line("data set", entry.component.name);
  line("found in", entry.make.official ? locate(*entry.make.official, locations).value().string() : "(computed)");
  line("images",
       fmt::format("{} for training, {} for testing", grouped(dataset.train.count()), grouped(dataset.test.count())));
  line("shape", fmt::format("{} x {} x {} (channels, height, width), {} classes", dataset.channels, dataset.height,
                            dataset.width, dataset.classes()));
  line("SHA-256", dataset.sha256());
  for (const std::string& remark : dataset.remarks) line("remark", remark);
}

void print_classes(const Dataset& dataset) {
  const auto train = class_counts(dataset, dataset.train);
  const auto test = class_counts(dataset, dataset.test);
  std::vector<std::vector<nlohmann::json>> rows;
  for (std::size_t c = 0; c < dataset.class_names.size(); ++c) {
    rows.push_back({c, dataset.class_names[c], train[c], test[c]});
  }
  std::cout << table_text({"label", "class", "train", "test"}, rows);
}

/// Prints statistics of the training images, which normalization uses.
void print_channels(const Dataset& dataset) {
  const auto statistics = channel_statistics(dataset, dataset.train);
  std::vector<std::vector<nlohmann::json>> rows;
  for (std::size_t c = 0; c < statistics.size(); ++c) {
    rows.push_back(
        {c, fmt::format("{:.4f}", statistics[c].mean), fmt::format("{:.4f}", statistics[c].standard_deviation)});
  }
  std::cout << table_text({"channel", "mean", "standard deviation (training pixels, in [0, 1])"}, rows);
}

void check(const Options& options) {
  const DatasetEntry& entry = find_dataset(options.name);
  const DataLocations locations = DataLocations::standard(options.data);
  const Dataset dataset = load_dataset(defaults(entry.component), locations);
  print_summary(entry, locations, dataset);
  std::cout << '\n';
  print_classes(dataset);
  std::cout << '\n';
  print_channels(dataset);
}

void fetch(const Options& options) {
  const DatasetEntry& entry = find_dataset(options.name);
  const std::string& name = entry.component.name;
  if (!entry.make.official) throw InputError(fmt::format("data set {} is computed; there is nothing to fetch", name));
  const bool has_target = !options.target.empty();
  const DataLocations locations = has_target ? DataLocations{{options.target}} : DataLocations::standard();
  const auto held = find_complete(entry.make, locations);
  // A user who names a folder wants the files there, even if the system has the data set.
  if (held && !(has_target && *held == entry.make.official->debian_folder)) {
    std::cout << fmt::format("{} is complete in {}; nothing to download\n", name, held->string());
    return;
  }
  const fs::path folder = fetch_dataset(entry.make, has_target ? options.target : dataset_cache());
  std::cout << fmt::format("{} is complete in {}\n", name, folder.string());
}

void add_dataset_argument(CLI::App& command, std::string& name) {
  command.add_option("dataset", name, "Data set; `actsweep list datasets` shows all")->type_name("DATASET")->required();
}

constexpr const char* kFooter =
    R"(Searches for data sets in the folders of --data, then those of $ACTSWEEP_DATA
(separated by ':'), then in the user's cache ($XDG_CACHE_HOME or ~/.cache, and
actsweep/datasets below it). In each folder, the files of a data set may be in a
subfolder or directly in the folder. Debian's package dataset-fashion-mnist also
provides Fashion-MNIST.
Examples:
  actsweep data check fashion_mnist
  actsweep data check cifar10 --data ~/data
  actsweep data fetch mnist)";

}  // namespace

void add_data_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("data", "Check or download a data set");
  command->require_subcommand(1);
  command->footer(kFooter);

  CLI::App* check_command = command->add_subcommand(
      "check", "Show where a data set is and what it contains, or which of its files is damaged");
  add_dataset_argument(*check_command, options->name);
  add_data_option(*check_command, options->data);
  check_command->footer("Examples:\n  actsweep data check cifar10 --data ~/data");
  check_command->callback([options] { check(*options); });

  CLI::App* fetch_command = command->add_subcommand(
      "fetch", "Download a data set from its official address and verify its SHA-256; rerun to resume");
  add_dataset_argument(*fetch_command, options->name);
  fetch_command->add_option("--data", options->target, "Folder to download to (default: the user's cache)")
      ->type_name("DIR");
  fetch_command->footer("Examples:\n  actsweep data fetch cifar10 --data ~/data");
  fetch_command->callback([options] { fetch(*options); });
}

}  // namespace actsweep
