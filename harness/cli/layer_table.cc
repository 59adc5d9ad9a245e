#include "harness/cli/layer_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>

#include "harness/cli/terminal_text.h"
#include "harness/config/grid.h"
#include "harness/config/override.h"
#include "harness/util/error.h"
#include "harness/util/text.h"
#include "models/network/notation.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

/// A model and the images that it classifies.
struct ResolvedNetwork {
  nlohmann::json model;  ///< resolved
  Task task;
  DescribedModel described;
};

/// "3x32x32".
Shape parse_shape(const std::string& text) {
  Shape shape;
  char x = 0;
  std::istringstream(text) >> shape.channels >> x >> shape.height >> x >> shape.width;
  const auto [smallest, largest] = std::minmax({shape.channels, shape.height, shape.width});
  if (smallest < 1 || largest > 4096 || to_string(shape) != text) {
    throw InputError(
        fmt::format("--input {}: write the channels, height and width of an image, each 1 to 4096, as 3x32x32", text));
  }
  return shape;
}

std::string grouped_or_blank(std::int64_t number) {
  return number == 0 ? "" : grouped(static_cast<std::uint64_t>(number));
}

ResolvedNetwork resolve_network(const std::string& name, const std::vector<std::string>& keys,
                                const LayerOptions& options) {
  Experiment experiment;
  experiment.name = "command line";
  experiment.blocks.emplace_back();
  apply_override("model=" + name, experiment);
  for (const std::string& key : keys) apply_override(key.starts_with("model.") ? key : "model." + key, experiment);
  const Grid grid(built_in_schema(), experiment);
  if (grid.size() != 1)
    throw InputError(fmt::format("{}: a layer table shows one network; give one value per key", fmt::join(keys, " ")));
  ResolvedNetwork resolved;
  resolved.task = {parse_shape(options.input.value_or("3x32x32")), options.classes.value_or(10)};
  grid.for_each([&](const Point& point) { resolved.model = grid.trial(point).config.at("model"); });
  resolved.described = describe_model(Params(resolved.model), resolved.task);
  return resolved;
}

/// Writes a row per layer. Containers of layers have the sums of their layers.
void write_layer_table(const ResolvedNetwork& network) {
  const auto table = list_writer(false);
  table->columns({"layer", "step", "output", "parameters", "norms", "activations", "multiply-adds"});
  for (const network::Layer& layer : network.described.summary.layers) {
    const network::Counts& counts = layer.counts;
    table->row({layer.path, std::string(2 * layer.depth, ' ') + layer.step, to_string(layer.output),
                grouped_or_blank(counts.parameters), grouped_or_blank(counts.norms),
                grouped_or_blank(counts.activations), grouped_or_blank(counts.macs)});
  }
  table->finish();
}

/// The layers and the totals, for programs.
nlohmann::json layers_json(const ResolvedNetwork& network, std::int64_t batch_size) {
  const auto counts_json = [](const network::Counts& counts) {
    return nlohmann::json{{"parameters", counts.parameters},   {"norms", counts.norms},
                          {"activations", counts.activations}, {"fixed_activations", counts.fixed_activations},
                          {"multiply_adds", counts.macs},      {"values_kept", counts.values}};
  };
  const network::Summary& summary = network.described.summary;
  nlohmann::json all = {{"model", network.model},
                        {"input", to_string(network.task.input)},
                        {"classes", network.task.classes},
                        {"batch_size", batch_size},
                        {"training_bytes", std::llround(network::training_bytes(summary.total, batch_size, 2))},
                        {"total", counts_json(summary.total)},
                        {"layers", nlohmann::json::array()}};
  for (const network::Layer& layer : summary.layers) {
    nlohmann::json row = counts_json(layer.counts);
    row.update({{"layer", layer.path},
                {"step", layer.step},
                {"input", to_string(layer.input)},
                {"output", to_string(layer.output)},
                {"holds_steps", layer.holds_steps}});
    all["layers"].push_back(std::move(row));
  }
  return all;
}

/// The network in the notation, a line per step.
std::string step_lines(const ResolvedNetwork& network) {
  std::string lines;
  int open = 0;
  for (const char c : network::write(network.described.steps)) {
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
    lines += open == 0 && c == ' ' && lines.ends_with(';') ? '\n' : c;
  }
  return lines + '\n';
}

/// The totals in words, and the memory for training with batches of this size.
std::string layer_totals(const ResolvedNetwork& network, std::int64_t batch_size) {
  const network::Counts& total = network.described.summary.total;
  const auto number = [](std::int64_t value) { return grouped(static_cast<std::uint64_t>(value)); };
  const std::string fixed = total.fixed_activations == 0
                                ? ""
                                : fmt::format(", plus {} of fixed activations", number(total.fixed_activations));
  return fmt::format(
      "{} on images of {}, {} classes:\n"
      "  trainable parameters   {}\n"
      "  batch norms            {}\n"
      "  activation calls       {}{}\n"
      "  multiply-adds          {} per image (convolutions and dense layers, forward)\n"
      "  activation memory      {} per image, kept for the backward pass\n"
      "  training memory        about {} at batch size {}: weights, gradients, optimizer state (two numbers per\n"
      "                         weight) and activations\n",
      network.model.at("name").get<std::string>(), to_string(network.task.input), network.task.classes,
      number(total.parameters), number(total.norms), number(total.activations), fixed, number(total.macs),
      bytes_text(4.0 * static_cast<double>(total.values)), bytes_text(network::training_bytes(total, batch_size, 2)),
      batch_size);
}

}  // namespace

void print_layers(const std::string& model, const std::vector<std::string>& keys, const LayerOptions& options,
                  bool as_json) {
  const ResolvedNetwork network = resolve_network(model, keys, options);
  const std::int64_t batch_size = options.batch_size.value_or(128);
  if (options.notation) {
    std::cout << step_lines(network);
  } else if (as_json) {
    std::cout << layers_json(network, batch_size).dump(2) << '\n';
  } else {
    write_layer_table(network);
    std::cout << '\n' << layer_totals(network, batch_size);
  }
}

}  // namespace actsweep
