#include "harness/train/diagnostics.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "models/layers/activation_layer.h"

namespace actsweep {
namespace {

/// Images per forward pass: few, because statistics of a layer are computed in double.
constexpr std::int64_t kChunk = 128;

/// Mean and population standard deviation of numbers that arrive in chunks, merged without cancellation (Chan, Golub
/// and LeVeque 1979).
class Moments {
 public:
  void add(const at::Tensor& chunk) {
    at::Tensor numbers = chunk.to(at::kDouble, /*non_blocking=*/false, /*copy=*/true);
    const auto n = static_cast<double>(numbers.numel());
    const double mean = numbers.mean().item<double>();
    const double squares = numbers.sub_(mean).square_().sum().item<double>();
    const double difference = mean - mean_, total = n_ + n;
    squares_ += squares + difference * difference * n_ * n / total;
    mean_ += difference * n / total;
    n_ = total;
  }

  double mean() const { return mean_; }
  double sd() const { return std::sqrt(squares_ / n_); }

 private:
  double n_ = 0, mean_ = 0, squares_ = 0;
};

/// Counts of numbers in bins of equal width; numbers outside the range count in the first or last bin.
class HistogramCounter {
 public:
  /// The bins stay wider than the spacing of floats even if all numbers are equal.
  explicit HistogramCounter(const Moments& moments) {
    const double reach = std::max(5 * moments.sd(), 1e-6 * std::max(1.0, std::abs(moments.mean())));
    from_ = moments.mean() - reach;
    to_ = moments.mean() + reach;
  }

  void add(const at::Tensor& numbers) {
    if (!is_finite()) return;
    const at::Tensor clamped = numbers.to(at::kFloat).clamp(from_, to_);
    const at::Tensor counts = at::histc(clamped, kBins, from_, to_).to(at::kLong);
    counts_ = counts_.defined() ? counts_ + counts : counts;
  }

  std::string json() const {
    if (!is_finite()) return "";
    const at::Tensor counts = counts_.cpu();
    const std::int64_t* const begin = counts.data_ptr<std::int64_t>();
    return nlohmann::json{{"from", from_}, {"to", to_}, {"counts", std::vector<std::int64_t>(begin, begin + kBins)}}
        .dump();
  }

 private:
  static constexpr std::int64_t kBins = 100;

  bool is_finite() const { return std::isfinite(from_) && std::isfinite(to_); }

  double from_ = 0, to_ = 0;
  at::Tensor counts_;  ///< int64 [kBins]
};

/// The statistics of one forward call of an activation layer.
class LayerCall {
 public:
  explicit LayerCall(std::string module) : module_(std::move(module)) {}

  void add_moments(const ActivationPass& pass) {
    input_.add(pass.input);
    output_.add(pass.output);
    std::vector<std::int64_t> all_but_units = {0};
    for (std::int64_t i = 2; i < pass.derivative.dim(); ++i) all_but_units.push_back(i);
    const at::Tensor max_slope = pass.derivative.abs().amax(all_but_units).to(at::kFloat);
    max_slope_ = max_slope_.defined() ? at::maximum(max_slope_, max_slope) : max_slope;
  }

  void add_histogram(const ActivationPass& pass) {
    if (!histogram_) histogram_.emplace(input_);
    histogram_->add(pass.input);
  }

  LayerEpoch row(int epoch, int position) const {
    LayerEpoch layer{.epoch = epoch, .kind = LayerKind::kActivation, .position = position, .module = module_};
    layer.preactivation_mean = input_.mean();
    layer.preactivation_sd = input_.sd();
    layer.activation_mean = output_.mean();
    layer.activation_sd = output_.sd();
    if (!max_slope_.isnan().any().item<bool>()) {
      layer.dead_units = 100 * max_slope_.lt(kDeadUnitThreshold).to(at::kDouble).mean().item<double>();
    }
    layer.preactivations = histogram_->json();
    return layer;
  }

 private:
  std::string module_;
  Moments input_, output_;
  at::Tensor max_slope_;  ///< float [units]: the largest |f'| so far
  std::optional<HistogramCounter> histogram_;
};

}  // namespace

std::vector<LayerEpoch> diagnose(Layer& network, torch::nn::Module& named, InputPipeline& input,
                                 const DeviceImages& images, std::int64_t count, int epoch) {
  const at::NoGradGuard no_gradient;
  std::vector<LayerCall> calls;
  const auto run = [&](const auto& observe) {
    input.restart_evaluation_noise();
    const std::int64_t end = std::min(count, images.count());
    for (std::int64_t begin = 0; begin < end; begin += kChunk) {
      std::size_t call = 0;
      const ActivationObserver observer(named, [&](const std::string& module, const ActivationPass& pass) {
        if (call == calls.size()) calls.emplace_back(module);
        observe(calls[call++], pass);
      });
      network.forward(input.evaluation_batch(images, begin, std::min(kChunk, end - begin)));
    }
  };
  network.eval();
  run([](LayerCall& call, const ActivationPass& pass) { call.add_moments(pass); });
  // A second pass, because the bins of the histograms depend on the moments.
  run([](LayerCall& call, const ActivationPass& pass) { call.add_histogram(pass); });
  network.train();
  std::vector<LayerEpoch> layers;
  for (const LayerCall& call : calls) layers.push_back(call.row(epoch, static_cast<int>(layers.size()) + 1));
  return layers;
}

}  // namespace actsweep
