#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <set>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/terminal_text.h"
#include "harness/config/grid.h"
#include "harness/config/override.h"
#include "harness/runner/devices.h"
#include "harness/runner/trainer_process.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using nlohmann::json;

struct Options {
  std::vector<std::string> words;
  std::vector<int> threads;
  int rounds = 0;
  std::int64_t size = 28, channels = 1;
  std::string device = "cpu";
  std::string format = "table";
};

/// The components that a benchmark compares.
struct Subject {
  const char* kind;
  const char* key;        ///< in a trial
  const char* pointer;    ///< JSON pointer to the key
  const char* reference;  ///< the first component, to which ratios refer; may be empty
};
constexpr Subject kActivations{"activation", "model.activation", "/model/activation", "relu"};
constexpr Subject kOptimizers{"optimizer", "optimizer", "/optimizer", ""};

/// Whether a word is an override. A mapping is a component, even if its formula contains "=".
bool is_override(const std::string& word) { return !word.starts_with('{') && word.find('=') != std::string::npos; }

/// A trial with an axis of the named components, or of all components without names.
Experiment experiment_of(const std::vector<std::string>& words, const Subject& subject) {
  Experiment experiment;
  experiment.name = "bench";
  experiment.blocks.emplace_back();
  apply_override("model=cnn6", experiment);
  const std::string reference = subject.reference;
  std::vector<std::string> names, overrides;
  for (const std::string& word : words) (is_override(word) ? overrides : names).push_back(word);
  if (names.empty()) {
    for (const Component& component : built_in_schema().components(subject.kind)) {
      if (component.name != "formula" && component.name != reference) names.push_back(component.name);
    }
  }
  if (!reference.empty()) names.insert(names.begin(), reference);
  for (const std::string& override_text : overrides) {
    if (override_text.starts_with(subject.key)) {
      throw InputError(
          fmt::format("{}: name {}s without a key, as in `bench train mish swish`", override_text, subject.kind));
    }
    apply_override(override_text, experiment);
  }
  apply_override(fmt::format("{}=[{}]", subject.key, fmt::join(names, ", ")), experiment);
  return experiment;
}

/// "elu", "elu alpha=0.5", or the formula.
std::string label_of(const json& component, const Subject& subject) {
  const std::string name = component.at("name");
  std::string label = component.value("formula", name);
  for (const auto& [key, value] : component.items()) {
    if (key == "name" || key == "formula") continue;
    const auto& params = built_in_schema().find(subject.kind, name)->params;
    const auto param = std::find_if(params.begin(), params.end(), [&, k = key](const Param& p) { return p.key == k; });
    if (param == params.end() || param->default_value != value) append_setting(label, key, value);
  }
  return label;
}

/// The request for the trainer: the keys of the trial, and all components to compare.
json request_of(const Options& options, const Subject& subject) {
  const Grid grid(built_in_schema(), experiment_of(options.words, subject));
  for (const AxisValues& axis : grid.axes()) {
    if (axis.key.starts_with(subject.key)) continue;
    throw InputError(fmt::format("{}: a benchmark has one network and one setup; give one value", axis.key));
  }
  json request = {{"subjects", json::array()},
                  {"threads", options.threads.empty() ? 1 : options.threads.front()},
                  {"rounds", options.rounds}};
  std::set<std::string> known;
  grid.for_each([&](const Point& point) {
    const json config = grid.trial(point).config;
    const json& component = config.at(json::json_pointer(subject.pointer));
    const std::string label = label_of(component, subject);
    if (!known.insert(label).second) return;
    request["subjects"].push_back({{"label", label}, {subject.kind, component}});
    for (const char* key : {"model", "loss", "optimizer", "batch_size", "precision", "memory_format"}) {
      request[key] = config.at(key);
    }
  });
  return request;
}

void show_progress(double part) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, part < 1 ? "\rmeasuring: %.0f %%" : "\r\033[K", part * 100);
}

/// Runs a benchmark in a trainer and returns its records. Throws InputError if it ends early.
std::vector<json> measure(const std::string& what, const json& request, int threads) {
  TrainerProcess trainer({.program = find_trainer(), .threads = threads, .bench = what});
  trainer.send(request.dump() + '\n');
  std::vector<json> records;
  double part = 0;
  while (trainer.receive([&](std::string_view line) {
    const json message = json::parse(line);
    if (message.contains("record")) records.push_back(message.at("record"));
    if (message.contains("progress")) show_progress(part = message.at("progress"));
  })) {
  }
  const std::string end = trainer.end();
  if (part < 1) throw InputError(fmt::format("the benchmark ended early: actsweep-trainer {}", end));
  return records;
}

/// Rounds to three digits.
json rounded(const json& value) {
  if (!value.is_number_float() || value == 0) return value;
  const double number = value;
  const double unit = std::pow(10, std::floor(std::log10(std::fabs(number))) - 2);
  return std::round(number / unit) * unit;
}

/// `columns` has the key and the title of each.
void print(const std::vector<json>& records, const std::vector<std::pair<const char*, const char*>>& columns,
           const std::string& explanation, const std::string& format) {
  if (format == "json") {
    std::cout << json(records).dump(2) << '\n';
    return;
  }
  std::vector<std::string> titles;
  std::vector<std::vector<json>> rows(records.size());
  for (const auto& [key, title] : columns) {
    titles.emplace_back(title);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(rounded(records[i].at(key)));
  }
  std::cout << table_text(titles, rows) << '\n'
            << explanation << "Measured on: " << records.front().at("processor").get<std::string>() << '\n';
}

void bench_activations(const Options& options) {
  for (const std::string& word : options.words) {
    if (is_override(word)) {
      throw InputError(
          fmt::format("{}: this benchmark has no keys to set; write an activation with parameters as "
                      "'{{name: elu, alpha: 0.5}}'",
                      word));
    }
  }
  json request = request_of(options, kActivations);
  std::vector<int> threads = options.threads;
  if (threads.empty()) threads = {1};
  if (options.threads.empty() && available_cores() > 1) threads.push_back(available_cores());
  request["threads"] = threads;
  print(measure("activations", request, *std::max_element(threads.begin(), threads.end())),
        {{"activation", "activation"},
         {"size", "size"},
         {"threads", "threads"},
         {"forward_ns", "forward ns"},
         {"backward_ns", "backward ns"},
         {"forward_gb_per_s", "forward GB/s"},
         {"backward_gb_per_s", "backward GB/s"},
         {"ratio_to_copy", "/ copy"},
         {"ratio_to_relu", "/ relu"},
         {"libtorch_ratio", "LibTorch /"}},
        "ns: time per element, in float32. / copy: time of forward and backward / time to copy as many bytes; 1 means\n"
        "limited by memory. / relu: time / time of ReLU. LibTorch /: time of LibTorch's own operator / time.\n"
        "Tensors of 16 KiB (L1), 256 KiB (L2) and 32 MiB (memory); medians over interleaved rounds.\n",
        options.format);
}

void bench_training(const Options& options) {
  json request = request_of(options, kActivations);
  const int threads = request.at("threads");
  request["device"] = parse_devices(options.device, find_trainer()).front();
  request["size"] = options.size;
  request["channels"] = options.channels;
  print(
      measure("train", request, threads),
      {{"activation", "activation"},
       {"ms_per_step", "ms/step"},
       {"images_per_second", "images/s"},
       {"ratio_to_relu", "/ relu"},
       {"products_ms", "products ms"},
       {"ratio_to_products", "/ products"},
       {"libtorch_ms_per_step", "LibTorch ms"},
       {"libtorch_ratio", "LibTorch /"}},
      fmt::format(
          "A training step of {} on {} images of {}x{}x{}, {}, {}. / relu: time / time with ReLU.\n"
          "products: time of its convolutions and matrix products alone, forward and backward, in the same libraries.\n"
          "LibTorch: time with LibTorch's own operator; LibTorch /: that time / time. Medians over interleaved\n"
          "rounds.\n",
          request.at("model").at("name").get<std::string>(), request.at("batch_size").get<int>(), options.channels,
          options.size, options.size, request.at("device").get<std::string>(),
          counted(static_cast<std::uint64_t>(threads), "thread")),
      options.format);
}

void bench_optimizers(const Options& options) {
  const json request = request_of(options, kOptimizers);
  const int threads = request.at("threads");
  print(measure("optimizers", request, threads),
        {{"optimizer", "optimizer"},
         {"ms_per_step", "ms/step"},
         {"ns_per_parameter", "ns/parameter"},
         {"libtorch_ms_per_step", "LibTorch ms"},
         {"libtorch_ratio", "LibTorch /"}},
        fmt::format("A step over the parameters of {} on the CPU, {}, with the defaults of each optimizer. LibTorch:\n"
                    "time of its own optimizer; LibTorch /: that time / time. Medians over interleaved rounds.\n",
                    request.at("model").at("name").get<std::string>(),
                    counted(static_cast<std::uint64_t>(threads), "thread")),
        options.format);
}

struct Positional {
  const char* name;
  const char* type;
  const char* help;
};

struct Benchmark {
  CLI::App* command;
  std::shared_ptr<Options> options;
};

Benchmark add_benchmark(CLI::App& bench, const char* name, const char* description, const Positional& words, int rounds,
                        const char* threads_help, void (*run)(const Options&)) {
  const auto options = std::make_shared<Options>();
  options->rounds = rounds;
  CLI::App* command = bench.add_subcommand(name, description);
  command->add_option(words.name, options->words, words.help)->type_name(words.type);
  add_format_option(*command, options->format, {"table", "json"});
  expect_whole_number(command->add_option("--threads", options->threads, threads_help)->delimiter(','), 1, 1024);
  expect_whole_number(command->add_option("--rounds", options->rounds, "Number of rounds for the medians"), 1, 100'000)
      ->capture_default_str();
  command->callback([=] { run(*options); });
  return {command, options};
}

}  // namespace

void add_bench_command(CLI::App& app, int&) {
  CLI::App* const command = app.add_subcommand("bench", "Measure the speed of activations, training and optimizers");
  command->require_subcommand(1);

  const Benchmark activations = add_benchmark(
      *command, "activations",
      "Compare activations, forward and backward, with a copy, ReLU and LibTorch's own operators",
      {"activations", "ACTIVATION", "Activations: names, '{name: elu, alpha: 0.5}' or '{formula: ...}' (default: all)"},
      11, "Numbers of threads, separated by commas (default: 1 and all cores)", bench_activations);
  activations.command->footer(
      "Examples:\n"
      "  actsweep bench activations\n"
      "  actsweep bench activations mish '{formula: \"x * sigmoid(b*x)\", b: 1.5}'\n"
      "  actsweep bench activations --threads 1 --format json > activations.json");

  const Benchmark training = add_benchmark(
      *command, "train", "Measure a training step of a network with each activation and with LibTorch's own operators",
      {"activations", "ACTIVATION|KEY=VALUE",
       "Activations, as for `bench activations` (default: all); and overrides of the trial"},
      9, "Number of threads (default: 1)", bench_training);
  training.command->get_option("--threads")->expected(1);
  expect_whole_number(
      training.command->add_option("--size", training.options->size, "Width and height of the images in pixels"), 1,
      1024)
      ->capture_default_str();
  expect_whole_number(
      training.command->add_option("--channels", training.options->channels, "Number of channels of the images"), 1, 64)
      ->capture_default_str();
  training.command->add_option("--device", training.options->device, "Device: cpu or a GPU such as cuda:0")
      ->type_name("DEVICE")
      ->capture_default_str();
  training.command->footer(
      "Examples:\n"
      "  actsweep bench train\n"
      "  actsweep bench train mish swish batch_size=64 model.width=1000\n"
      "  actsweep bench train mish --size 32 --channels 3 --format json");

  const Benchmark optimizers =
      add_benchmark(*command, "optimizers", "Compare a step of each optimizer with LibTorch's own",
                    {"optimizers", "OPTIMIZER|KEY=VALUE",
                     "Optimizers: names or '{name: sgd, momentum: 0.9}' (default: all); and overrides of the trial"},
                    21, "Number of threads (default: 1)", bench_optimizers);
  optimizers.command->get_option("--threads")->expected(1);
  optimizers.command->footer(
      "Examples:\n"
      "  actsweep bench optimizers\n"
      "  actsweep bench optimizers adam '{name: sgd, momentum: 0.9}' model.width=100");
}

}  // namespace actsweep
