#include "harness/runner/precisions.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/util/error.h"
#include "harness/util/process.h"

namespace actsweep {

std::vector<PrecisionSupport> precisions_of(const std::filesystem::path& trainer, const std::string& device) {
  const ProcessResult told = run_process({trainer.string(), "--precisions", "--device", device});
  const auto lines = nlohmann::json::parse(told.output, nullptr, /*allow_exceptions=*/false);
  if (told.exit_status != 0 || !lines.is_object()) {
    throw InputError(
        fmt::format("{}: {} cannot be asked for its precisions: {}", device, trainer.string(), told.output));
  }
  std::vector<PrecisionSupport> support;
  for (const auto& [precision, lacking] : lines.items()) support.push_back({precision, lacking});
  return support;
}

void check_precisions(const std::set<std::string>& precisions, const std::filesystem::path& trainer,
                      const std::vector<std::string>& devices) {
  if (precisions.empty() || (precisions.size() == 1 && precisions.contains("float32"))) return;  // every device's
  for (const std::string& device : devices) {
    for (const auto& [precision, lacking] : precisions_of(trainer, device)) {
      if (lacking.empty() || !precisions.contains(precision)) continue;
      throw InputError(
          fmt::format("precision: {} is not for {}: {}; take precision=float32 or another --device "
                      "(`actsweep list precisions`)",
                      precision, device, lacking));
    }
  }
}

}  // namespace actsweep
