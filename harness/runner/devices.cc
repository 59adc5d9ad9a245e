#include "harness/runner/devices.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <thread>

#include "harness/util/error.h"
#include "harness/util/files.h"
#include "harness/util/process.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

int gpus_of_machine(const fs::path& driver, const fs::path& nodes) {
  std::error_code none;
  int listed = 0;
  for (const auto& entry : fs::directory_iterator(driver, none)) listed += entry.is_directory(none) ? 1 : 0;
  static const std::regex gpu("nvidia[0-9]+");  // nvidiactl and nvidia-uvm belong to the driver
  int with_node = 0;
  for (const auto& entry : fs::directory_iterator(nodes, none)) {
    with_node += std::regex_match(entry.path().filename().string(), gpu) ? 1 : 0;
  }
  // In a container the driver lists all GPUs of the host, but only those of the container have nodes.
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
      throw InputError(
          fmt::format("--device {}: \"{}\" is not the number of a GPU; write cuda:0 or cuda:0,1", option, number));
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
  // CUDA stops at the first invalid entry; "-1" and "" are the usual ways to hide all GPUs.
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

std::vector<std::string> parse_devices(const std::string& option, const fs::path& trainer) {
  const int gpus = option == "cpu" ? 0 : count_gpus(std::getenv("CUDA_VISIBLE_DEVICES"));
  return parse_devices(option, gpus, gpus > 0 && is_linked_with_cuda(trainer));
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

int default_jobs(const std::vector<std::string>& devices, int threads_per_trial) {
  if (devices.front() != "cpu") return static_cast<int>(devices.size());
  return std::max(1, available_cores() / threads_per_trial);
}

std::map<std::string, std::string> precisions_of(const fs::path& trainer, const std::string& device) {
  const ProcessResult answer = run_process({trainer.string(), "--precisions", "--device", device});
  const auto precisions = nlohmann::json::parse(answer.output, nullptr, /*allow_exceptions=*/false);
  if (answer.exit_status != 0 || !precisions.is_object()) {
    throw InputError(
        fmt::format("{}: {} does not say which precisions it supports: {}", device, trainer.string(), answer.output));
  }
  return precisions;
}

void check_precisions(const std::set<std::string>& precisions, const fs::path& trainer,
                      const std::vector<std::string>& devices) {
  if (precisions.empty() || (precisions.size() == 1 && precisions.contains("float32")))
    return;  // which every device supports
  for (const std::string& device : devices) {
    for (const auto& [precision, lacking] : precisions_of(trainer, device)) {
      if (lacking.empty() || !precisions.contains(precision)) continue;
      throw InputError(
          fmt::format("precision: {} is not supported on {}: {}; use precision=float32 or another --device "
                      "(`actsweep list precisions`)",
                      precision, device, lacking));
    }
  }
}

}  // namespace actsweep
