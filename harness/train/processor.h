#pragma once

#include <c10/core/Device.h>

#include <string>

namespace actsweep {

/// What computes on a device, as it calls itself: "AMD EPYC 9554", "NVIDIA H100 80GB HBM3"; or "unknown". Asking for a
/// GPU's name starts CUDA in this process.
std::string processor_of(c10::Device device);

}  // namespace actsweep
