#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/component_list.h"
#include "harness/cli/layer_table.h"
#include "harness/cli/terminal_text.h"
#include "harness/config/experiment.h"
#include "harness/runner/devices.h"
#include "harness/runner/trainer_process.h"
#include "harness/schema/component.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "models/network/notation.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string kind;
  std::vector<std::string> names;
  std::string format = "table";
  LayerOptions layers;

  bool as_json() const { return format == "json"; }
};

bool is_key(const std::string& name) { return name.find('=') != std::string::npos; }

/// Whether the options request the layers of a network.
bool asks_for_layers(const Options& options) {
  const LayerOptions& layers = options.layers;
  return layers.input || layers.classes || layers.batch_size || layers.notation ||
         std::any_of(options.names.begin(), options.names.end(), is_key);
}

void list_experiments(bool as_json) {
  const auto table = list_writer(as_json);
  table->columns({"file", "name", "title"});
  for (const ExperimentFile& file : all_experiments()) {
    table->row({file.path().string(), file.name(), file.experiment().title});
  }
  table->finish();
}

void list_layers(const Options& options) {
  const auto& names = options.names;
  const bool is_one = !names.empty() && !is_key(names[0]) && std::all_of(names.begin() + 1, names.end(), is_key);
  if ((options.kind != "models" && options.kind != "model") || !is_one) {
    throw InputError("a layer table shows one model: actsweep list models NAME [key=value...] [--input 3x32x32]");
  }
  print_layers(names.front(), {names.begin() + 1, names.end()}, options.layers, options.as_json());
}

/// The steps of the notation of networks.
void list_steps(bool as_json) {
  const auto table = list_writer(as_json);
  if (as_json) {
    table->columns({"step", "meaning", "options"});
    for (const network::Word& word : network::words()) table->row({word.usage, word.summary, word.options});
  } else {
    table->columns({"step", "meaning; options"});  // in the last column, which wraps
    for (const network::Word& word : network::words()) {
      table->row({word.usage, word.summary + (word.options.empty() ? "" : "; " + word.options)});
    }
  }
  table->finish();
}

/// The precisions of each device of this machine.
void list_precisions(bool as_json) {
  const fs::path trainer = find_trainer();
  std::vector<std::string> devices = {"cpu"};
  const int gpus = is_linked_with_cuda(trainer) ? count_gpus(std::getenv("CUDA_VISIBLE_DEVICES")) : 0;
  for (int i = 0; i < gpus; ++i) devices.push_back(fmt::format("cuda:{}", i));
  const auto table = list_writer(as_json);
  table->columns({"precision", "device", "supported"});
  for (const std::string& device : devices) {
    for (const auto& [precision, lacking] : precisions_of(trainer, device)) {
      table->row({precision, device, lacking.empty() ? "yes" : "no: " + lacking});
    }
  }
  table->finish();
}

void list(const Options& options) {
  static const std::map<std::string, void (*)(bool as_json)> kOtherLists = {
      {"experiments", list_experiments}, {"keys", print_keys}, {"precisions", list_precisions}, {"steps", list_steps}};
  const auto other = kOtherLists.find(options.kind);
  if (other != kOtherLists.end() && !options.names.empty()) {
    throw InputError(fmt::format("{} have no details to show; list them without names", options.kind));
  }
  if (asks_for_layers(options)) return list_layers(options);
  if (other != kOtherLists.end()) return other->second(options.as_json());
  std::vector<std::string> known;
  for (const auto& [name, function] : kOtherLists) known.push_back(name);
  for (const std::string& kind : built_in_schema().kinds()) {
    if (kind == kTrialKind) continue;
    known.push_back(plural(kind));
    if (options.kind != kind && options.kind != plural(kind)) continue;
    print_components(kind, options.names, options.as_json());
    if (!options.as_json() && options.names.empty() && isatty(STDOUT_FILENO) != 0) {
      std::cout << fmt::format("\n`actsweep list {} NAME…` shows details.\n", options.kind);
    }
    return;
  }
  throw InputError(fmt::format("cannot list {}{}; choose from {}", options.kind, did_you_mean(options.kind, known),
                               fmt::join(known, ", ")));
}

}  // namespace

void add_list_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("list", "List what an experiment file can name");
  command
      ->add_option("kind", options->kind,
                   "What to list: activations, augmentations, datasets, experiments, initializers, keys, losses, "
                   "models, optimizers, precisions, regularizers, schedules or steps (of networks)")
      ->type_name("KIND")
      ->required();
  command
      ->add_option("names", options->names,
                   "Components to show in detail; or one model and its keys, key=value, to show its layers")
      ->type_name("NAME|KEY=VALUE");
  add_format_option(*command, options->format, {"table", "json"});
  command->add_option("--input", options->layers.input, "Size of the images for a layer table (default: 3x32x32)")
      ->type_name("CxHxW");
  expect_whole_number(
      command->add_option("--classes", options->layers.classes, "Number of classes for a layer table (default: 10)"), 1,
      1 << 20);
  expect_whole_number(command->add_option("--batch-size", options->layers.batch_size,
                                          "Batch size for the memory in a layer table (default: 128)"),
                      1, 1 << 20);
  command->add_flag("--notation", options->layers.notation, "Print the network in the notation of experiment files");
  command->footer(
      "The properties of an activation are computed from its formula, at the default\n"
      "parameters. monotone: strictly (increasing), weakly (never decreasing) or no.\n"
      "smooth: C0 is continuous with a kink, C1 has a continuous derivative and so on;\n"
      "jumps is discontinuous. A range is the smallest interval that contains all\n"
      "values.\n"
      "Examples:\n"
      "  actsweep list activations             range, monotonicity, smoothness of each\n"
      "  actsweep list activations mish elu    two in detail: minimum, limits, source\n"
      "  actsweep list models                  every network and its parameters\n"
      "  actsweep list models resnet_v2 depth=20 --classes 100    its layers and cost\n"
      "  actsweep list steps                   the steps of custom networks\n"
      "  actsweep list keys                    every key of a trial\n"
      "  actsweep list optimizers --format json\n"
      "  actsweep list precisions              what this machine supports");
  command->callback([options] { list(*options); });
}

}  // namespace actsweep
