#include "harness/train/optim/flat_parameters.h"

#include <ATen/ATen.h>

namespace actsweep {

FlatParameters::FlatParameters(torch::nn::Module& network) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> parameters = network.parameters();
  std::vector<at::Tensor> flat;
  flat.reserve(parameters.size());
  for (const at::Tensor& parameter : parameters) flat.push_back(parameter.detach().reshape(-1));
  values_ = at::cat(flat);
  gradients_ = at::zeros_like(values_);
  std::int64_t offset = 0;
  for (at::Tensor& parameter : parameters) {
    const std::int64_t size = parameter.numel();
    parameter.set_data(values_.narrow(0, offset, size).view(parameter.sizes()));
    parameter.mutable_grad() = gradients_.narrow(0, offset, size).view(parameter.sizes());
    offset += size;
  }
}

}  // namespace actsweep
