#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace actsweep {

/// The number of NVIDIA GPUs that a process started now would see: those with a device node, or else those that the
/// driver lists, as far as $CUDA_VISIBLE_DEVICES (`visible`, nullptr if not set) allows.
int count_gpus(const char* visible, const std::filesystem::path& driver = "/proc/driver/nvidia/gpus",
               const std::filesystem::path& nodes = "/dev");

/// The devices that --device names: {"cpu"}, or GPUs as {"cuda:0", "cuda:1"}. "auto" means all GPUs if there are any
/// and the trainer can use them. Throws InputError for an unknown device, a GPU that does not exist, and any GPU if the
/// trainer has no CUDA.
std::vector<std::string> parse_devices(const std::string& option, int gpus, bool trainer_has_cuda);
/// The same for the GPUs and the trainer of this machine.
std::vector<std::string> parse_devices(const std::string& option, const std::filesystem::path& trainer);

/// Whether a trainer was linked with a CUDA build of LibTorch. False for a file that cannot be read.
bool is_linked_with_cuda(const std::filesystem::path& trainer);

/// How many CPU cores this process may use.
int available_cores();

/// How many trials to run at once by default: one a GPU, or as many as the cores allow.
int default_jobs(const std::vector<std::string>& devices, int threads_per_trial);

/// Asks the trainer about a device ("cpu", "cuda:0"): why it does not support each value of the key `precision`, empty
/// for those that it supports. Throws InputError if the trainer cannot answer.
std::map<std::string, std::string> precisions_of(const std::filesystem::path& trainer, const std::string& device);

/// Throws InputError if one of the devices does not support one of the precisions.
void check_precisions(const std::set<std::string>& precisions, const std::filesystem::path& trainer,
                      const std::vector<std::string>& devices);

}  // namespace actsweep
