#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "harness/bench/bench.h"
#include "models/layers/activation_engine.h"
#include "models/layers/libtorch_activation.h"

namespace actsweep::bench {
namespace {

struct Size {
  const char* name;
  std::int64_t elements;
};

/// Tensors of 16 KiB, 256 KiB and 32 MiB.
constexpr Size kSizes[] = {{"L1", 1 << 12}, {"L2", 1 << 16}, {"memory", 1 << 23}};

/// Bytes read and written per element. Forward: x and f(x), and f'(x) if it is saved. Backward: the saved tensor and
/// the gradients with respect to f(x) and x.
constexpr double kForwardBytes = 8, kDerivativeBytes = 4, kBackwardBytes = 12, kCopyBytes = 8;

/// The indices of the tasks of one activation; without an operator of LibTorch, its tasks are unset.
struct TaskIndices {
  std::size_t forward = 0, backward = 0;
  double forward_bytes = kForwardBytes;
  std::optional<std::size_t> libtorch_forward, libtorch_backward;
};

/// Learned parameters at their initial values, shared by all channels; undefined without any.
at::Tensor initial_parameters(const ActivationFunction& function) {
  if (function.initial.empty()) return {};
  return at::tensor(function.initial, at::kFloat).unsqueeze(1);
}

class Comparison {
 public:
  explicit Comparison(const Size& size)
      : size_(size),
        // Standard normal, like the input of an activation after batch norm or at initialization.
        x_(at::randn({size.elements}, at::make_generator<at::CPUGeneratorImpl>(1))),
        gradient_(at::randn({size.elements}, at::make_generator<at::CPUGeneratorImpl>(2))),
        copy_(add([this] { x_.clone(); })) {}

  void add_subject(const Subject& subject) {
    const ActivationFunction function = activation_function(Params(subject.activation));
    const auto engine = std::make_shared<const ActivationEngine>(function);
    const at::Tensor learned = initial_parameters(function);
    const at::Tensor random = function.random.empty() ? at::Tensor() : at::full_like(x_, function.random_lower);
    TaskIndices indices;
    const ActivationEngine::Recorded once = engine->record(learned, random, x_);
    const at::Tensor saved = once.saved;
    if (!saved.is_same(x_) && !saved.is_same(once.y)) indices.forward_bytes += kDerivativeBytes;
    indices.forward = add([=, this] { engine->record(learned, random, x_); });
    indices.backward = add([=, this] { engine->backward(learned, random, saved, gradient_); });
    const bool is_default = subject.activation.at("name") == subject.label;
    const LibtorchOperator* const op = is_default ? libtorch_operator(subject.label) : nullptr;
    if (op != nullptr && op->backward) {
      const at::Tensor y = op->forward(x_);
      indices.libtorch_forward = add([=, this] { op->forward(x_); });
      indices.libtorch_backward = add([=, this] { op->backward(x_, y, gradient_); });
    }
    indices_.push_back(indices);
  }

  void run(const std::vector<Subject>& subjects, int threads, const InterleaveOptions& options,
           const Reporter& reporter) const {
    const std::vector<Timings> timings = interleave(tasks_, options);
    const Timings reference = timings[indices_.front().forward] + timings[indices_.front().backward];
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      const TaskIndices& indices = indices_[i];
      const Timings ours = timings[indices.forward] + timings[indices.backward];
      const double forward = median(timings[indices.forward]), backward = median(timings[indices.backward]);
      const auto elements = static_cast<double>(size_.elements);
      nlohmann::json record = {
          {"activation", subjects[i].label},
          {"size", size_.name},
          {"elements", size_.elements},
          {"threads", threads},
          {"forward_ns", forward / elements * 1e9},
          {"backward_ns", backward / elements * 1e9},
          {"forward_gb_per_s", indices.forward_bytes * elements / forward / 1e9},
          {"backward_gb_per_s", kBackwardBytes * elements / backward / 1e9},
          {"ratio_to_copy", median_ratio(ours, timings[copy_]) * kCopyBytes / (indices.forward_bytes + kBackwardBytes)},
          {"ratio_to_relu", median_ratio(ours, reference)},
          {"libtorch_forward_ns", nullptr},
          {"libtorch_backward_ns", nullptr},
          {"libtorch_ratio", nullptr}};
      if (indices.libtorch_forward) {
        const Timings theirs = timings[*indices.libtorch_forward] + timings[*indices.libtorch_backward];
        record["libtorch_forward_ns"] = median(timings[*indices.libtorch_forward]) / elements * 1e9;
        record["libtorch_backward_ns"] = median(timings[*indices.libtorch_backward]) / elements * 1e9;
        record["libtorch_ratio"] = median_ratio(theirs, ours);
      }
      reporter.record(record);
    }
  }

 private:
  std::size_t add(std::function<void()> task) {
    tasks_.push_back(std::move(task));
    return tasks_.size() - 1;
  }

  std::vector<std::function<void()>> tasks_;
  std::vector<TaskIndices> indices_;
  Size size_;
  at::Tensor x_, gradient_;
  std::size_t copy_;
};

}  // namespace

void bench_activations(const nlohmann::json& request, const Reporter& reporter) {
  const at::NoGradGuard no_gradient;
  const auto subjects = request.at("subjects").get<std::vector<Subject>>();
  const auto threads = request.at("threads").get<std::vector<int>>();
  const int rounds = request.at("rounds");
  const double parts = static_cast<double>(threads.size() * std::size(kSizes)) * rounds;
  double done = 0;
  for (const int count : threads) {
    at::set_num_threads(count);
    for (const Size& size : kSizes) {
      Comparison comparison(size);
      for (const Subject& subject : subjects) comparison.add_subject(subject);
      comparison.run(subjects, count,
                     {.rounds = rounds, .after_round = [&](int round) { reporter.progress((done + round) / parts); }},
                     reporter);
      done += rounds;
    }
  }
}

}  // namespace actsweep::bench
