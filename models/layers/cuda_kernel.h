#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

namespace actsweep {

/// Whether this LibTorch could compile kernels at all: whether it is a build with CUDA.
bool has_cuda_kernels();

/// Runs formula::cuda_source() on GPU tensors of one type, in one kernel, which LibTorch compiles with NVRTC at its
/// first use and keeps. Tensors may differ in layout and are broadcast. Nothing where this LibTorch has no CUDA, or of
/// more than eight inputs or results; where the kernel cannot be compiled (NVRTC is missing), a warning once and
/// nothing ever after.
std::optional<std::vector<at::Tensor>> run_cuda_kernel(const std::string& source, std::size_t results,
                                                       const std::vector<at::Tensor>& inputs);

}  // namespace actsweep
