#include "models/layers/bf16.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace actsweep {
namespace {

/// LibTorch 2.4 replaced one function per device type with a single one.
void set_autocast(c10::DeviceType device, bool on) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_dtype(device, at::kBFloat16);
  at::autocast::set_autocast_enabled(device, on);
#else
  if (device == at::kCPU) {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(on);
  } else {
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(on);
  }
#endif
}

class Bf16 : public Layer {
 public:
  Bf16(LayerPtr network, c10::Device device)
      : network_(register_module("network", std::move(network))), device_(device.type()) {}

  torch::Tensor forward(torch::Tensor x) override {
    const AutocastScope autocast(device_, true);
    return network_->forward(std::move(x)).to(at::kFloat);
  }

 private:
  LayerPtr network_;
  c10::DeviceType device_;
};

/// oneDNN's convolutions and matrix products are fast with AVX512_BF16, which every CPU with AMX_BF16 has.
bool has_cpu_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

}  // namespace

bool is_autocast_on(c10::DeviceType device) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  return at::autocast::is_autocast_enabled(device);
#else
  return device == at::kCPU ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
#endif
}

AutocastScope::AutocastScope(c10::DeviceType device, bool on) : device_(device), on_(on) {
  if (on_) set_autocast(device_, true);
}

AutocastScope::~AutocastScope() {
  if (!on_) return;
  at::autocast::clear_cache();  // the cache holds rounded parameters, which the optimizer is about to change
  set_autocast(device_, false);
}

LayerPtr make_bf16(LayerPtr network, c10::Device device) { return std::make_shared<Bf16>(std::move(network), device); }

std::string why_no_bf16(c10::Device device) {
  if (device.is_cpu()) return has_cpu_bf16() ? "" : "this CPU has no AVX512_BF16";
  try {
    const at::Tensor one = at::ones({16, 16}, at::TensorOptions().device(device).dtype(at::kBFloat16));
    return one.mm(one).sum().item<double>() == 4096 ? "" : "bfloat16 matrix products are wrong";
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
}

}  // namespace actsweep
