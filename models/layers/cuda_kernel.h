#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

namespace actsweep {

/// Whether this LibTorch is built with CUDA and can compile kernels.
bool has_cuda_kernels();

/// Runs formula::cuda_source() on GPU tensors of one dtype in a single kernel, which LibTorch compiles with NVRTC on
/// first use and caches. Broadcasts tensors; their memory formats may differ. Returns nullopt if LibTorch has no CUDA
/// or if there are more than eight inputs or results. If compilation fails (for example, NVRTC is missing), warns once
/// and returns nullopt from then on.
std::optional<std::vector<at::Tensor>> run_cuda_kernel(const std::string& source, std::size_t results,
                                                       const std::vector<at::Tensor>& inputs);

}  // namespace actsweep
