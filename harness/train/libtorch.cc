#include "harness/train/libtorch.h"

#include <ATen/Context.h>
#include <c10/core/DeviceGuard.h>
#include <c10/util/Exception.h>

#include <cstring>

#include "harness/util/host.h"

// Declared in ATen/cuda/CUDAContext.h, which needs CUDA's headers. The address is null in a LibTorch without CUDA. The
// name is the first member of the properties; nothing else of them is read.
struct cudaDeviceProp;
namespace at::cuda {  // NOLINT: LibTorch's namespace
__attribute__((weak)) cudaDeviceProp* getCurrentDeviceProperties();
}  // namespace at::cuda

namespace actsweep {

void use_deterministic_algorithms() {
  at::globalContext().setDeterministicCuDNN(true);
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
}

std::string processor_name(c10::Device device) {
  if (device.is_cpu()) return cpu_model();
  if (&at::cuda::getCurrentDeviceProperties == nullptr || !at::hasCUDA()) return "unknown";
  const c10::DeviceGuard guard(device);
  constexpr std::size_t kNameSize = 256;
  const auto* const name = reinterpret_cast<const char*>(at::cuda::getCurrentDeviceProperties());
  return {name, strnlen(name, kNameSize)};
}

std::string error_message(const std::exception& error) {
  const auto* from_libtorch = dynamic_cast<const c10::Error*>(&error);
  return from_libtorch != nullptr ? from_libtorch->what_without_backtrace() : error.what();
}

}  // namespace actsweep
