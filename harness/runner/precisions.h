#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace actsweep {

/// What a device says of a precision that trials can ask for.
struct PrecisionSupport {
  std::string precision;  ///< a value of the key `precision`
  std::string lacking;    ///< why the device does not compute in it; empty if it does
};

/// What a trainer finds out about a device ("cpu", "cuda:0"). Throws InputError when the trainer cannot be asked.
std::vector<PrecisionSupport> precisions_of(const std::filesystem::path& trainer, const std::string& device);

/// Throws InputError where one of the devices lacks one of the precisions.
void check_precisions(const std::set<std::string>& precisions, const std::filesystem::path& trainer,
                      const std::vector<std::string>& devices);

}  // namespace actsweep
