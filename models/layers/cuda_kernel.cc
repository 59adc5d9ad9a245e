#include "models/layers/cuda_kernel.h"

#include <c10/core/Scalar.h>
#include <c10/util/Exception.h>
#include <c10/util/SmallVector.h>

#include <atomic>

#include "models/formula/cuda_source.h"

// LibTorch's function, of ATen/cuda/jiterator.h, which a LibTorch without CUDA lacks as it lacks the function: the
// address is null then.
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
  constexpr std::size_t kMaxTensors = 8;  // inputs, and results, of a kernel that LibTorch launches
  if (!works || inputs.size() > kMaxTensors || results > kMaxTensors) return std::nullopt;
  try {
    const auto outputs = at::cuda::CompileAndLaunchKernel(source, formula::kCudaFunction, static_cast<int>(results),
                                                          {inputs.begin(), inputs.end()}, {}, /*return_by_ref=*/true);
    return std::vector<at::Tensor>(outputs.begin(), outputs.end());
  } catch (const c10::OutOfMemoryError&) {
    throw;
  } catch (const c10::Error& error) {
    works = false;
    TORCH_WARN("fused kernels cannot be compiled for the GPU; activations take several each: ",
               error.what_without_backtrace());
    return std::nullopt;
  }
}

}  // namespace actsweep
