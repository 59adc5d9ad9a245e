#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/optim/adagrad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/sgd.h>

#include "harness/bench/bench.h"
#include "harness/train/optim/optimizer.h"
#include "models/layers/network_module.h"

namespace actsweep::bench {
namespace {

/// A network with random gradients of a realistic size.
LayerPtr make_trainee(const nlohmann::json& model, RandomStream& dropout) {
  LayerPtr network = make_model(Params(model), {.task = {{1, 28, 28}, 10}, .dropout = dropout});
  for (at::Tensor& parameter : network->parameters()) {
    parameter.mutable_grad() = at::randn_like(parameter.detach()).mul_(1e-3);
  }
  return network;
}

/// LibTorch's optimizer of this name at its defaults, which equal ours; null without one.
std::unique_ptr<torch::optim::Optimizer> libtorch_optimizer(const std::string& name,
                                                            const std::vector<at::Tensor>& parameters) {
  using namespace torch::optim;
  if (name == "sgd") return std::make_unique<SGD>(parameters, SGDOptions(0.01));
  if (name == "adam") return std::make_unique<Adam>(parameters);
  if (name == "adamw") return std::make_unique<AdamW>(parameters);
  if (name == "adagrad") return std::make_unique<Adagrad>(parameters);
  if (name == "rmsprop") return std::make_unique<RMSprop>(parameters);
  return nullptr;
}

}  // namespace

void bench_optimizers(const nlohmann::json& request, const Reporter& reporter) {
  const int threads = request.at("threads"), rounds = request.at("rounds");
  at::set_num_threads(threads);
  RandomStream dropout(1, "dropout");
  std::vector<std::function<void()>> tasks;
  std::vector<std::optional<std::size_t>> theirs;
  std::vector<std::size_t> ours;
  std::int64_t parameter_count = 0;
  for (const nlohmann::json& subject : request.at("subjects")) {
    const nlohmann::json& config = subject.at("optimizer");
    const LayerPtr trainee = make_trainee(request.at("model"), dropout);
    std::vector<at::Tensor> gradients;
    for (const at::Tensor& parameter : trainee->parameters()) gradients.push_back(parameter.grad().flatten());
    const auto parameters = std::make_shared<FlatParameters>(*trainee, parameter_order(Params(config)));
    parameters->gradients().copy_(at::cat(gradients));
    parameter_count = parameters->values().numel();
    const std::shared_ptr<Optimizer> optimizer = make_optimizer(Params(config));
    ours.push_back(tasks.size());
    tasks.emplace_back([=, rates = Rates{.lr = base_lr(Params(config))}] {
      const at::NoGradGuard no_gradient;
      optimizer->step(*parameters, rates);
    });

    const std::string name = config.at("name");
    const std::shared_ptr<torch::optim::Optimizer> libtorch =
        subject.at("label") == name ? libtorch_optimizer(name, make_trainee(request.at("model"), dropout)->parameters())
                                    : nullptr;
    theirs.push_back(libtorch ? std::optional(tasks.size()) : std::nullopt);
    if (libtorch) tasks.emplace_back([libtorch] { libtorch->step(); });
  }
  const auto timings =
      interleave(tasks, {.rounds = rounds, .after_round = [&](int round) { reporter.progress(1.0 * round / rounds); }});
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const Timings& seconds = timings[ours[i]];
    nlohmann::json record = {{"optimizer", request.at("subjects")[i].at("label")},
                             {"model", request.at("model").at("name")},
                             {"parameters", parameter_count},
                             {"threads", threads},
                             {"ms_per_step", median(seconds) * 1e3},
                             {"ns_per_parameter", median(seconds) * 1e9 / static_cast<double>(parameter_count)}};
    add_libtorch(record, seconds, theirs[i] ? &timings[*theirs[i]] : nullptr);
    reporter.record(record);
  }
}

}  // namespace actsweep::bench
