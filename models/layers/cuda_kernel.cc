#include "models/layers/cuda_kernel.h"

#include <c10/core/Scalar.h>
#include <c10/util/Exception.h>
#include <c10/util/SmallVector.h>

#include <atomic>

#include "models/formula/cuda_source.h"

// Declared here because a LibTorch without CUDA has no ATen/cuda/jiterator.h. The weak symbol is null in that case.
namespace at::cuda {  // NOLINT: LibTorch's namespace
__attribute__((weak)) c10::SmallVector<at::Tensor> CompileAndLaunchKernel(const std::string&, const std::string&, int,
                                                                          const c10::SmallVector<at::Tensor>&,
                                                                          const c10::SmallVector<at::Scalar>&, bool);
}  // namespace at::cuda

namespace actsweep {

bool has_cuda_kernels() { return &at::cuda::CompileAndLaunchKernel != nullptr; }

std::optional<std::vector<at::Tensor>> run_cuda_kernel(const std::string& source, std::size_t results,
                                                       const std::vector<at::Tensor>& inputs) {
  static std::atomic<bool> works{has_cuda_kernels()};
  constexpr std::size_t kMaxTensors = 8;  // LibTorch's limit for inputs and for results
  if (!works || inputs.size() > kMaxTensors || results > kMaxTensors) return std::nullopt;
  try {
    const auto outputs = at::cuda::CompileAndLaunchKernel(source, formula::kCudaFunction, static_cast<int>(results),
                                                          {inputs.begin(), inputs.end()}, {}, /*return_by_ref=*/true);
    return std::vector<at::Tensor>(outputs.begin(), outputs.end());
  } catch (const c10::OutOfMemoryError&) {
    throw;
  } catch (const c10::Error& error) {
    works = false;
    TORCH_WARN("cannot compile fused GPU kernels; activations will use several kernels each: ",
               error.what_without_backtrace());
    return std::nullopt;
  }
}

}  // namespace actsweep
