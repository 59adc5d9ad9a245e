#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace actsweep {

/// How many NVIDIA GPUs a process started now would see: those the driver lists, or else those with a device node, as
/// far as $CUDA_VISIBLE_DEVICES (`visible`, nullptr when not set) leaves them.
int count_gpus(const char* visible, const std::filesystem::path& driver = "/proc/driver/nvidia/gpus",
               const std::filesystem::path& nodes = "/dev");

/// The devices that --device names: {"cpu"}, or GPUs as {"cuda:0", "cuda:1"}. "auto" takes every GPU when there is one
/// and the trainer can use it. Throws InputError for what is no device, for a GPU that is not there, and for any
/// GPU where the trainer cannot use it.
std::vector<std::string> parse_devices(const std::string& option, int gpus, bool trainer_has_cuda);

/// Whether a trainer was linked with a CUDA build of LibTorch; false for a file that cannot be read.
bool is_linked_with_cuda(const std::filesystem::path& trainer);

/// How many CPU cores this process may use.
int available_cores();

}  // namespace actsweep
