#include "harness/cli/last_request.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "harness/cli/arguments.h"
#include "harness/config/grid.h"
#include "harness/config/yaml.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

/// A text as a file without a name, which goes with this object.
class NamelessFile {
 public:
  explicit NamelessFile(const std::string& text) : descriptor_(memfd_create("experiment", MFD_CLOEXEC)) {
    if (descriptor_ < 0 || write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      throw InputError(fmt::format("cannot hold a text in memory: {}", std::strerror(errno)));
    }
  }
  ~NamelessFile() { close(descriptor_); }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  fs::path path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

 private:
  int descriptor_;
};

/// The experiment as it was last asked for. The record has its texts and not where they lay: one that extends others is
/// read from its file, if that still has the same texts.
std::optional<Experiment> last_request(const HoldingExperiment& recorded) {
  try {
    const NamelessFile file(recorded.yaml);
    if (parse_yaml(recorded.yaml, recorded.name).find("extends") == nullptr) {
      return load_experiment(file.path(), recorded.overrides);
    }
  } catch (const InputError&) {
    // With the texts that it extends behind it, it is not one document.
  }
  if (!fs::is_directory("experiments")) return std::nullopt;
  for (const fs::path& path : all_experiment_files()) {
    const Experiment plain = load_experiment(path);  // the overrides need not be for this one
    if (plain.name == recorded.name && plain.yaml == recorded.yaml) return load_experiment(path, recorded.overrides);
  }
  return std::nullopt;
}

}  // namespace

Holds still_holds(const HoldingExperiment& experiment, const std::string& trial) {
  try {
    const std::optional<Experiment> request = last_request(experiment);
    if (!request) return Holds::kUnknown;
    const Grid grid(built_in_schema(), *request);
    bool found = false;
    grid.for_each([&](const Point& point) { found = found || to_string(point.id) == trial; });
    return found ? Holds::kYes : Holds::kNo;
  } catch (const InputError&) {
    return Holds::kUnknown;  // it was written for another actsweep
  }
}

}  // namespace actsweep
