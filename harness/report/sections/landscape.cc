#include "harness/report/sections/landscape.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "harness/util/split_mix.h"
#include "models/formula/kernel.h"
#include "models/formula/program.h"

namespace actsweep::report {
namespace {

/// Points that go through the network together: rows of a layer then stay in the cache.
constexpr std::size_t kBatch = 256;

/// A normal number by Box and Muller's method.
float normal(SplitMix64& random) {
  const double u = std::ldexp(static_cast<double>((random.next() >> 11) + 1), -53);  // in (0, 1]
  const double v = std::ldexp(static_cast<double>(random.next() >> 11), -53);
  return static_cast<float>(std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v));
}

struct Layer {
  std::size_t inputs, outputs;
  std::vector<float> weights, biases;  ///< weights of an output lie together
};

std::vector<Layer> random_layers(const RandomNetwork& network) {
  std::vector<Layer> layers;
  const SplitMix64 seeded(network.seed);
  for (int i = 0; i < network.layers; ++i) {
    SplitMix64 random = seeded.split(1, static_cast<std::uint64_t>(i));
    Layer layer{static_cast<std::size_t>(i == 0 ? 2 : network.width),
                static_cast<std::size_t>(i + 1 == network.layers ? 1 : network.width),
                {},
                {}};
    const float scale = std::sqrt(2.0F / static_cast<float>(layer.inputs));
    for (std::size_t k = 0; k < layer.inputs * layer.outputs; ++k) layer.weights.push_back(scale * normal(random));
    for (std::size_t k = 0; k < layer.outputs; ++k) {
      layer.biases.push_back(static_cast<float>(network.bias) * normal(random));
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

/// Rows of kBatch values: a row a unit.
using Rows = std::vector<float>;

Rows applied(const Layer& layer, const Rows& input) {
  Rows output(layer.outputs * kBatch);
  for (std::size_t to = 0; to < layer.outputs; ++to) {
    float* sums = output.data() + to * kBatch;
    std::fill_n(sums, kBatch, layer.biases[to]);
    std::size_t from = 0;
    // Four inputs at a time: the sums are then read and written a quarter as often.
    for (; from + 4 <= layer.inputs; from += 4) {
      const float* w = layer.weights.data() + to * layer.inputs + from;
      const float* v = input.data() + from * kBatch;
      for (std::size_t k = 0; k < kBatch; ++k) {
        sums[k] += w[0] * v[k] + w[1] * v[k + kBatch] + w[2] * v[k + 2 * kBatch] + w[3] * v[k + 3 * kBatch];
      }
    }
    for (; from < layer.inputs; ++from) {
      const float weight = layer.weights[to * layer.inputs + from];
      const float* v = input.data() + from * kBatch;
      for (std::size_t k = 0; k < kBatch; ++k) sums[k] += weight * v[k];
    }
  }
  return output;
}

void activate(const formula::Kernel& kernel, Rows& rows) {
  const formula::Input input{rows.data(), false};
  float* const output = rows.data();
  kernel.run({&input, 1}, {&output, 1}, rows.size());
}

struct Gradient {
  double x, y;
};

/// Of the cell whose lower left corner is the grid point.
Gradient gradient(const Landscape& land, int column, int row) {
  const double twice = 2 * (land.coordinate(1) - land.coordinate(0));
  const double a = land.at(column, row), b = land.at(column + 1, row);
  const double c = land.at(column, row + 1), d = land.at(column + 1, row + 1);
  return {(b + d - a - c) / twice, (c + d - a - b) / twice};
}

}  // namespace

Landscape landscape(const RandomNetwork& network, const formula::Expression& activation,
                    const std::pair<double, double>& range, int side) {
  const std::vector<Layer> layers = random_layers(network);
  const formula::Kernel kernel(formula::compile({activation}, {"x"}));
  Landscape land{range, side, {}};
  const auto points = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  for (std::size_t begin = 0; begin < points; begin += kBatch) {
    const std::size_t count = std::min(kBatch, points - begin);
    Rows rows(2 * kBatch);
    for (std::size_t k = 0; k < count; ++k) {
      rows[k] = static_cast<float>(land.coordinate(static_cast<int>((begin + k) % static_cast<std::size_t>(side))));
      rows[kBatch + k] =
          static_cast<float>(land.coordinate(static_cast<int>((begin + k) / static_cast<std::size_t>(side))));
    }
    for (const Layer& layer : layers) {
      rows = applied(layer, rows);
      if (&layer != &layers.back()) activate(kernel, rows);
    }
    land.outputs.insert(land.outputs.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return land;
}

Roughness roughness(const Landscape& land) {
  Roughness result;
  double jumps = 0;
  int pairs = 0;
  const int cells = land.side - 1;
  for (int row = 0; row < cells; ++row) {
    for (int column = 0; column < cells; ++column) {
      const Gradient here = gradient(land, column, row);
      result.mean_gradient += std::hypot(here.x, here.y) / (static_cast<double>(cells) * cells);
      for (const auto& [right, up] : {std::pair(1, 0), std::pair(0, 1)}) {
        if (column + right >= cells || row + up >= cells) continue;
        const Gradient next = gradient(land, column + right, row + up);
        jumps += std::hypot(next.x - here.x, next.y - here.y);
        ++pairs;
      }
    }
  }
  result.mean_jump = jumps / pairs;
  const auto n = static_cast<double>(land.outputs.size());
  const double mean = std::accumulate(land.outputs.begin(), land.outputs.end(), 0.0) / n;
  double squares = 0;
  for (const float output : land.outputs) squares += (output - mean) * (output - mean);
  result.deviation = std::sqrt(squares / n);
  return result;
}

}  // namespace actsweep::report
