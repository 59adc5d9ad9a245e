#include "models/network/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/util/error.h"
#include "models/network/notation.h"
#include "models/network/output_shape.h"

namespace actsweep::network {
namespace {

constexpr std::int64_t kMaxParameters = 10'000'000'000;
constexpr double kMaxValues = 1e10;  // in the output of one layer, per image
constexpr double kMaxMacs = 1e15;    // far more than anyone trains; sums fit into 64 bits

/// Parameters and multiply-adds of one step for one image. Doubles, because a product of three sizes up to 2^20 may
/// exceed 64 bits.
struct Weights {
  double parameters = 0, macs = 0;
};

class Summarizer {
 public:
  Summarizer(Summary& summary, const ActivationFunction* activation) : summary_(summary), activation_(activation) {}

  Shape through(const Steps& steps, Shape shape, const std::string& prefix, std::size_t depth, Counts& sum) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto* stage = std::get_if<Stage>(&steps[i].any());
      const std::string name = stage != nullptr ? stage->name : std::to_string(i);
      const std::string path = prefix.empty() ? name : prefix + "." + name;
      if (!names.insert(name).second) fail(path, steps[i], shape, "duplicate stage name");
      try {
        shape = through(steps, i, shape, path, depth, sum);
      } catch (const ShapeError& error) {
        fail(path, steps[i], shape, error.message);
      }
    }
    return shape;
  }

 private:
  Shape through(const Steps& steps, std::size_t i, const Shape& input, const std::string& path, std::size_t depth,
                Counts& sum) {
    const Step& step = steps[i];
    const std::size_t row = summary_.layers.size();
    summary_.layers.push_back(
        {.path = path, .depth = depth, .step = head(step), .input = input, .output = {}, .counts = {}});
    Counts counts;
    Shape output;
    std::visit(
        [&]<typename Kind>(const Kind& kind) {
          if constexpr (HoldsSteps<Kind>) {
            summary_.layers[row].holds_steps = true;
            if (std::is_same_v<Kind, Auxiliary>) summary_.has_auxiliary = true;
            const Shape branch_shape = branch_input(step, input);
            std::vector<Shape> shapes;
            for (std::size_t b = 0; b < kind.branches.size(); ++b) {
              const std::string below = std::is_same_v<Kind, Stage> ? path : fmt::format("{}.{}", path, b);
              shapes.push_back(through(kind.branches[b], branch_shape, below, depth + 1, counts));
            }
            output = output_shape(step, input, shapes);
            if (!std::is_same_v<Kind, Stage> && !std::is_same_v<Kind, Auxiliary>) counts.values += output.features();
          } else {
            output = output_shape(step, input);
            counts = counts_of(kind, steps, i, input, output, path);
          }
        },
        step.any());
    const auto values = static_cast<double>(output.channels) * static_cast<double>(output.pixels());
    if (values > kMaxValues)
      fail(path, step, input, fmt::format("it outputs {:.3g} values per image, more than {:.0e}", values, kMaxValues));
    if (counts.parameters > kMaxParameters - sum.parameters) {
      fail(path, step, input, fmt::format("the network has more than {} parameters", kMaxParameters));
    }
    if (static_cast<double>(counts.macs) > kMaxMacs - static_cast<double>(sum.macs)) {
      fail(path, step, input, fmt::format("the network has more than {:.0e} multiply-adds", kMaxMacs));
    }
    summary_.layers[row].output = output;
    summary_.layers[row].counts = counts;
    sum += counts;
    return output;
  }

  template <typename Kind>
  Counts counts_of(const Kind& kind, const Steps& steps, std::size_t i, const Shape& input, const Shape& output,
                   const std::string& path) {
    Counts counts;
    const Weights weights = weights_of(kind, steps, i, input, output);
    if (weights.parameters > static_cast<double>(kMaxParameters)) {
      fail(path, steps[i], input,
           fmt::format("it has {:.3g} parameters, more than {}", weights.parameters, kMaxParameters));
    }
    if (weights.macs > kMaxMacs) {
      fail(path, steps[i], input, fmt::format("it has {:.3g} multiply-adds, more than {:.0e}", weights.macs, kMaxMacs));
    }
    counts.parameters = static_cast<std::int64_t>(weights.parameters);
    counts.macs = static_cast<std::int64_t>(weights.macs);
    counts.values = output.features();
    if constexpr (std::is_same_v<Kind, Conv> || std::is_same_v<Kind, Depthwise>) summary_.has_conv = true;
    if constexpr (std::is_same_v<Kind, Dense> || std::is_same_v<Kind, Output> || std::is_same_v<Kind, Gate>) {
      summary_.has_dense = true;
    }
    if constexpr (std::is_same_v<Kind, Norm>) {
      counts.norms = 1;
      if (input.pixels() == 1) summary_.norms_one_value = true;
    }
    if constexpr (std::is_same_v<Kind, Dropout>) counts.values *= 2;
    if constexpr (std::is_same_v<Kind, Flatten>) counts.values = 0;
    if constexpr (std::is_same_v<Kind, Act>) {
      (kind.name.empty() ? counts.activations : counts.fixed_activations) = 1;
      if (kind.name.empty()) {
        if (activation_ != nullptr) counts.parameters = learned(*activation_, input.channels);
      } else {
        counts.parameters = learned(fixed(kind.name), input.channels);
      }
    }
    if constexpr (std::is_same_v<Kind, Gate>) {
      counts.activations = 1;
      if (activation_ != nullptr) counts.parameters += learned(*activation_, kind.hidden(input.channels));
    }
    return counts;
  }

  const ActivationFunction& fixed(const std::string& name) {
    const auto known = fixed_.find(name);
    if (known != fixed_.end()) return known->second;
    return fixed_.emplace(name, activation_function(default_activation(name))).first->second;
  }

  static std::int64_t learned(const ActivationFunction& function, std::int64_t channels) {
    std::int64_t count = 0;
    for (const LearnedParameter& parameter : function.learned) count += parameter.per_channel ? channels : 1;
    return count;
  }

  static Weights convolution(std::int64_t filters, std::int64_t inputs, const Extent& kernel, bool bias,
                             const Shape& output) {
    const double weights = static_cast<double>(filters) * static_cast<double>(inputs) *
                           static_cast<double>(kernel.height) * static_cast<double>(kernel.width);
    return {weights + (bias ? static_cast<double>(filters) : 0), weights * static_cast<double>(output.pixels())};
  }
  static Weights dense(double inputs, double units, bool bias) {
    return {inputs * units + (bias ? units : 0), inputs * units};
  }

  static Weights weights_of(const Conv& conv, const Steps& steps, std::size_t i, const Shape& input,
                            const Shape& output) {
    return convolution(conv.filters, input.channels / conv.groups, conv.kernel, has_bias(conv.bias, steps, i), output);
  }
  static Weights weights_of(const Depthwise& conv, const Steps& steps, std::size_t i, const Shape& input,
                            const Shape& output) {
    return convolution(input.channels, 1, conv.kernel, has_bias(conv.bias, steps, i), output);
  }
  static Weights weights_of(const Norm&, const Steps&, std::size_t, const Shape& input, const Shape&) {
    return {2 * static_cast<double>(input.channels), 0};
  }
  static Weights weights_of(const Dense& layer, const Steps&, std::size_t, const Shape& input, const Shape&) {
    return dense(static_cast<double>(input.channels), static_cast<double>(layer.units), layer.bias);
  }
  static Weights weights_of(const Output& layer, const Steps&, std::size_t, const Shape& input, const Shape&) {
    return dense(static_cast<double>(input.channels), static_cast<double>(layer.classes), true);
  }
  static Weights weights_of(const Gate& gate, const Steps&, std::size_t, const Shape& input, const Shape&) {
    const auto channels = static_cast<double>(input.channels),
               hidden = static_cast<double>(gate.hidden(input.channels));
    const Weights in = dense(channels, hidden, true), out = dense(hidden, channels, true);
    return {in.parameters + out.parameters, in.macs + out.macs};
  }
  /// Counts no multiply-adds: the predictions are part of the routing.
  static Weights weights_of(const Capsules& capsules, const Steps&, std::size_t, const Shape& input, const Shape&) {
    const std::int64_t values = capsules.inputs > 0 ? capsules.inputs : input.channels;
    const double matrices = capsules.shared ? 1 : static_cast<double>(input.features() / values);
    return {matrices * static_cast<double>(values * capsules.classes) * static_cast<double>(capsules.values), 0};
  }
  /// Steps without weights.
  template <typename Kind>
  static Weights weights_of(const Kind&, const Steps&, std::size_t, const Shape&, const Shape&) {
    return {};
  }

  [[noreturn]] static void fail(const std::string& path, const Step& step, const Shape& input,
                                const std::string& message) {
    throw InputError(fmt::format("layer {} ({}), input {}: {}", path, head(step), to_string(input), message));
  }

  Summary& summary_;
  const ActivationFunction* activation_;
  std::map<std::string, ActivationFunction> fixed_;
};

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  parameters += other.parameters;
  norms += other.norms;
  activations += other.activations;
  fixed_activations += other.fixed_activations;
  macs += other.macs;
  values += other.values;
  return *this;
}

Summary summarize(const Steps& steps, const Shape& input, const ActivationFunction* activation) {
  Summary result;
  result.output = Summarizer(result, activation).through(steps, input, "", 0, result.total);
  return result;
}

double training_work(const Counts& counts) {
  constexpr double kPasses = 3;          // forward, and backward to inputs and to weights
  constexpr double kMacsPerValue = 100;  // on one core; other CPUs and GPUs differ by a small factor
  return kPasses * static_cast<double>(counts.macs) + kMacsPerValue * static_cast<double>(counts.values);
}

double training_bytes(const Counts& counts, std::int64_t batch_size, int states, int bytes) {
  return static_cast<double>(counts.parameters) * 4 * (2 + states) +
         static_cast<double>(counts.values) * bytes * static_cast<double>(batch_size);
}

}  // namespace actsweep::network
