#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/component_list.h"
#include "harness/cli/row_writer.h"
#include "harness/config/experiment.h"
#include "harness/schedule/devices.h"
#include "harness/schedule/precisions.h"
#include "harness/schedule/trainer_process.h"
#include "harness/schema/component.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/terminal.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string what;
  std::vector<std::string> names;
  bool json = false;
};

std::unique_ptr<RowWriter> table_writer() {
  const std::size_t width = terminal_columns(STDOUT_FILENO);
  return make_row_writer("table", std::cout, width > 0, width);
}

void describe(const std::string& prefix, const std::vector<Param>& params, RowWriter& table) {
  for (const Param& param : params) {
    if (param.type == ParamType::kGroup) {
      describe(prefix + param.key + ".", param.members, table);
    } else {
      table.row({prefix + param.key, default_text(param), param.allowed(), param.description});
    }
  }
}

/// The keys of a trial: what an experiment file can set.
void list_keys(const Schema& schema) {
  const auto table = table_writer();
  table->columns({"key", "default", "allowed", "meaning"});
  describe("", schema.trial().params, *table);
  table->finish();
}

void list_components(const Schema& schema, const std::string& kind, const Options& options) {
  const std::vector<Component> components = chosen_components(schema, kind, options.names);
  if (options.json) {
    std::cout << component_json(kind, components).dump(2) << '\n';
  } else if (!options.names.empty()) {
    std::cout << component_details(kind, components);
  } else {
    write_component_table(kind, components, *table_writer());
    if (isatty(STDOUT_FILENO) != 0) {
      std::cout << fmt::format("\n`actsweep list {} NAME…` shows all about some of them.\n", options.what);
    }
  }
}

void list_experiments(bool as_json) {
  const auto table = as_json ? make_row_writer("json", std::cout, isatty(STDOUT_FILENO) != 0) : table_writer();
  table->columns({"file", "name", "title"});
  for (const fs::path& file : all_experiment_files()) {
    const Experiment experiment = load_experiment(file);
    table->row({file.string(), experiment.name, experiment.title});
  }
  table->finish();
}

/// What each device of this machine computes in.
void list_precisions(bool as_json) {
  const fs::path trainer = find_trainer();
  std::vector<std::string> devices = {"cpu"};
  const int gpus = is_linked_with_cuda(trainer) ? count_gpus(std::getenv("CUDA_VISIBLE_DEVICES")) : 0;
  for (int i = 0; i < gpus; ++i) devices.push_back(fmt::format("cuda:{}", i));
  const auto table = as_json ? make_row_writer("json", std::cout, isatty(STDOUT_FILENO) != 0) : table_writer();
  table->columns({"precision", "device", "supported"});
  for (const std::string& device : devices) {
    for (const auto& [precision, lacking] : precisions_of(trainer, device)) {
      table->row({precision, device, lacking.empty() ? "yes" : "no: " + lacking});
    }
  }
  table->finish();
}

void list(const Options& options) {
  const Schema& schema = built_in_schema();
  const std::vector<std::string> plain = {"experiments", "keys", "precisions"};  // each a list of its own
  std::vector<std::string> known = plain;
  for (const std::string& kind : schema.kinds()) {
    if (kind != kTrialKind) known.push_back(kind + "s");
  }
  if (!options.names.empty() && std::find(plain.begin(), plain.end(), options.what) != plain.end()) {
    throw InputError(fmt::format("{} have no details to show; list them without names", options.what));
  }
  if (options.what == "precisions") return list_precisions(options.json);
  if (options.what == "experiments") return list_experiments(options.json);
  if (options.what == "keys") {
    if (!options.json) return list_keys(schema);
    std::cout << schema.to_json().at(kTrialKind).at(0).dump(2) << '\n';
    return;
  }
  const std::string kind = options.what.ends_with('s') ? options.what.substr(0, options.what.size() - 1) : options.what;
  if (schema.components(kind).empty() || kind == kTrialKind) {
    throw InputError(fmt::format("nothing to list is called {}{}; there are {}", options.what,
                                 did_you_mean(options.what, known), fmt::join(known, ", ")));
  }
  list_components(schema, kind, options);
}

}  // namespace

void add_list_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("list", "Show what an experiment can be made of");
  command
      ->add_option(
          "WHAT", options->what,
          "activations, augmentations, datasets, experiments, initializers, keys, models, optimizers, precisions, "
          "regularizers or schedules")
      ->required();
  command->add_option("NAME", options->names, "components to show all about: names or aliases");
  command->add_flag("--json", options->json, "as JSON, for programs: all about each");
  command->footer(
      "Examples:\n"
      "  actsweep list activations             every activation with its range, monotonicity and smoothness\n"
      "  actsweep list activations mish elu    all about two of them: minimum, limits, parameters, source\n"
      "  actsweep list models                  every network, with the defaults of its parameters\n"
      "  actsweep list keys                    every key of a trial\n"
      "  actsweep list optimizers --json\n"
      "  actsweep list precisions              what this machine computes in\n"
      "What is said of an activation is computed from its formula, at the default parameters. monotone: strictly\n"
      "(increasing), weakly (nowhere decreasing) or no. smooth: C0 is continuous with a kink, C1 has a continuous\n"
      "derivative and so on; jumps is discontinuous. A range is the smallest interval that holds every value.");
  command->callback([options] { list(*options); });
}

}  // namespace actsweep
