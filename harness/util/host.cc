#include "harness/util/host.h"

#include <unistd.h>

#include <array>
#include <fstream>

namespace actsweep {

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  const std::string key = "model name";
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key)) return line.substr(line.find_first_not_of("\t :", key.size()));
  }
  return "unknown";
}

}  // namespace actsweep
