#include "harness/train/processor.h"

#include <ATen/Context.h>
#include <c10/core/DeviceGuard.h>

#include <cstring>

#include "harness/util/host.h"

// LibTorch's function, of ATen/cuda/CUDAContext.h, which needs CUDA's headers; its address is null in a LibTorch
// without CUDA. All that is wanted of the properties is their first member, the name.
struct cudaDeviceProp;
namespace at::cuda {  // NOLINT: LibTorch's namespace
__attribute__((weak)) cudaDeviceProp* getCurrentDeviceProperties();
}  // namespace at::cuda

namespace actsweep {

std::string processor_of(c10::Device device) {
  if (device.is_cpu()) return cpu_model();
  if (&at::cuda::getCurrentDeviceProperties == nullptr || !at::hasCUDA()) return "unknown";
  const c10::DeviceGuard guard(device);
  constexpr std::size_t kNameSize = 256;
  const auto* const name = reinterpret_cast<const char*>(at::cuda::getCurrentDeviceProperties());
  return {name, strnlen(name, kNameSize)};
}

}  // namespace actsweep
