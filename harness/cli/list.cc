#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/component_list.h"
#include "harness/cli/layer_table.h"
#include "harness/cli/row_writer.h"
#include "harness/config/experiment.h"
#include "harness/runner/devices.h"
#include "harness/runner/trainer_process.h"
#include "harness/schema/component.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/terminal.h"
#include "harness/util/text.h"
#include "models/network/notation.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string what;
  std::vector<std::string> names;
  bool json = false;
  std::optional<std::string> input;  ///< shape of an image, for a layer table
  std::optional<std::int64_t> classes, batch_size;
  bool notation = false;

  /// Whether one network is asked for, layer by layer.
  bool asks_for_layers() const {
    return input || classes || batch_size || notation ||
           std::any_of(names.begin(), names.end(),
                       [](const std::string& n) { return n.find('=') != std::string::npos; });
  }
};

std::unique_ptr<RowWriter> table_writer() {
  const std::size_t width = terminal_columns(STDOUT_FILENO);
  return make_row_writer("table", std::cout, width > 0, width);
}

/// The keys of a trial: what an experiment file can set.
class KeyTable {
 public:
  explicit KeyTable(const Schema& schema) : schema_(schema) {}

  void write() {
    table_->columns({"key", "default", "allowed", "meaning"});
    describe("", schema_.trial().params);
    table_->finish();
  }

 private:
  void describe(const std::string& prefix, const std::vector<Param>& params) {
    for (const Param& param : params) {
      const std::string key = prefix + param.key;
      if (param.type == ParamType::kGroup) {
        describe(key + ".", param.members);
      } else {
        table_->row({key, default_text(param) + brought_text(key), param.allowed(), param.description});
      }
    }
  }

  /// " (capsnet: margin)": the components that bring another default.
  std::string brought_text(const std::string& key) const {
    std::string text;
    for (const std::string& kind : schema_.kinds()) {
      for (const Component& component : schema_.components(kind)) {
        const auto brought = component.brings.find(key);
        if (brought == component.brings.end()) continue;
        text += fmt::format(" ({}: {})", component.name, plain_text(brought->second));
      }
    }
    return text;
  }

  const Schema& schema_;
  std::unique_ptr<RowWriter> table_ = table_writer();
};

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
  for (const ExperimentFile& file : all_experiments()) {
    table->row({file.path().string(), file.name(), file.experiment().title});
  }
  table->finish();
}

void list_layers(const Options& options) {
  const auto is_key = [](const std::string& name) { return name.find('=') != std::string::npos; };
  const auto& names = options.names;
  const bool is_one = !names.empty() && !is_key(names[0]) && std::all_of(names.begin() + 1, names.end(), is_key);
  if ((options.what != "models" && options.what != "model") || !is_one) {
    throw InputError("a layer table is of one model: actsweep list models NAME [key=value...] [--input 3x32x32]");
  }
  const AskedNetwork network = asked_network(options.names.front(), {options.names.begin() + 1, options.names.end()},
                                             options.input.value_or("3x32x32"), options.classes.value_or(10));
  if (options.notation) {
    std::cout << step_lines(network);
    return;
  }
  const std::int64_t batch_size = options.batch_size.value_or(128);
  if (options.json) {
    std::cout << layers_json(network, batch_size).dump(2) << '\n';
    return;
  }
  write_layer_table(network, *table_writer());
  std::cout << '\n' << layer_totals(network, batch_size);
}

/// What a network can be written with.
void list_steps(bool as_json) {
  const auto table = as_json ? make_row_writer("json", std::cout, isatty(STDOUT_FILENO) != 0) : table_writer();
  if (as_json) {
    table->columns({"step", "meaning", "options"});
    for (const network::Word& word : network::words()) table->row({word.usage, word.summary, word.options});
  } else {
    table->columns({"step", "meaning; options"});  // in one column, which wraps
    for (const network::Word& word : network::words()) {
      table->row({word.usage, word.summary + (word.options.empty() ? "" : "; " + word.options)});
    }
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
  const std::vector<std::string> plain = {"experiments", "keys", "precisions", "steps"};  // each a list of its own
  std::vector<std::string> known = plain;
  for (const std::string& kind : schema.kinds()) {
    if (kind != kTrialKind) known.push_back(plural(kind));
  }
  if (!options.names.empty() && std::find(plain.begin(), plain.end(), options.what) != plain.end()) {
    throw InputError(fmt::format("{} have no details to show; list them without names", options.what));
  }
  if (options.asks_for_layers()) return list_layers(options);
  if (options.what == "precisions") return list_precisions(options.json);
  if (options.what == "steps") return list_steps(options.json);
  if (options.what == "experiments") return list_experiments(options.json);
  if (options.what == "keys") {
    if (!options.json) return KeyTable(schema).write();
    std::cout << schema.to_json().at(kTrialKind).at(0).dump(2) << '\n';
    return;
  }
  const std::vector<std::string> kinds = schema.kinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const std::string& name) {
    return name != kTrialKind && (options.what == name || options.what == plural(name));
  });
  if (kind == kinds.end()) {
    throw InputError(fmt::format("nothing to list is called {}{}; there are {}", options.what,
                                 did_you_mean(options.what, known), fmt::join(known, ", ")));
  }
  list_components(schema, *kind, options);
}

}  // namespace

void add_list_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("list", "List what an experiment file can name");
  command
      ->add_option("what", options->what,
                   "activations, augmentations, datasets, experiments, initializers, keys, losses, models, optimizers, "
                   "precisions, regularizers, schedules or steps (of networks)")
      ->type_name("WHAT")
      ->required();
  command
      ->add_option("names", options->names,
                   "Components to show in detail; or one model, with its keys as key=value, to show its layers")
      ->type_name("NAME|KEY=VALUE");
  command->add_flag("--json", options->json, "Print JSON with all details");
  command->add_option("--input", options->input, "Images of a layer table (default: 3x32x32)")
      ->type_name("CHANNELSxHEIGHTxWIDTH");
  command->add_option("--classes", options->classes, "Classes of a layer table (default: 10)")
      ->check(CLI::Range(1, 1 << 20));
  command->add_option("--batch-size", options->batch_size, "Batch size for the memory of a layer table (default: 128)")
      ->check(CLI::Range(1, 1 << 20));
  command->add_flag("--notation", options->notation, "Print the network in the notation of `network` in an experiment");
  command->footer(
      "  actsweep list activations             every activation with its range, monotonicity and smoothness\n"
      "  actsweep list activations mish elu    two activations in detail: minimum, limits, parameters, source\n"
      "  actsweep list models                  every network, with the defaults of its parameters\n"
      "  actsweep list models resnet_v2 depth=20 --input 3x32x32 --classes 10    its layers and their cost\n"
      "  actsweep list steps                   the steps of custom networks\n"
      "  actsweep list keys                    every key of a trial\n"
      "  actsweep list optimizers --json\n"
      "  actsweep list precisions              the precisions that this machine supports\n"
      "The properties of an activation are computed from its formula, at the default parameters. monotone: strictly\n"
      "(increasing), weakly (never decreasing) or no. smooth: C0 is continuous with a kink, C1 has a continuous\n"
      "derivative and so on; jumps is discontinuous. A range is the smallest interval that contains every value.");
  command->callback([options] { list(*options); });
}

}  // namespace actsweep
