#pragma once

#include <c10/core/Device.h>

#include <string>

#include "models/layer.h"

namespace actsweep {

/// The network with its convolutions and dense layers computed in bfloat16, and so their results and what follows from
/// those up to the output, which is float32 again. Parameters, their gradients and batch norm's sums stay float32:
/// LibTorch's autocast rounds a parameter where a layer reads it.
LayerPtr make_bf16(LayerPtr network, c10::Device device);

/// Whether LibTorch's autocast is on for a kind of device.
bool is_autocast_on(c10::DeviceType device);

/// While it lives, autocast to bfloat16 is on if it is asked for; it does not turn it off.
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

/// Why a device does not compute in bfloat16 by itself; empty if it does. (LibTorch would do without, many times slower
/// than in float32.)
std::string why_no_bf16(c10::Device device);

}  // namespace actsweep
