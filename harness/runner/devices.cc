#include "harness/runner/devices.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <sstream>
#include <thread>

#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

/// A GPU's node is nvidia0, nvidia1 …; nvidiactl and nvidia-uvm are the driver's.
bool is_gpu_node(const std::string& name) {
  constexpr std::string_view kPrefix = "nvidia";
  return name.size() > kPrefix.size() && name.starts_with(kPrefix) &&
         std::all_of(name.begin() + kPrefix.size(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

int gpus_of_machine(const fs::path& driver, const fs::path& nodes) {
  std::error_code none;
  int listed = 0;
  for (const auto& entry : fs::directory_iterator(driver, none)) listed += entry.is_directory(none) ? 1 : 0;
  int with_node = 0;
  for (const auto& entry : fs::directory_iterator(nodes, none)) with_node += is_gpu_node(entry.path().filename());
  // A container shows all GPUs of its host in the driver's list, but has nodes only for its own.
  return with_node > 0 ? with_node : listed;
}

std::vector<std::string> all_gpus(int gpus) {
  std::vector<std::string> devices;
  for (int i = 0; i < gpus; ++i) devices.push_back(fmt::format("cuda:{}", i));
  return devices;
}

std::vector<std::string> listed_gpus(const std::string& option, int gpus) {
  std::vector<std::string> devices;
  std::istringstream numbers(option.substr(option.find(':') + 1) + ",");
  for (std::string number; std::getline(numbers, number, ',');) {
    int index = -1;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), index);
    if (error != std::errc() || end != number.data() + number.size() || index < 0) {
      throw InputError(fmt::format("--device {}: \"{}\" is no GPU's number; write cuda:0 or cuda:0,1", option, number));
    }
    if (index >= gpus) {
      throw InputError(
          fmt::format("--device {}: there is no GPU {}; this machine has {} (0 to {})", option, index, gpus, gpus - 1));
    }
    const std::string device = fmt::format("cuda:{}", index);
    if (std::find(devices.begin(), devices.end(), device) != devices.end()) {
      throw InputError(fmt::format("--device {}: GPU {} is named twice", option, index));
    }
    devices.push_back(device);
  }
  return devices;
}

}  // namespace

int count_gpus(const char* visible, const fs::path& driver, const fs::path& nodes) {
  const int gpus = gpus_of_machine(driver, nodes);
  if (visible == nullptr) return gpus;
  // CUDA takes the entries up to the first that is no device; "-1" and "" are the usual ways to say none.
  int left = 0;
  std::istringstream entries(visible);
  for (std::string entry; std::getline(entries, entry, ',');) {
    if (entry.empty() || entry.front() == '-') break;
    ++left;
  }
  return std::min(left, gpus);
}

std::vector<std::string> parse_devices(const std::string& option, int gpus, bool trainer_has_cuda) {
  if (option == "cpu") return {"cpu"};
  if (option == "auto") return gpus > 0 && trainer_has_cuda ? all_gpus(gpus) : std::vector<std::string>{"cpu"};
  if (option != "cuda" && !option.starts_with("cuda:")) {
    throw InputError(fmt::format("--device {}: no such device; use auto, cpu, cuda, or GPUs as cuda:0,1", option));
  }
  if (gpus == 0) {
    throw InputError(
        fmt::format("--device {}: this machine has no NVIDIA GPU (no /dev/nvidia0); use --device cpu", option));
  }
  if (!trainer_has_cuda) {
    throw InputError(
        fmt::format("--device {}: actsweep was built with a LibTorch without CUDA; build it with one that has it "
                    "(docs/gpu-and-cluster.md, \"Which LibTorch\") or use --device cpu",
                    option));
  }
  return option == "cuda" ? all_gpus(gpus) : listed_gpus(option, gpus);
}

bool is_linked_with_cuda(const fs::path& trainer) {
  try {
    const std::string program = read_file(trainer);
    return program.find("libtorch_cuda.so") != std::string::npos || program.find("libc10_cuda.so") != std::string::npos;
  } catch (const InputError&) {
    return false;
  }
}

int available_cores() {
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) == 0) return CPU_COUNT(&cores);
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace actsweep
