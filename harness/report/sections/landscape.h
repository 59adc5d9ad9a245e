#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "models/formula/expression.h"

namespace actsweep::report {

/// An untrained, fully connected network of two inputs and one output. Its weights depend on all members but not on the
/// activation: in a layer with n inputs they are normal with variance 2 / n (He et al., arXiv 1502.01852); biases are
/// normal with standard deviation `bias`.
struct RandomNetwork {
  int layers = 5;   ///< with weights; the activation follows each but the last
  int width = 128;  ///< units of each hidden layer
  double bias = 1;
  std::uint64_t seed = 0;
};

/// Outputs on a square grid of points.
struct Landscape {
  std::pair<double, double> range;  ///< of both coordinates, ends included
  int side = 0;                     ///< points a side
  std::vector<float> outputs;       ///< row by row from the lower ends, x fastest

  double at(int column, int row) const {
    return outputs[static_cast<std::size_t>(row) * static_cast<std::size_t>(side) + static_cast<std::size_t>(column)];
  }
  /// The coordinate of a column, or of a row.
  double coordinate(int index) const { return range.first + (range.second - range.first) * index / (side - 1); }
};

/// `activation` is an expression in x alone. `side` is at least 3.
Landscape landscape(const RandomNetwork& network, const formula::Expression& activation,
                    const std::pair<double, double>& range, int side);

/// How rough a landscape is. A cell between four grid points has the gradient of the least-squares plane through them.
/// A jump is the Euclidean norm of the difference between the gradients of two cells that share an edge.
struct Roughness {
  double mean_gradient = 0;  ///< mean Euclidean norm over the cells
  double mean_jump = 0;      ///< mean over all pairs of neighboring cells
  double deviation = 0;      ///< standard deviation of the outputs over the grid

  /// The change of the gradient between neighboring cells, relative to its mean norm: independent of the scale of the
  /// outputs, and proportional to the distance between grid points while that is small.
  double relative_jump() const { return mean_gradient == 0 ? 0 : mean_jump / mean_gradient; }
};

Roughness roughness(const Landscape& landscape);

}  // namespace actsweep::report
