#pragma once

#include <c10/core/Device.h>

#include <string>

#include "models/layer.h"

namespace actsweep {

/// Wraps a network to compute its convolutions and dense layers in bfloat16 with LibTorch's autocast. Intermediate
/// results are bfloat16, the output is float32. Parameters, gradients and batch norm statistics stay float32: autocast
/// rounds a parameter where a layer uses it.
LayerPtr make_bf16(LayerPtr network, c10::Device device);

/// Whether LibTorch's autocast is enabled for a device type.
bool is_autocast_on(c10::DeviceType device);

/// Enables autocast to bfloat16 during its lifetime if `on`; otherwise does nothing.
class AutocastScope {
 public:
  AutocastScope(c10::DeviceType device, bool on);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  c10::DeviceType device_;
  bool on_;
};

/// Why a device does not support bfloat16 in hardware; empty if it does. (LibTorch would emulate it, many times slower
/// than float32.)
std::string why_no_bf16(c10::Device device);

}  // namespace actsweep
