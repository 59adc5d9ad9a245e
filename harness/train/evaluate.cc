#include "harness/train/evaluate.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace actsweep {

Scores evaluate(Layer& network, const Loss& loss_of, InputPipeline& input, const DeviceImages& images,
                std::int64_t classes, const std::function<void()>& after_batch) {
  constexpr std::int64_t kBatch = 256;
  const at::NoGradGuard no_grad;
  network.eval();
  input.restart_evaluation_noise();
  const auto options = at::TensorOptions().device(images.labels.device());
  at::Tensor loss = at::zeros({}, options.dtype(at::kDouble));
  at::Tensor correct = at::zeros({3}, options.dtype(at::kLong));  // top-1, top-3, top-5
  for (std::int64_t begin = 0; begin < images.count(); begin += kBatch) {
    const std::int64_t count = std::min(kBatch, images.count() - begin);
    const at::Tensor outputs = network.forward(input.evaluation_batch(images, begin, count));
    const at::Tensor labels = images.labels.narrow(0, begin, count);
    loss += loss_of(outputs, labels, /*label_smoothing=*/0, at::Reduction::Sum);
    const at::Tensor ranked = std::get<1>(outputs.topk(std::min<std::int64_t>(5, classes)));
    const at::Tensor hits = ranked.eq(labels.unsqueeze(1)).sum(0).cumsum(0);
    for (const std::int64_t k : {1, 3, 5}) {
      if (k <= hits.size(0)) correct[k / 2] += hits[k - 1];
    }
    after_batch();
  }
  network.train();
  const auto n = static_cast<double>(images.count());
  const at::Tensor on_cpu = correct.cpu();
  const auto percent = [&](std::int64_t k) {
    return 100.0 * static_cast<double>(on_cpu[k / 2].item<std::int64_t>()) / n;
  };
  Scores scores{.loss = loss.item<double>() / n, .top1 = percent(1), .top3 = {}, .top5 = {}};
  if (classes > 3) scores.top3 = percent(3);
  if (classes > 5) scores.top5 = percent(5);
  return scores;
}

}  // namespace actsweep
