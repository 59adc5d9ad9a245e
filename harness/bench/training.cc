#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "harness/bench/bench.h"
#include "harness/bench/products.h"
#include "harness/train/loss/loss.h"
#include "harness/train/optim/optimizer.h"
#include "models/layers/bf16.h"
#include "models/layers/libtorch_activation.h"
#include "models/layers/network_module.h"

namespace actsweep::bench {
namespace {

/// A network that trains repeatedly on one batch.
class Trainee {
 public:
  Trainee(const nlohmann::json& request, const nlohmann::json& activation, const LibtorchOperator* op,
          const at::Tensor& images, const at::Tensor& labels)
      : images_(images), labels_(labels), dropout_(1, "dropout", images.device()) {
    nlohmann::json model = request.at("model");
    model["activation"] = activation;
    ModuleContext context{.task = {{images.size(1), images.size(2), images.size(3)}, kClasses},
                          .dropout = dropout_,
                          .memory_format = request.at("memory_format").get<std::string>(),
                          .device = images.device()};
    if (op != nullptr) {
      context.make_activation = [op](const Params&, std::int64_t, RandomStream&) {
        return make_libtorch_activation(*op);
      };
    }
    network_ = make_model(Params(model), context);
    network_->to(images.device());
    if (request.at("precision") == "bf16") network_ = make_bf16(network_, images.device());
    const Params optimizer(request.at("optimizer"));
    parameters_.emplace(*network_, parameter_order(optimizer));
    optimizer_ = make_optimizer(optimizer);
    rates_ = {.lr = base_lr(optimizer)};
    loss_ = make_loss(Params(request.at("loss")));
  }

  at::Tensor outputs() { return network_->forward(images_); }

  void step() {
    parameters_->zero_gradients();
    loss_(outputs(), labels_, /*label_smoothing=*/0, at::Reduction::Mean).backward();
    const at::NoGradGuard no_gradient;
    optimizer_->step(*parameters_, rates_);
    // A GPU works asynchronously: reading a value waits for the step.
    if (!images_.is_cpu()) parameters_->values()[0].item();
  }

  static constexpr std::int64_t kClasses = 10;

 private:
  at::Tensor images_, labels_;
  RandomStream dropout_;
  LayerPtr network_;
  std::optional<FlatParameters> parameters_;
  std::unique_ptr<Optimizer> optimizer_;
  Loss loss_;
  Rates rates_;
};

/// Some operators of LibTorch do not support every precision.
bool can_step(Trainee& trainee) {
  try {
    trainee.step();
    return true;
  } catch (const c10::Error&) {
    return false;
  }
}

}  // namespace

void bench_training(const nlohmann::json& request, const Reporter& reporter) {
  const auto subjects = request.at("subjects").get<std::vector<Subject>>();
  const int threads = request.at("threads"), rounds = request.at("rounds");
  const std::int64_t batch = request.at("batch_size"), size = request.at("size");
  at::set_num_threads(threads);
  const auto random = at::make_generator<at::CPUGeneratorImpl>(1);
  const c10::Device device(request.at("device").get<std::string>());
  const at::Tensor images =
      at::randn({batch, request.at("channels").get<std::int64_t>(), size, size}, random).to(device);
  const at::Tensor labels = at::arange(batch).remainder(Trainee::kClasses).to(device);

  std::vector<std::function<void()>> tasks;
  const auto add = [&](const std::shared_ptr<Trainee>& trainee) {
    tasks.emplace_back([trainee] { trainee->step(); });
    return tasks.size() - 1;
  };
  std::optional<Products> products;
  std::vector<std::size_t> ours;
  std::vector<std::optional<std::size_t>> theirs;
  for (const auto& [label, activation] : subjects) {
    const auto trainee = std::make_shared<Trainee>(request, activation, nullptr, images, labels);
    if (!products) products.emplace([&] { trainee->outputs(); });
    ours.push_back(add(trainee));
    theirs.emplace_back();
    const LibtorchOperator* const op = activation.at("name") == label ? libtorch_operator(label) : nullptr;
    if (op == nullptr) continue;
    const auto with_op = std::make_shared<Trainee>(request, activation, op, images, labels);
    if (can_step(*with_op)) theirs.back() = add(with_op);
  }
  tasks.emplace_back([&] { products->run(); });
  const auto timings =
      interleave(tasks, {.rounds = rounds, .after_round = [&](int round) { reporter.progress(1.0 * round / rounds); }});
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const Timings& seconds = timings[ours[i]];
    nlohmann::json record = {{"activation", subjects[i].label},
                             {"model", request.at("model").at("name")},
                             {"batch_size", batch},
                             {"device", device.str()},
                             {"threads", threads},
                             {"precision", request.at("precision")},
                             {"ms_per_step", median(seconds) * 1e3},
                             {"images_per_second", static_cast<double>(batch) / median(seconds)},
                             {"ratio_to_relu", median_ratio(seconds, timings[ours[0]])},
                             {"products", products->size()},
                             {"products_ms", median(timings.back()) * 1e3},
                             {"ratio_to_products", median_ratio(seconds, timings.back())}};
    add_libtorch(record, seconds, theirs[i] ? &timings[*theirs[i]] : nullptr);
    reporter.record(record);
  }
}

}  // namespace actsweep::bench
