#include "harness/train/diagnostics.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "models/layers/activation_observer.h"

namespace actsweep {
namespace {

/// Images at once: the numbers of a layer are taken in double.
constexpr std::int64_t kChunk = 128;

/// Mean and standard deviation of numbers that come in parts, which are put together so that no digits cancel.
class Moments {
 public:
  void add(const at::Tensor& part) {
    at::Tensor numbers = part.to(at::kDouble, /*non_blocking=*/false, /*copy=*/true);
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

/// Counts of numbers in bins of one width; what lies outside is counted in the first and in the last.
class Histogram {
 public:
  /// Where all numbers are the same, the bins are still wider than the distance of floats there.
  explicit Histogram(const Moments& moments) {
    const double reach = std::max(5 * moments.sd(), 1e-6 * std::max(1.0, std::abs(moments.mean())));
    from_ = moments.mean() - reach;
    to_ = moments.mean() + reach;
  }

  void add(const at::Tensor& numbers) {
    if (!is_finite()) return;
    const at::Tensor inside = numbers.to(at::kFloat).clamp(from_, to_);
    const at::Tensor counts = at::histc(inside, kBins, from_, to_).to(at::kLong);
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

/// What is known of one forward call of an activation layer.
class Call {
 public:
  explicit Call(std::string module) : module_(std::move(module)) {}

  void measure(const ActivationPass& pass) {
    input_.add(pass.input);
    output_.add(pass.output);
    std::vector<std::int64_t> all_but_units = {0};
    for (std::int64_t i = 2; i < pass.derivative.dim(); ++i) all_but_units.push_back(i);
    const at::Tensor steepest = pass.derivative.abs().amax(all_but_units).to(at::kFloat);
    steepest_ = steepest_.defined() ? at::maximum(steepest_, steepest) : steepest;
  }

  void count(const ActivationPass& pass) {
    if (!histogram_) histogram_.emplace(input_);
    histogram_->add(pass.input);
  }

  LayerEpoch row(int epoch, int position) const {
    LayerEpoch layer{.epoch = epoch, .kind = LayerKind::kActivation, .position = position, .module = module_};
    layer.preactivation_mean = input_.mean();
    layer.preactivation_sd = input_.sd();
    layer.activation_mean = output_.mean();
    layer.activation_sd = output_.sd();
    if (!steepest_.isnan().any().item<bool>()) {
      layer.dead_units = 100 * steepest_.lt(kFlat).to(at::kDouble).mean().item<double>();
    }
    layer.preactivations = histogram_->json();
    return layer;
  }

 private:
  std::string module_;
  Moments input_, output_;
  at::Tensor steepest_;  ///< float [units]: the largest |f'| so far
  std::optional<Histogram> histogram_;
};

}  // namespace

std::vector<LayerEpoch> diagnose(Layer& network, torch::nn::Module& named, InputPipeline& input,
                                 const DeviceImages& images, std::int64_t count, int epoch) {
  const at::NoGradGuard no_gradient;
  std::vector<Call> calls;
  const auto run = [&](const auto& look) {
    input.begin_measuring();
    const std::int64_t end = std::min(count, images.count());
    for (std::int64_t begin = 0; begin < end; begin += kChunk) {
      std::size_t call = 0;
      const ActivationObserver observer(named, [&](const std::string& module, const ActivationPass& pass) {
        if (call == calls.size()) calls.emplace_back(module);
        look(calls[call++], pass);
      });
      network.forward(input.measuring_batch(images, begin, std::min(kChunk, end - begin)));
    }
  };
  network.eval();
  run([](Call& call, const ActivationPass& pass) { call.measure(pass); });
  run([](Call& call, const ActivationPass& pass) { call.count(pass); });  // in bins that needed all of the first run
  network.train();
  std::vector<LayerEpoch> layers;
  for (const Call& call : calls) layers.push_back(call.row(epoch, static_cast<int>(layers.size()) + 1));
  return layers;
}

}  // namespace actsweep
