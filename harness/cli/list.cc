#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "harness/cli/commands.h"
#include "harness/cli/row_writer.h"
#include "harness/config/experiment.h"
#include "harness/schema/component.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string what;
  bool json = false;
};

std::string default_of(const Param& param) {
  if (param.default_value.is_null()) return "unset";
  return param.default_value.is_string() ? param.default_value.get<std::string>() : param.default_value.dump();
}

void describe(const std::string& prefix, const std::vector<Param>& params, RowWriter& table) {
  for (const Param& param : params) {
    if (param.type == ParamType::kGroup) {
      describe(prefix + param.key + ".", param.members, table);
    } else {
      table.row({prefix + param.key, default_of(param), param.allowed(), param.description});
    }
  }
}

/// The keys of a trial: what an experiment file can set.
void list_keys(const Schema& schema) {
  const auto table = make_row_writer("table", std::cout, isatty(STDOUT_FILENO) != 0);
  table->columns({"key", "default", "allowed", "meaning"});
  describe("", schema.trial().params, *table);
  table->finish();
}

void list_components(const Schema& schema, const std::string& kind) {
  for (const Component& component : schema.components(kind)) {
    std::cout << component.name;
    if (!component.aliases.empty()) std::cout << fmt::format(" (also {})", fmt::join(component.aliases, ", "));
    std::cout << ": " << component.summary << '\n';
    if (!component.formula.empty()) std::cout << "    f(x) = " << component.formula << '\n';
    if (!component.source.empty()) std::cout << "    " << component.source << '\n';
    for (const Param& param : component.params) {
      std::cout << fmt::format("    {} = {}: {}{}{}\n", param.key, default_of(param), param.description,
                               param.description.empty() ? "" : "; ", param.allowed());
    }
  }
}

void list_experiments(bool as_json) {
  const auto table = make_row_writer(as_json ? "json" : "table", std::cout, isatty(STDOUT_FILENO) != 0);
  table->columns({"file", "name", "title"});
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::recursive_directory_iterator("experiments", missing)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (missing) throw InputError("no folder experiments here; run this from the folder that holds it");
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const Experiment experiment = load_experiment(file);
    table->row({file.string(), experiment.name, experiment.title});
  }
  table->finish();
}

void list(const Options& options) {
  const Schema& schema = built_in_schema();
  std::vector<std::string> known = {"experiments", "keys"};
  for (const std::string& kind : schema.kinds()) {
    if (kind != kTrialKind) known.push_back(kind + "s");
  }
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
  if (options.json) {
    std::cout << schema.to_json().at(kind).dump(2) << '\n';
  } else {
    list_components(schema, kind);
  }
}

}  // namespace

void add_list_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("list", "Show what an experiment can be made of");
  command
      ->add_option("WHAT", options->what,
                   "activations, datasets, experiments, initializers, keys, models, optimizers or schedules")
      ->required();
  command->add_flag("--json", options->json, "as JSON, for programs");
  command->footer(
      "Examples:\n"
      "  actsweep list models          every network, with its parameters and their defaults\n"
      "  actsweep list keys            every key of a trial\n"
      "  actsweep list optimizers --json");
  command->callback([options] { list(*options); });
}

}  // namespace actsweep
