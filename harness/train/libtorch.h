#pragma once

#include <c10/core/Device.h>

#include <exception>
#include <string>

namespace actsweep {

/// Makes reductions and convolutions in this process take the same path every time, and float32 on a GPU compute in
/// float32 rather than TensorFloat-32, which is less precise. Call it before computing anything.
void use_deterministic_algorithms();

/// The name that the processor of a device reports: "AMD EPYC 9554", "NVIDIA H100 80GB HBM3"; or "unknown". Asking for
/// a GPU's name starts CUDA in this process.
std::string processor_name(c10::Device device);

/// The message of an exception, without the stack trace that LibTorch appends to its own.
std::string error_message(const std::exception& error);

}  // namespace actsweep
